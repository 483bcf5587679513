"""Below the actions: the revision counter every change of a year's facts passes, the draft lock, the invitation."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, CharField, IntegerField, QuerySet, Value
from django.utils.translation import gettext as _

from campaigns.models import CampaignYear, Participation
from safeschools.directory.models import School
from safeschools.lib.errors import WrongState

_NEXT_REVISION = "UPDATE campaigns_campaignyear SET revision = revision + 1 WHERE id = %s RETURNING revision"
#: the same, stamped on participations in the same statement, so that the year's row is locked as late as can be
_STAMPED = f"""
WITH year AS ({_NEXT_REVISION}), stamped AS (
  UPDATE campaigns_participation SET revision = (SELECT revision FROM year) WHERE id = ANY(%s))
SELECT revision FROM year
"""  # noqa: S608 - a constant is put in


def touch(year_id: int, participation_ids: Sequence[int] = ()) -> int:
    """Bump the year's revision and stamp it on the participations whose facts changed; returns the new revision.

    The recompute may skip item sums of participations not stamped since the sheet's revision; never the ranking.
    """
    with connection.cursor() as cursor:
        if participation_ids and connection.vendor == "postgresql":
            cursor.execute(_STAMPED, [year_id, list(participation_ids)])
            return int(cursor.fetchone()[0])
        cursor.execute(_NEXT_REVISION, [year_id])
        revision = int(cursor.fetchone()[0])
    if participation_ids:
        Participation.objects.filter(pk__in=participation_ids).update(revision=revision)
    return revision


def touch_unchanged(year_id: int, seen: int) -> bool:
    """Bump the revision of an open year only where nobody has since revision `seen`; False where the facts have moved
    on or the year was closed meanwhile.
    """
    rows = CampaignYear.objects.filter(pk=year_id, revision=seen, state=CampaignYear.State.OPEN)
    return rows.update(revision=seen + 1) == 1


def locked(year: CampaignYear, *states: str) -> CampaignYear:
    """The year as it is stored now, locked until the end of the transaction.

    Raises WrongState where it is in none of `states`: an open year is frozen, a closed one for ever.
    """
    present = CampaignYear.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=year.pk)
    if present.state not in states:
        hints = {
            CampaignYear.State.DRAFT: _("Open the year first."),
            CampaignYear.State.OPEN: _("Its rules were frozen when it was opened."),
            CampaignYear.State.CLOSED: _("A closed year is never changed."),
        }
        raise WrongState(
            _("The year %(year)s is now “%(state)s”; this step does not start from there.")
            % {"year": present, "state": present.get_state_display()},
            hint=hints[CampaignYear.State(present.state)],
        )
    return present


def remember(year: CampaignYear, step: str, **more: Any) -> None:
    """Note in the wizard's memory that `step` is confirmed, forget what was typed there and not accepted."""
    saved = [*(name for name in year.setup.get("saved", []) if name != step), step]
    typed = {name: words for name, words in year.setup.get("typed", {}).items() if name != step}
    year.setup = year.setup | {"saved": saved, "typed": typed} | more


def invite(year: CampaignYear, schools: QuerySet[School], revision: int) -> int:
    """Create a participation for each of `schools` in one INSERT … SELECT, its district frozen; returns how many."""
    names = ("year", "school", "district", "state", "hold", "on_roster", "revision", "register_version")
    columns = [str(Participation._meta.get_field(name).column) for name in names]  # type: ignore[union-attr]
    rows = schools.order_by().values_list(
        Value(year.pk, BigIntegerField()),
        "pk",
        "district_id",
        Value(Participation.State.INVITED, CharField()),
        Value("", CharField()),
        Value(False, BooleanField()),
        Value(revision, BigIntegerField()),
        Value(0, IntegerField()),
    )
    select, params = rows.query.get_compiler(connection=connection).as_sql()
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(Participation._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({quoted}) {select}", params)
        return int(cursor.rowcount)
