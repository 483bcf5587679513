"""What each role sees in the left rail and in the phone's tab bar: data, one list per role (UI.md section 4).

An entry names a URL; it is shown when the person has the permission and the URL exists. A URL that takes the calendar
year of the year in view is filled in. Entries whose page is not built yet stay hidden.
"""

from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


@dataclass(frozen=True)
class Entry:
    """One page in the navigation: URL name, icon, words, the permission it needs (empty: none), and the URL names of
    pages that belong to it though their addresses lie elsewhere."""

    url: str
    icon: str
    label: Words
    permission: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Entries under one heading; the first group has none."""

    heading: Words
    entries: tuple[Entry, ...]


@dataclass
class Link:
    """An entry as it is drawn for one person on one page."""

    url: str
    icon: str
    label: Words
    also: tuple[str, ...] = ()
    current: bool = field(default=False)


HELP = Group(
    pgettext_lazy("navigation", "Standard"),
    (Entry("standard_list", "list-check", _("Assessment standard"), "standard.view"),),
)
UNITS = Entry("agency_list", "building-bank", _("Member units"), "standard.view")
PEOPLE = Entry("account_list", "users", _("Accounts"), "accounts.manage", ("account_import",))

SCHOOL = (
    Group(
        "",
        (
            Entry("school_home", "home", pgettext_lazy("navigation", "Home")),
            Entry("assessment", "clipboard-text", _("Self-assessment"), "assessment.view"),
            Entry("evidence_library", "photo", _("Evidence"), "assessment.view"),
        ),
    ),
    Group(
        _("Results"),
        (Entry("school_result", "award", _("Result"), "result.view"),),
    ),
    Group(_("School"), (Entry("school_profile", "building-community", _("School profile"), "register.view"), PEOPLE)),
    HELP,
)
DISTRICT = (
    Group(
        "",
        (
            Entry("district_home", "layout-dashboard", _("Workbench")),
            Entry("review_queue", "checklist", _("Review queue"), "review.view"),
            Entry("recommendation", "thumb-up", _("Recommendation"), "recommend.view"),
        ),
    ),
    Group(
        _("Daily work"),
        (
            Entry("school_list", "school", _("Schools of the district"), "register.view"),
            Entry("school_import", "file-import", _("Import of schools"), "register.import"),
            PEOPLE,
        ),
    ),
    HELP,
)
BUREAU = (
    Group(
        "",
        (
            Entry("bureau_home", "layout-dashboard", _("Overview"), "dashboard.view"),
            Entry("compliance", "scale", _("Quota compliance"), "dashboard.view"),
            Entry("participation_list", "school", _("Participating schools"), "assessment.view"),
            Entry("review_progress", "checklist", _("Review progress"), "review.view"),
            Entry("visit_list", "clipboard-check", _("Spot checks"), "visit.view", ("visit_detail", "visit_cancel")),
        ),
    ),
    Group(
        _("Rating"),
        (
            Entry("allocation", "adjustments-horizontal", _("Allocation"), "allocation.view"),
            Entry("naming_page", "speakerphone", _("Naming"), "allocation.view", ("revocation",)),
            Entry("veto_list", "ban", _("Vetoes"), "review.view"),
            Entry("disqualification_list", "arrow-down", _("Below the floor"), "review.view"),
        ),
    ),
    Group(
        _("Set-up"),
        (
            Entry("year_list", "calendar-cog", _("Campaign"), "year.view", ("year_rules", "year_phases")),
            Entry("standard_list", "list-check", _("Assessment standard"), "standard.view"),
            Entry("school_list", "building-community", _("School register"), "register.view", ("district_list",)),
            Entry("school_import", "file-import", _("Import of schools"), "register.import"),
            UNITS,
            PEOPLE,
            Entry("event_list", "shield-search", _("Event log"), "events.view"),
            Entry("status_page", "shield-check", _("State of the installation"), "status.view"),
        ),
    ),
)
AGENCY = (
    Group(
        "",
        (
            Entry("agency_home", "layout-dashboard", _("Workbench")),
            Entry("visit_list", "clipboard-check", _("Spot checks"), "visit.view"),
            UNITS,
        ),
    ),
    HELP,
)
FIELD = (Group("", (Entry("field_home", "calendar-event", _("Today")),)), HELP)
ADMIN = (
    Group(
        "",
        (
            PEOPLE,
            Entry("school_list", "building-community", _("School register"), "register.view"),
            Entry("school_import", "file-import", _("Import of schools"), "register.import"),
            Entry("event_list", "shield-search", _("Event log"), "events.view"),
            Entry("status_page", "shield-check", _("State of the installation"), "status.view"),
        ),
    ),
)
RAILS: dict[str, tuple[Group, ...]] = {
    "school_editor": SCHOOL,
    "school_head": SCHOOL,
    "district_reviewer": DISTRICT,
    "district_lead": DISTRICT,
    "inspector": FIELD,
    "unit_liaison": AGENCY,
    "bureau_officer": BUREAU,
    "bureau_lead": BUREAU,
    "naming_authority": BUREAU,
    "auditor": BUREAU,
    "system_admin": ADMIN,
    "security_admin": ADMIN,
}

SCHOOL_TABS = (
    Entry("school_home", "home", pgettext_lazy("navigation", "Home")),
    Entry("assessment", "clipboard-text", pgettext_lazy("tab", "Assess"), "assessment.view"),
    Entry("evidence_library", "camera", pgettext_lazy("tab", "Photos"), "assessment.fill"),
    Entry("school_result", "award", pgettext_lazy("tab", "Result"), "result.view"),
    Entry("own_account", "user", pgettext_lazy("tab", "Me")),
)
FIELD_TABS = (
    Entry("field_home", "calendar-event", _("Today")),
    Entry("standard_list", "list-check", pgettext_lazy("navigation", "Standard"), "standard.view"),
    Entry("own_account", "user", pgettext_lazy("tab", "Me")),
)
TABS = {"school_editor": SCHOOL_TABS, "school_head": SCHOOL_TABS, "inspector": FIELD_TABS}

PUBLIC = (
    Entry("register_home", "award", _("Public register")),
    Entry("verify", "qrcode", _("Certificate check")),
)


def address(name: str, year: Any = None) -> str:
    """The URL of a name, with the calendar year of `year` where it asks for one; empty when there is no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        pass
    if not year:
        return ""
    try:
        return reverse(name, args=[year.calendar_year])
    except NoReverseMatch:
        return ""


def links(entries: tuple[Entry, ...], user: Any, year: Any = None) -> list[Link]:
    """The entries this person may open, with their addresses."""
    found = []
    for entry in entries:
        allowed = not entry.permission or user.can(entry.permission)
        if allowed and (url := address(entry.url, year)):
            found.append(Link(url, entry.icon, entry.label, entry.also))
    return found


def mark_current(rows: list[Link], path: str, name: str = "") -> None:
    """Marks the entry that claims the page's URL name, else the one whose address is the longest start of the path."""
    fitting = [row for row in rows if name in row.also] or [row for row in rows if path.startswith(row.url)]
    if fitting:
        max(fitting, key=lambda row: len(row.url)).current = True
