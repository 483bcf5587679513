"""Changing one school by hand."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from safeschools.audit.record import record
from safeschools.directory.models import FACILITIES, School
from safeschools.directory.record.pinyin import pinyin_of
from safeschools.lib.errors import Invalid, NotAllowed, Stale

NEEDS_REASON = (*FACILITIES, "status", "type")
"""What decides which items apply and who takes part; a change is explained (decision score.na_guard)."""


@transaction.atomic
def change_school(school: School, *, by: Any, version: int, reason: str = "", **values: Any) -> list[str]:
    """Save what differs and return the names of the changed fields.

    `version` is the one the person saw: Stale when somebody saved another since. Facility flags, type and status need
    a reason. Raises NotAllowed when a district would give a school away.
    """
    before = School.objects.select_for_update().get(pk=school.pk)
    changed = {name: value for name, value in values.items() if getattr(before, name) != value}
    if not changed:
        return []
    if before.version != version:
        raise Stale(_("Somebody else has changed this school since you opened it."))
    if not reason and any(name in NEEDS_REASON for name in changed):
        raise Invalid(_("Facilities, type and status decide which items apply. Please give a reason for the change."))
    if "district" in changed and by.scope != "city":
        raise NotAllowed(_("Only the city moves a school to another district."))
    if "name" in changed:
        changed["pinyin"] = pinyin_of(changed["name"])
    School.objects.filter(pk=school.pk).update(**changed, version=F("version") + 1)
    _record(before, by, reason, {name: value for name, value in changed.items() if name != "pinyin"})
    return list(changed)


def _record(before: School, by: Any, reason: str, changed: dict[str, Any]) -> None:
    flags = any(name in FACILITIES for name in changed)
    sentence = noop("%(actor)s changed facilities of %(object)s.") if flags else noop("%(actor)s changed %(object)s.")
    record(
        "school.facilities" if flags else "school.change",
        before,
        by=by,
        sentence=sentence,
        reason=reason,
        data={name: [_plain(getattr(before, name)), _plain(value)] for name, value in changed.items()},
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool) else str(value)
