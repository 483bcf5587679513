"""What a decision about a run rests on."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import CampaignYear
from safeschools.accounts.models import User
from safeschools.accounts.roles import ROLES
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.ties import has_open_tie
from safeschools.designations.queries.workbench import Results, outside
from scoring.domain.schools import LOW_UNCHECKED, UNCHECKED
from scoring.domain.trail import Code


def checks(run: AllocationRun, year: CampaignYear, results: Results, *, over: bool) -> Iterator[dict[str, Any]]:
    """The list on the decision page: {"kind": ok or wn, "text"}."""
    yield _check(not over, _("All four caps are kept"), _("A cap is exceeded"))
    if run.state in (AllocationRun.State.DRAFT, AllocationRun.State.PROPOSED):
        current = run.revision == year.revision
        yield _check(current, _("The facts are those of the run"), _("The facts have moved on since this run"))
    starred = run.lines.filter(rank__isnull=True, star__gt=0).exists()
    yield _check(not starred, _("No excluded school has a star"), _("An excluded school has a star"))
    open_tie = has_open_tie(run, results)
    yield _check(not open_tie, _("No tie is left open at a line"), _("A tied group at a line is left out as a whole"))
    if pinned := sum(tier.pinned for tier in results.tiers.values()):
        words = ngettext("%(n)s school is placed by decision", "%(n)s schools are placed by decision", pinned)
        yield {"kind": "wn", "text": words % {"n": pinned}}
    yield from _of_schools(run)


def _of_schools(run: AllocationRun) -> Iterator[dict[str, Any]]:
    left_out = {(code, why): number for code, why, number in outside(run)}
    if unscored := left_out.get((Code.UNSCORED, "")):
        words = ngettext("%(n)s school is not reviewed yet", "%(n)s schools are not reviewed yet", unscored)
        yield {"kind": "wn", "text": words % {"n": unscored}}
    if unlisted := left_out.get((Code.EXCLUDED_BY_COMMITTEE, "no_recommendation")):
        words = ngettext(
            "%(n)s reviewed school is on no submitted list", "%(n)s reviewed schools are on no submitted list", unlisted
        )
        yield {"kind": "wn", "text": words % {"n": unlisted}}
    if unchecked := left_out.get((Code.EXCLUDED_BY_COMMITTEE, UNCHECKED)):
        words = ngettext(
            "%(n)s reviewed school is not checked by the city: its score does not count",
            "%(n)s reviewed schools are not checked by the city: their scores do not count",
            unchecked,
        )
        yield {"kind": "wn", "text": words % {"n": unchecked}}
    if low := left_out.get((Code.EXCLUDED_BY_COMMITTEE, LOW_UNCHECKED)):
        words = ngettext(
            "%(n)s school is below the floor by a score the city has not checked",
            "%(n)s schools are below the floor by scores the city has not checked",
            low,
        )
        yield {"kind": "wn", "text": words % {"n": low}}
    if held := run.lines.filter(star__gt=0).exclude(participation__hold="").count():
        words = ngettext("%(n)s school with a star is on hold", "%(n)s schools with a star are on hold", held)
        yield {"kind": "wn", "text": words % {"n": held}}


def _check(holds: bool, good: str, bad: str) -> dict[str, Any]:
    return {"kind": "ok", "text": good} if holds else {"kind": "wn", "text": bad}


def deciders(run: AllocationRun) -> list[User]:
    """Who may be the second person: holders of the right who neither ran nor proposed it."""
    roles = [slug for slug, role in ROLES.items() if "allocation.approve" in role.permissions]
    people = User.objects.filter(role__in=roles, is_active=True).order_by("display_name")[:20]
    makers = [run.created_by, run.proposed_by]
    return [person for person in people if not any(person.same_person(maker) for maker in makers)]
