"""The annual allocation of stars under quotas (C2.2.5; allocation.md section 4, normative).

A pure function: the result depends on the entrants, the policy, the rule and the recorded adjustments, and on
nothing else, neither on the order of lists nor on ids, districts or earlier runs.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import attrgetter
from typing import Final

from campaigns.domain.seats import STARS, Seats
from scoring.domain.adjustments import Adjustment, Ruling, check_orders, check_pins, rule_on
from scoring.domain.bands import Bands
from scoring.domain.eligibility import Field, qualified, sort_out
from scoring.domain.ranking import ID, Entrant, Roster, Standing, roster, standings
from scoring.domain.rule import Denominator, Overflow, Policy, Rule, Scope, TieResidual, check_slots
from scoring.domain.tiers import Closed, Filling, Tie, Tier, fill
from scoring.domain.trail import AtStars, Outcome, Reason, judged, pinned

PARTICIPATING: Final[Callable[[Entrant], bool]] = attrgetter("participating")
SCORE: Final[Callable[[Standing], int]] = attrgetter("score")
BAND: Final[Callable[[Standing], int]] = attrgetter("band")
LIMIT: Final[Callable[[Standing], int]] = attrgetter("limit")
POSITION: Final[Callable[[Standing], int]] = attrgetter("position")

#: what happened to each school of the ranking at one star, by position; None where it did not stand
Outcomes = list[Outcome | None]


@dataclass(frozen=True, slots=True)
class LineUp:
    """Who competes, in which order, and why the others do not, under one set of bands, decisions and seed.

    Places play no part in it, so that others can be tried on the same line-up.
    """

    roster: Roster
    bands: Bands
    adjustments: tuple[Adjustment, ...]
    seed: str | None
    ruling: Ruling
    field: Field
    ranking: Sequence[Standing]

    def limit(self, school: str) -> int:
        """The highest star open to a school, 0 where it does not compete."""
        if school in self.field.left_out:
            return 0
        return self.field.limits.get(school, self.bands.band(self.roster.by_id[school].score or 0))


@dataclass(frozen=True, slots=True)
class Allocation:
    """The result: every entrant's reason (star, code, trail), the places, what happened at each star, the line-up."""

    lined_up: LineUp
    denominator: int
    seats: Seats
    tiers: Mapping[int, Tier]
    reasons: Mapping[str, Reason]

    @property
    def roster(self) -> Roster:
        return self.lined_up.roster

    @property
    def ranking(self) -> Sequence[Standing]:
        """The competing schools in their order."""
        return self.lined_up.ranking

    @property
    def counts(self) -> dict[int, int]:
        """Stars given out, by star."""
        return {star: tier.awarded for star, tier in self.tiers.items()}


def allocate(
    entrants: Iterable[Entrant] | Roster | LineUp, policy: Policy, rule: Rule, adjustments: Sequence[Adjustment] = ()
) -> Allocation:
    """Give out the year's stars. Raises Refusal with a code where the input is contradictory or would break a cap.

    A roster, in order already, saves the sorting where the same entrants are allocated again; a line-up saves more,
    where bands, decisions and seed are the same too.
    """
    lined_up = line_up(entrants, policy.bands, rule, adjustments)
    ruling, ranking = lined_up.ruling, lined_up.ranking
    denominator = participants(lined_up.roster.by_id, policy, rule)
    year = policy.seats(denominator)
    check_pins(ruling.pins, lined_up.limit, year)
    check_orders(ruling.orders, lined_up.field.competing, ruling.pins)
    if rule.scope is Scope.DISTRICT_SLOTS:
        check_slots(rule.slots, year)
    run = _Run(rule, year, ruling, [standing for standing in ranking if standing.id not in ruling.pins], len(ranking))
    tiers = {star: run.tier(star) for star in STARS}
    return Allocation(lined_up, denominator, year, tiers, _reasons(lined_up, run.outcomes))


def line_up(
    entrants: Iterable[Entrant] | Roster | LineUp, bands: Bands, rule: Rule, adjustments: Sequence[Adjustment]
) -> LineUp:
    """The entrants lined up; as they stand where they are already. Raises Refusal."""
    decisions = tuple(adjustments)
    if isinstance(entrants, LineUp):
        if (entrants.bands, entrants.seed, entrants.adjustments) == (bands, rule.seed, decisions):
            return entrants
        entrants = entrants.roster
    ordered = entrants if isinstance(entrants, Roster) else roster(entrants, len(rule.tie_keys))
    ruling = rule_on(decisions, ordered.by_id)
    field = sort_out(ordered, bands, ruling)
    ranking = standings(field.competing, bands, field.limits, ruling.places, rule.seed)
    return LineUp(ordered, bands, decisions, rule.seed, ruling, field, ranking)


def participants(entrants: Mapping[str, Entrant], policy: Policy, rule: Rule) -> int:
    """The number the caps are percentages of (decision quota.denominator)."""
    if not isinstance(rule.denominator, Denominator):
        return rule.denominator
    if rule.denominator is Denominator.QUALIFIED:
        return qualified(entrants, policy.bands)
    return sum(map(PARTICIPATING, entrants.values()))


