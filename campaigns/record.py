"""Below the actions: the revision counter every change of facts passes, the lock, the invitation, the freeze."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import BigIntegerField, BooleanField, CharField, IntegerField, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from campaigns.models import CampaignYear, Participation
from campaigns.policies import bar_empty, committed_draw, freeze_ahead
from campaigns.queries import bars_of, roster_candidates, roster_digest_of
from safeschools.audit.models import Event
from safeschools.audit.record import event, record
from safeschools.directory.models import School
from safeschools.lib import clock
from safeschools.lib.errors import WrongState

#: what a freeze sets on the year
FROZEN = ("roster_frozen_at", "roster_size", "roster_version")

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


def leave_out_barred(year: CampaignYear, *, by: Any) -> int:
    """Take the schools that are barred from a year out of it as it opens, each with document and reason in the log
    (elig.accident_after); returns how many.
    """
    bars = {bar.school_id: bar.designation for bar in bars_of(year)}
    rows = list(Participation.objects.filter(year=year, school__in=bars).select_related("school", "year"))
    Participation.objects.filter(pk__in=[row.pk for row in rows]).update(state=Participation.State.WITHDRAWN)
    sentence = noop(
        "By document %(document)s, by which its last star was revoked because of an accident, %(object)s takes no part."
    )
    Event.objects.bulk_create(
        event(
            "participation.bar",
            row,
            by=by,
            sentence=sentence,
            reason=bars[row.school_id].revocation_reason,
            document=bars[row.school_id].revocation_document,
        )
        for row in rows
    )
    return len(rows)


def freeze(year: CampaignYear, *, by: Any, sentence: str) -> int:
    """Put the schools that take part on the roster of a year just locked, as its next version; returns how many.

    Raises WrongState where the ties are drawn and no draw is committed, Invalid where nobody would be on it.
    """
    draw = committed_draw(year, clock.now())
    size = roster_candidates(year).update(on_roster=True)
    bar_empty(size)
    year.roster_frozen_at, year.roster_size, year.roster_version = clock.now(), size, year.roster_version + 1
    year.save(update_fields=FROZEN)
    touch(year.pk)
    data = {}
    if draw:
        draw.roster_digest = data["digest"] = roster_digest_of(year)
        draw.save(update_fields=["roster_digest"])
    record("year.freeze_roster", year, by=by, sentence=sentence, data=data, version=year.roster_version, size=size)
    return size


@transaction.atomic
def freeze_when_due(year: CampaignYear) -> bool:
    """The system's own freeze, once, of a year whose deadline is over for every district (quota.snapshot).

    False where it is not due, somebody was faster, something is lacking, or somebody is just changing a school.
    """
    present = locked(year, CampaignYear.State.OPEN)
    ahead = freeze_ahead(present)
    if not (ahead and ahead.is_due and ahead.is_first) or ahead.lacks or not _all_free(present):
        return False
    sentence = noop("The system froze the roster of %(object)s at the deadline, version %(version)s: %(size)s schools.")
    freeze(present, by=None, sentence=sentence)
    return True


def _all_free(year: CampaignYear) -> bool:
    """Take every school of the year without waiting; whether all could be had.

    Whoever hands in holds the school before the deadline and waits for the year, which is ours here: what was handed in
    in time is committed where nobody holds one, and neither waits for the other.
    """
    if not connection.features.has_select_for_update_skip_locked:
        return True  # here one writes at a time
    rows = Participation.objects.filter(year=year).order_by().values_list("pk", flat=True)
    return len(rows.select_for_update(skip_locked=True, no_key=True)) == rows.count()
