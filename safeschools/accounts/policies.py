"""Who may become a user, and who may give which role to whom."""

import secrets
from typing import Any

from safeschools.accounts.models import RoleGrant, User
from safeschools.accounts.roles import ROLES, RoleSlug, Scope

_SCHOOL = frozenset({RoleSlug.SCHOOL_EDITOR.value, RoleSlug.SCHOOL_HEAD.value})
_DISTRICT = frozenset({RoleSlug.DISTRICT_REVIEWER.value, RoleSlug.DISTRICT_LEAD.value})
_AGENCY = frozenset({RoleSlug.INSPECTOR.value, RoleSlug.UNIT_LIAISON.value})

#: The bureau hands out no bureau roles: an officer must not be able to make the lead who approves the officer's drafts.
GRANTABLE: dict[str, frozenset[str]] = {
    RoleSlug.SYSTEM_ADMIN: frozenset(RoleSlug.values),
    RoleSlug.BUREAU_OFFICER: _SCHOOL | _DISTRICT | _AGENCY,
    RoleSlug.DISTRICT_LEAD: _SCHOOL | {RoleSlug.DISTRICT_REVIEWER.value},
    RoleSlug.SCHOOL_HEAD: frozenset({RoleSlug.SCHOOL_EDITOR.value}),
}


def grantable_roles(user: User) -> frozenset[str]:
    """The roles this person may give, take and administer."""
    return GRANTABLE.get(user.role, frozenset())


def reaches(user: User, identity: User | RoleGrant) -> bool:
    """Whether `user` administers this identity: a grantable role, inside the own scope."""
    if identity.role not in grantable_roles(user):
        return False
    match user.scope:
        case Scope.INSTALLATION | Scope.CITY:
            return True
        case Scope.DISTRICT:
            district = identity.school.district_id if identity.school else identity.district_id
            return district == user.district_id
        case Scope.SCHOOL:
            return identity.school_id == user.school_id
    return False


def may_manage(user: User, other: User) -> bool:
    """Whether `user` may change the account `other`: never the own person, and only where every identity is reached.

    One of several roles is not enough: a new password would open the others too.
    """
    if user.same_person(other) or not reaches(user, other):
        return False
    return all(reaches(user, grant) for grant in other.grants.all() if grant.ended_at is None)


ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread on paper


def temporary_password() -> str:
    """Sixteen characters in groups of four, to be handed over on paper and changed at the first login."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def scope_fields(role: str, **places: Any) -> dict[str, Any]:
    """Of school, district and agency, the one the role needs; the others become None."""
    needed = ROLES[role].scope.value
    return {name: places.get(name) if name == needed else None for name in ("school", "district", "agency")}