@dataclass(slots=True)
class _Run:
    """The state between stars: who still waits, places left in total, and outcomes so far by position in the ranking
    of `length` schools.
    """

    rule: Rule
    seats: Seats
    ruling: Ruling
    waiting: list[Standing]
    length: int
    outcomes: dict[int, Outcomes] = field(default_factory=dict)
    left_in_total: int = 0

    def __post_init__(self) -> None:
        self.left_in_total = self.seats.total - len(self.ruling.pins)

    def blocks(self, star: int, queue: Sequence[Standing]) -> list[list[Standing]]:
        """Those who may stand for the star, in the order they are served."""
        if self.rule.overflow is Overflow.CASCADE:
            return [[standing for standing in queue if standing.limit >= star]]
        own = [standing for standing in queue if standing.limit == star]
        if self.rule.overflow is Overflow.FORFEIT:
            return [own]
        return [own, [standing for standing in queue if standing.limit > star]]

    def tier(self, star: int) -> Tier:
        """Fill one star: reserved district places first where the rule has them, then the city's."""
        pins = sum(1 for pin in self.ruling.pins.values() if pin == star)
        blocks = self.blocks(star, self.waiting)
        candidates = sum(map(len, blocks))
        admitted: list[Standing] = []
        reserved = self._reserved(star, pins, admitted) if self.rule.scope is Scope.DISTRICT_SLOTS else None
        inside = {standing.id for standing in admitted}
        if inside:
            blocks = self.blocks(star, [standing for standing in self.waiting if standing.id not in inside])
        city_wide = reserved is None or self.rule.pool_unused
        free = self._free(star, pins + len(admitted), len(admitted)) if city_wide else 0
        filling = self._fill(blocks, free)
        flat = [standing for block in blocks for standing in block]
        admitted += flat[: filling.admitted]
        refused = flat[filling.admitted :]
        self._record(star, admitted, refused, filling)
        return Tier(
            star=star,
            quota=self.seats.of(star),
            pinned=pins,
            awarded=pins + len(admitted),
            candidates=candidates,
            closed_by=filling.closed_by,
            cutoff=min(map(SCORE, admitted), default=None),
            first_out=max(map(SCORE, refused), default=None),
            tie=Tie(refused[0].score, filling.tied, filling.slots_left) if filling.tied else None,
            reserved_used=reserved,
        )

    def _free(self, star: int, used: int, used_in_total: int) -> int:
        """Places left of a star. A group let in whole breaks caps anyway and takes no place from another star."""
        free = self.seats.of(star) - used
        whole_ties = self.rule.tie_residual is TieResidual.INCLUDE
        return free if whole_ties else min(free, self.left_in_total - used_in_total)

    def _fill(self, blocks: Sequence[Sequence[Standing]], free: int) -> Filling:
        return fill(blocks, free, whole_ties=self.rule.tie_residual is TieResidual.INCLUDE)

    def _reserved(self, star: int, pins: int, admitted: list[Standing]) -> dict[str, int]:
        """Each district admits its own candidates into its reserved places; returns the places used.

        Where recorded places leave fewer than are reserved, the better schools of all districts go first.
        """
        homes: dict[str, list[Standing]] = {}
        for standing in self.waiting:
            homes.setdefault(standing.district, []).append(standing)
        for district, places in self.rule.slots.items():
            admitted += self._first(star, homes.get(district, []), places.get(star, 0))
        free = self._free(star, pins, 0)
        if len(admitted) > free and self.rule.tie_residual is not TieResidual.INCLUDE:
            admitted[:] = self._first(star, sorted(admitted, key=POSITION), free)
        used = Counter(standing.district for standing in admitted)
        return {district: used[district] for district in sorted(self.rule.slots)}

    def _first(self, star: int, queue: Sequence[Standing], places: int) -> list[Standing]:
        """Those of a queue that are admitted into so many places."""
        blocks = self.blocks(star, queue)
        return [standing for block in blocks for standing in block][: self._fill(blocks, places).admitted]

    def _record(self, star: int, admitted: list[Standing], refused: list[Standing], filling: Filling) -> None:
        """Note the outcomes of this star and let the refused wait for the next."""
        at_star: Outcomes = [None] * self.length
        behind = Outcome.BELOW_TIE if filling.closed_by is Closed.TIE else Outcome.FULL
        parts = {Outcome.AWARDED: admitted, Outcome.TIED_AT_CUTOFF: refused[: filling.tied]}
        for outcome, part in (*parts.items(), (behind, refused[filling.tied :])):
            for standing in part:
                at_star[standing.position] = outcome
        self.outcomes[star] = at_star
        self.left_in_total -= len(admitted)
        if admitted:
            inside = Outcome.AWARDED
            self.waiting = [standing for standing in self.waiting if at_star[standing.position] is not inside]


def _reasons(lined_up: LineUp, outcomes: Mapping[int, Outcomes]) -> dict[str, Reason]:
    """One reason per entrant."""
    reasons, pins, ranking = dict(lined_up.field.left_out), lined_up.ruling.pins, lined_up.ranking
    at_stars: Iterable[AtStars] = zip(*(outcomes[star] for star in STARS), strict=True)
    if pins:
        reasons |= {
            standing.id: pinned(pins[standing.id], standing.band) for standing in ranking if standing.id in pins
        }
        free = [each.id not in pins for each in ranking]
        ranking, at_stars = list(compress(ranking, free)), compress(at_stars, free)
    found = map(judged, map(BAND, ranking), map(LIMIT, ranking), at_stars)
    reasons.update(zip(map(ID, ranking), found, strict=True))
    return reasons
