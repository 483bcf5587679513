"""The allocation case of a year: who competes with which score, under which rule, with which recorded decisions.

One builder serves the projection (every score handed in so far) and the run (only what a district or the city
judged). Schools go by their code, never by a database id.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from operator import attrgetter

from django.db.models import QuerySet

from campaigns.domain.decisions import chosen
from campaigns.domain.refusal import Refusal
from campaigns.domain.seats import Caps
from campaigns.models import CampaignYear, Participation
from campaigns.queries import drawn_seed, on_roster_now
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import allocate
from scoring.domain.bands import Bands
from scoring.domain.case import Case
from scoring.domain.keys import REASONS, open_star
from scoring.domain.orders import orders_that_hold
from scoring.domain.ranking import Entrant, roster
from scoring.domain.rule import Overflow, Policy, Rule, Scope, Slots, TieResidual, reserved_slots
from scoring.domain.schools import LOW_UNCHECKED, UNCHECKED, SchoolFacts
from scoring.models import GroupDecision, TieOrder
from scoring.queries.sheet import ALLOCATED, HANDED_IN

State = Participation.State

#: why a school has a ceiling: its district recommended it for fewer stars than the reviewed score reaches
LOWERED = "recommended_lower"
#: why a school is left out: it is on hold, in a year that releases its place (elig.accident_pending)
HELD = "on_hold"
#: reasons that a lifted hold or a spot check may still take away, and the school competes
RETURNING = frozenset({HELD, UNCHECKED})
#: why a school is left out or has a ceiling: the leading group decided so
DECIDED = "group_decision"

#: states that keep a school out of the ranking, by their reason; a revocation does not, for the place it frees is not
#: refilled (elig.accident_after): no other school moves
BARRED: dict[str, str] = {State.WITHDRAWN: "withdrawn", State.DISQUALIFIED: "disqualified"}


def projection_case(year: CampaignYear, schools: Sequence[SchoolFacts]) -> Case:
    """Present facts: self-assessed scores count until a district has judged them, and schools on no list until a run is
    approved without them. In a year of the city's total alone (score.final_source) only scores count that a run takes.

    Confirmed decisions of the leading group count as in a run; where the facts no longer bear a school's place by
    decision, which a run refuses in words, all such places are left out, and so is every order of tied schools that is
    no longer a complete one of one tied group.
    """
    roster = participating(year, schools)
    judged_only = not year.counts_unchecked
    entrants = _entrants(year, roster, judged_only=judged_only)
    reasons = _reasons(year, roster, judged_only=judged_only, listed_only=ALLOCATED)
    adjustments = (*_adjustments(year, roster, reasons), *group_decisions(year, roster))
    case = Case(entrants, policy_of(year), rule_of(year, roster), adjustments)
    pinned = any(adjustment.kind is Kind.PIN for adjustment in adjustments)
    return _ordered(_without_pins(case) if pinned and not _borne(case) else case, tuple(_orders(year)))


def _borne(case: Case) -> bool:
    try:
        allocate(case.entrants, case.policy, case.rule, case.adjustments)
    except Refusal:
        return False
    return True


def _without_pins(case: Case) -> Case:
    return replace(case, adjustments=tuple(each for each in case.adjustments if each.kind is not Kind.PIN))


def _ordered(case: Case, orders: tuple[Adjustment, ...]) -> Case:
    if not orders:
        return case
    schools = roster(case.entrants, len(case.rule.tie_keys))
    decisions, _overtaken = orders_that_hold(schools, case.policy.bands, case.rule, (*case.adjustments, *orders))
    return replace(case, adjustments=decisions)


def run_case(year: CampaignYear, schools: Sequence[SchoolFacts]) -> Case:
    """Facts that may confer a star: judged scores (score.final_source), recommended schools (proc.recommend).

    A school on hold competes, unless the year releases its place (elig.accident_pending).
    Confirmed decisions of the leading group (quota.pins) and orders of tied schools (quota.ties) are in force.
    """
    roster = participating(year, schools)
    entrants = _entrants(year, roster, judged_only=True)
    reasons = _reasons(year, roster, judged_only=True, listed_only=HANDED_IN)
    adjustments = (*_adjustments(year, roster, reasons), *group_decisions(year, roster), *_orders(year))
    return Case(entrants, policy_of(year), rule_of(year, roster), adjustments)


def recorded_decisions(year: CampaignYear, schools: Sequence[SchoolFacts]) -> tuple[Adjustment, ...]:
    """Everything the leading group has in force: about single schools, and among tied ones."""
    return (*group_decisions(year, participating(year, schools)), *_orders(year))


def _orders(year: CampaignYear) -> Iterator[Adjustment]:
    for order in TieOrder.objects.filter(year=year, state=TieOrder.State.CONFIRMED).order_by("pk"):
        yield Adjustment(Kind.TIE_ORDER, order.reason, schools=tuple(order.schools), document=order.document)


def group_decisions(year: CampaignYear, roster: Sequence[SchoolFacts]) -> Iterator[Adjustment]:
    """The leading group's confirmed decisions; about a school outside the roster only a place says anything."""
    known = {facts.id for facts in roster}
    for decision in confirmed_decisions(year).select_related("participation__school"):
        if decision.participation_id in known or decision.kind == GroupDecision.Kind.PIN:
            yield adjustment_of(decision)


