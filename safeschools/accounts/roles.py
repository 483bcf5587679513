"""Roles as code: a slug is stored, its permissions and scope stand here (product.md section 1)."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeschools.accounts.permissions import PERMISSIONS


class Scope(models.TextChoices):
    """What part of the city a role reaches."""

    SCHOOL = "school", _("One school")
    DISTRICT = "district", _("One district")
    AGENCY = "agency", _("One member unit")
    CITY = "city", _("The city")
    INSTALLATION = "installation", _("This installation, no scores")


class RoleSlug(models.TextChoices):
    SCHOOL_EDITOR = "school_editor", _("School editor")
    SCHOOL_HEAD = "school_head", _("School head")
    DISTRICT_REVIEWER = "district_reviewer", _("District reviewer")
    DISTRICT_LEAD = "district_lead", _("District lead")
    INSPECTOR = "inspector", _("Inspector")
    UNIT_LIAISON = "unit_liaison", _("Unit liaison")
    BUREAU_OFFICER = "bureau_officer", _("Bureau officer")
    BUREAU_LEAD = "bureau_lead", _("Bureau lead")
    NAMING_AUTHORITY = "naming_authority", _("Naming authority")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")


SECOND_STEP = frozenset(
    {
        RoleSlug.DISTRICT_REVIEWER,
        RoleSlug.DISTRICT_LEAD,
        RoleSlug.BUREAU_OFFICER,
        RoleSlug.BUREAU_LEAD,
        RoleSlug.NAMING_AUTHORITY,
        RoleSlug.AUDITOR,
        RoleSlug.SYSTEM_ADMIN,
        RoleSlug.SECURITY_ADMIN,
    }
)
"""Roles that reach many schools: a password alone does not open them (REQUIRE_TOTP)."""

ADMINISTRATORS = (RoleSlug.SYSTEM_ADMIN, RoleSlug.SECURITY_ADMIN, RoleSlug.AUDITOR)
"""The three of MLPS (三员): one makes accounts, one gives roles and releases accounts, one reads the event log.

A person holds one of them and then nothing else.
"""


@dataclass(frozen=True)
class Role:
    """One role: how far it reaches, what it may do, where it lands after login (a URL name)."""

    scope: Scope
    home: str
    permissions: frozenset[str]


def _role(scope: Scope, home: str, *permissions: str) -> Role:
    unknown = set(permissions) - PERMISSIONS.keys()
    if unknown:
        raise KeyError(unknown)
    return Role(scope, home, frozenset(permissions))


_SEE_CITY = (
    "register.view",
    "standard.view",
    "year.view",
    "assessment.view",
    "evidence.view",
    "review.view",
    "recommend.view",
    "visit.view",
    "dashboard.view",
    "allocation.view",
)

ROLES: dict[str, Role] = {
    RoleSlug.SCHOOL_EDITOR: _role(
        Scope.SCHOOL,
        "school_home",
        "standard.view",
        "assessment.view",
        "evidence.view",
        "assessment.fill",
        "result.view",
        "register.view",
    ),
    RoleSlug.SCHOOL_HEAD: _role(
        Scope.SCHOOL,
        "school_home",
        "standard.view",
        "assessment.view",
        "evidence.view",
        "assessment.fill",
        "assessment.submit",
        "result.view",
        "register.view",
        "accounts.manage",
        "accounts.create",
        "roles.grant",
    ),
    RoleSlug.DISTRICT_REVIEWER: _role(
        Scope.DISTRICT,
        "district_home",
        "register.view",
        "standard.view",
        "assessment.view",
        "evidence.view",
        "review.view",
        "review.work",
        "recommend.view",
        "veto.propose",
    ),
    RoleSlug.DISTRICT_LEAD: _role(
        Scope.DISTRICT,
        "district_home",
        "register.view",
        "register.import",
        "register.edit",
        "standard.view",
        "assessment.view",
        "evidence.view",
        "review.view",
        "review.work",
        "recommend.view",
        "recommend.submit",
        "deadline.extend",
        "veto.propose",
        "accounts.manage",
        "accounts.create",
        "roles.grant",
    ),
    RoleSlug.INSPECTOR: _role(
        Scope.AGENCY, "field_home", "standard.view", "evidence.view", "visit.view", "visit.record"
    ),
    RoleSlug.UNIT_LIAISON: _role(Scope.AGENCY, "agency_home", "standard.view", "visit.view"),
    RoleSlug.BUREAU_OFFICER: _role(
        Scope.CITY,
        "bureau_home",
        *_SEE_CITY,
        "register.import",
        "register.edit",
        "standard.edit",
        "year.configure",
        "deadline.extend",
        "visit.plan",
        "veto.propose",
        "disqualification.propose",
        "hold.set",
        "allocation.explore",
        "allocation.propose",
        "accounts.manage",
        "accounts.create",
        "roles.grant",
        "events.view",
        "status.view",
    ),
    RoleSlug.BUREAU_LEAD: _role(
        Scope.CITY,
        "bureau_home",
        *_SEE_CITY,
        "veto.confirm",
        "disqualification.confirm",
        "hold.set",
        "allocation.explore",
        "allocation.approve",
        "naming.revoke",
        "events.view",
        "status.view",
    ),
    RoleSlug.NAMING_AUTHORITY: _role(
        Scope.CITY, "bureau_home", "dashboard.view", "allocation.view", "naming.record", "year.view", "standard.view"
    ),
    RoleSlug.AUDITOR: _role(Scope.CITY, "bureau_home", *_SEE_CITY, "events.view", "status.view"),
    RoleSlug.SYSTEM_ADMIN: _role(
        Scope.INSTALLATION,
        "account_list",
        "accounts.manage",
        "accounts.create",
        "register.view",
        "events.view",
        "status.view",
    ),
    RoleSlug.SECURITY_ADMIN: _role(
        Scope.INSTALLATION,
        "account_list",
        "accounts.manage",
        "roles.grant",
        "second_step.reset",
        "accounts.anonymise",
    ),
}