def confirmed_decisions(year: CampaignYear) -> QuerySet[GroupDecision]:
    """Those in force, in the order they were proposed; about a school that withdrew nothing is in force."""
    rows = GroupDecision.objects.filter(participation__year=year, state=GroupDecision.State.CONFIRMED)
    return rows.exclude(participation__state=State.WITHDRAWN).order_by("pk")


def adjustment_of(decision: GroupDecision) -> Adjustment:
    """The decision as the engine reads it."""
    school = decision.participation.school.code
    return Adjustment(Kind(decision.kind), decision.reason, school, decision.star, document=decision.document)


def participating(year: CampaignYear, schools: Sequence[SchoolFacts]) -> list[SchoolFacts]:
    """Who counts for the caps: the frozen roster; before the freeze, who would be on it (quota.denominator)."""
    if year.roster_frozen_at:
        return [facts for facts in schools if facts.on_roster]
    states = frozenset(on_roster_now(year))
    return [facts for facts in schools if facts.state in states]


def policy_of(year: CampaignYear) -> Policy:
    """The year's own bands and caps (C2.2.3–C2.2.5)."""
    return Policy(bands_of(year), caps_of(year))


def bands_of(year: CampaignYear) -> Bands:
    """The year's score bands, frozen when it was opened."""
    return Bands(three=year.band_three, two=year.band_two, one=year.band_one, floor=year.floor)


def caps_of(year: CampaignYear) -> Caps:
    """The year's caps, frozen when it was opened."""
    return Caps(three=year.cap_three, two=year.cap_two, one=year.cap_one, total=year.cap_total)


def rule_of(year: CampaignYear, roster: Sequence[SchoolFacts]) -> Rule:
    """Overflow (quota.overflow), tie keys (quota.ties) and district places (quota.districts) of the year; a group still
    tied at a line is left out.

    In a year of the public lottery it is drawn, from the moment two people have signed the draw. Places that a district
    does not use return to the city (allocation.md 6.2).
    """
    overflow, seed = Overflow(chosen(year.decisions, "quota.overflow").slug), drawn_seed(year)
    residual = TieResidual.LOTTERY if seed else TieResidual.EXCLUDE
    rule = Rule(overflow=overflow, tie_keys=tuple(year.tie_keys), tie_residual=residual, lottery_seed=seed)
    slots = slots_of(year, Counter(facts.district_code for facts in roster))
    return replace(rule, scope=Scope.DISTRICT_SLOTS, slots=slots) if slots else rule


def slots_of(year: CampaignYear, sizes: Mapping[str, int]) -> Slots:
    """The places reserved for each district by its participating schools; empty where the year reserves none, and where
    nobody takes part yet.
    """
    if not year.by_district:
        return {}
    return reserved_slots(sizes, policy_of(year).seats(sum(sizes.values())), seed=str(year))


def _entrants(year: CampaignYear, roster: Sequence[SchoolFacts], *, judged_only: bool) -> tuple[Entrant, ...]:
    """The schools as the engine sees them, with the year's tie keys; `judged_only` hides scores that do not count."""
    floor = year.floor
    columns = [list(map(TIE_KEYS[name], roster)) for name in year.tie_keys]
    keys = zip(*columns, strict=True) if columns else repeat(())
    return tuple(
        Entrant(
            facts.code,
            facts.score if facts.counts or not judged_only or _falls(facts, floor) else None,
            facts.district_code,
            veto=facts.vetoed,
            keys=values,
        )
        for facts, values in zip(roster, keys, strict=False)
    )


def _honesty(facts: SchoolFacts) -> int | None:
    """The nearer the own score to the reviewed one, the higher."""
    claimed, reviewed = facts.claimed, facts.reviewed
    return None if claimed is None or reviewed is None else -abs(claimed - reviewed)


#: the values of the tie keys a year may have (quota.ties), higher is better
TIE_KEYS: dict[str, Callable[[SchoolFacts], int | None]] = {
    "key_points": attrgetter("keys"),
    "honesty": _honesty,
    "last_score": attrgetter("last"),
}


def _reasons(
    year: CampaignYear, roster: Sequence[SchoolFacts], *, judged_only: bool, listed_only: frozenset[str]
) -> dict[str, str]:
    """Why each school is left out by what is on record, "" where nothing is; `listed_only` are the states from which on
    it must stand on a list, where the year needs one.
    """
    states = listed_only if needs_a_list(year) else frozenset()
    reasons = {
        facts.code: _barred(facts, year) or (_unlisted(facts) if facts.state in states else "") for facts in roster
    }
    if not (year.counts_unchecked and year.floors_unchecked):
        for facts in roster:
            reasons[facts.code] = reasons[facts.code] or _unchecked(facts, year.floor, judged_only=judged_only)
    return reasons


def why_left_out(year: CampaignYear, facts: SchoolFacts) -> str:
    """Why what is on record keeps a school out of the projection; "" where nothing does."""
    return _reasons(year, [facts], judged_only=not year.counts_unchecked, listed_only=ALLOCATED)[facts.code]


def _adjustments(
    year: CampaignYear, roster: Sequence[SchoolFacts], reasons: Mapping[str, str]
) -> tuple[Adjustment, ...]:
    """Schools left out, by their reason; schools in the ranking whose own key items limit the star (score.key_items),
    and those that their district recommended for less.
    """
    bands = bands_of(year)
    out = [Adjustment(Kind.EXCLUDE, reason, school) for school, reason in reasons.items() if reason]
    capped = [
        Adjustment(Kind.MAX_STAR, REASONS[star], facts.code, star)
        for facts in roster
        if facts.weak and not reasons[facts.code] and (star := open_star(facts.weak))
    ]
    limited = [
        Adjustment(Kind.MAX_STAR, LOWERED, facts.code, facts.ceiling)
        for facts in roster
        if not reasons[facts.code] and lowered(facts.ceiling, facts.reviewed, facts.reviewed_weak, bands)
    ]
    return (*out, *capped, *limited)


def lowered(ceiling: int | None, reviewed: int | None, reviewed_weak: int, bands: Bands) -> bool:
    """Whether a district recommended fewer stars than its own review left open (proc.recommend, C2.2.1).

    A star equal to that is no ceiling: what a spot check or an appeal adds later counts.
    """
    if ceiling is None or reviewed is None:
        return False
    return ceiling < min(bands.band(reviewed), open_star(reviewed_weak))


def _barred(facts: SchoolFacts, year: CampaignYear) -> str:
    """Why a recorded decision keeps the school out of the ranking.

    A school that left by a veto or for a score still below the floor says so by the engine's own code.
    """
    low = facts.score is not None and year.floor > facts.score
    if facts.state == State.DISQUALIFIED and (facts.vetoed or low):
        return ""
    held = HELD if facts.hold and year.releases_places else ""
    return BARRED.get(facts.state, "not_recommended" if facts.recommended is False else held)


def needs_a_list(year: CampaignYear) -> bool:
    """Whether only schools on a submitted list of their district may be named (proc.recommend)."""
    return chosen(year.decisions, "proc.recommend").slug == "required"


def _unlisted(facts: SchoolFacts) -> str:
    """What still stands between a judged school and a star: its district's list (proc.recommend)."""
    waits = facts.judged and facts.recommended is None and facts.state != State.DISQUALIFIED
    return "no_recommendation" if waits else ""


def _unchecked(facts: SchoolFacts, floor: int, *, judged_only: bool) -> str:
    """What else stands between a school and its score: a check by the city (score.final_source, elig.below70_basis)."""
    settled = facts.vetoed or facts.state == State.DISQUALIFIED
    if facts.score is None or settled or (judged_only and not facts.judged):
        return ""
    if facts.judged and not facts.counts:
        return "" if _falls(facts, floor) else UNCHECKED
    return LOW_UNCHECKED if facts.score < floor and not facts.falls else ""


def _falls(facts: SchoolFacts, floor: int) -> bool:
    """Whether a judged score takes the school out of the year's selection, also one that counts for no star."""
    return facts.judged and facts.falls and facts.score is not None and facts.score < floor
