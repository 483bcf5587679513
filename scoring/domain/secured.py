"""Secured stars where exact ties are left out as a whole (theorem T5 carried over to the rule `exclude`).

A school without a final score may still land anywhere, also exactly on somebody else's score, and a tie group that
grows may no longer fit and close a star early. The worst the pending schools can do to a school is to tie with a group
ahead of it so that a star closes there, and to go on to the next star ahead of it. With three stars only two such
closings matter, and both depend on the groups ahead alone, so one pass over the ranking finds them for everybody.

Exact for the cascade on a fixed number of participants (tested against every completion). With a recorded ceiling in
the ranking, or while participants may still join or leave, it is a lower bound: no promise is lost by anything that
schools without a final score still do. (A judged school that withdraws before the roster is frozen may take a place
with it; pages say so.)
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Final, NamedTuple

from campaigns.domain.seats import STARS, Seats
from scoring.domain.allocation import Allocation
from scoring.domain.projection import secured
from scoring.domain.ranking import Standing
from scoring.domain.rule import Denominator, Overflow, Policy, Rule, Scope, TieResidual
from scoring.domain.schools import SchoolFacts
from scoring.domain.tiers import GROUP
from scoring.domain.trail import Code

#: schools that may leave and are tried one number after the other; with more, the worst of everything is supposed
FEW: Final = 12


class _Way(NamedTuple):
    """One way to close three and two stars early: the group where two stars close, and the places lost up to there."""

    group: int
    lost: int


@dataclass(frozen=True, slots=True)
class _Heads:
    """Schools up to and including each tie group: those with three stars open to them, with two, and all of them."""

    three: Sequence[int]
    two: Sequence[int]
    one: Sequence[int]

    @staticmethod
    def of(groups: Sequence[Sequence[Standing]]) -> "_Heads":
        def at_least(star: int) -> list[int]:
            return list(accumulate(sum(each.limit >= star for each in group) for group in groups))

        return _Heads(at_least(3), at_least(2), at_least(1))


def secured_stars(
    schools: Iterable[SchoolFacts],
    allocation: Allocation,
    policy: Policy,
    rule: Rule,
    *,
    roster_open: bool,
    held: int = 0,
    capped: bool = False,
) -> dict[str, int]:
    """The secured star of every school of the ranking with a judged score, by code; of nobody under other rules.

    Scores that nobody has judged yet count as pending, and so do schools that may still join an open roster. Until it
    is frozen those on it may leave as well, and then the caps are percentages of fewer (property P8: fewer places never
    lift anybody); so are they where a school that fails no longer counts (decision quota.denominator). `held` schools
    stand outside the ranking and may come back when their hold is lifted (elig.accident_pending) or the city
    has checked them (score.final_source). Where the year is `capped` by key items, a school without a final score
    may come with fewer stars open than its score reaches, which theorem T5 does not cover: nothing is secured while
    there is one.
    """
    if rule.overflow is not Overflow.CASCADE or rule.scope is not Scope.CITY:
        return {}
    judged, open_ = _judged(schools, allocation, roster_open=roster_open)
    open_ = open_._replace(pending=open_.pending + held)
    pins = _pins(allocation)
    ranking = [standing for standing in allocation.ranking if standing.id in judged and standing.id not in pins]
    found = secured if rule.tie_residual is TieResidual.LOTTERY else secured_among_ties
    may_shrink = roster_open or rule.denominator is Denominator.QUALIFIED
    kept: dict[str, int] | None = None
    for left, rivals in open_.endings() if may_shrink else [(0, open_.pending)]:
        seats = _left(policy.seats(max(0, allocation.denominator - left)), pins.values())
        if seats is None:
            return {}
        stars = {} if capped and rivals else found(ranking, seats, rivals)
        kept = {school: min(star, stars.get(school, 0)) for school, star in (stars if kept is None else kept).items()}
    return (kept or {}) | {school: star for school, star in pins.items() if school in judged}


class _Open(NamedTuple):
    """Schools without a final score: `pending` may still compete; `leaving` are counted as participants and may cease
    to be, `both` of them are pending as well.
    """

    pending: int
    leaving: int
    both: int

    def endings(self) -> Iterable[tuple[int, int]]:
        """How many participants are lost and how many rivals remain, whichever way it may end.

        Where these are too many to try: all at once, which is worse than any, with fewer places and more rivals.
        """
        if self.leaving > FEW:
            return [(self.leaving, self.pending)]
        aside = self.leaving - self.both
        return [(left, self.pending - max(0, left - aside)) for left in range(self.leaving + 1)]


def _judged(
    schools: Iterable[SchoolFacts], allocation: Allocation, *, roster_open: bool
) -> tuple[Collection[str], _Open]:
    """The schools with a judged score, and what is open of the others."""
    judged, pending, leaving, both = set(), 0, 0, 0
    for facts in schools:
        reason = allocation.reasons.get(facts.code)
        if facts.counts:
            judged.add(facts.code)
            continue
        counted = reason is not None and reason.code is not Code.NOT_PARTICIPATING
        competes = facts.in_scope and not facts.vetoed
        if competes:
            competes = roster_open if reason is None else reason.code is not Code.EXCLUDED_BY_COMMITTEE
        pending += competes
        leaving += counted
        both += competes and counted
    return judged, _Open(pending, leaving, both)


def _pins(allocation: Allocation) -> dict[str, int]:
    """The schools placed by decision: nothing that is still open can take their stars."""
    if not any(tier.pinned for tier in allocation.tiers.values()):
        return {}
    return {school: reason.star for school, reason in allocation.reasons.items() if reason.code is Code.PINNED}


def _left(seats: Seats, pinned: Collection[int]) -> Seats | None:
    """The places the others compete for; None where there are fewer than are given by decision."""
    three, two, one = (seats.of(star) - list(pinned).count(star) for star in STARS)
    total = seats.total - len(pinned)
    return None if min(three, two, one, total) < 0 else Seats(three=three, two=two, one=one, total=total)


def secured_among_ties(ranking: Sequence[Standing], seats: Seats, pending: int) -> dict[str, int]:
    """The star each school of a ranking of final scores keeps whatever the `pending` schools still score.

    Nothing is said (an empty answer) where the places of all stars together are more than the total: there the theorem
    does not hold.
    """
    if not seats.all_fit:
        return {}
    groups = [list(members) for _, members in groupby(ranking, key=GROUP)]
    heads = _Heads.of(groups)
    first = bisect_right(heads.three, max(0, seats.three - pending))
    ways = _cheapest(_ways(heads, seats, pending, first))
    turns = [way.group for way in ways]
    stars: dict[str, int] = {}
    for at, group in enumerate(groups):
        above = _before(heads.three, min(first, at + 1))
        turn = bisect_right(turns, at)
        lost = ways[turn - 1].lost if turn else heads.two[at]
        loses = {
            3: heads.three[at] + pending > seats.three,
            2: heads.two[at] - above + pending > seats.two,
        }
        for each in group:
            held = min(lost, heads.two[at]) if each.limit == 1 else lost
            stars[each.id] = (
                3
                if each.limit == 3 and not loses[3]
                else 2
                if each.limit >= 2 and not loses[2]
                else int(heads.one[at] - held + pending <= seats.one)
            )
    return stars


def _ways(heads: _Heads, seats: Seats, pending: int, first: int) -> list[_Way]:
    """Every way worth trying: three stars close at a group from `first` on, or not at all ahead of the school.

    Closing later takes fewer of the pending schools and fills more places; those it takes hold places of two stars
    where these close further down.
    """
    only_two = [two - three for two, three in zip(heads.two, heads.three, strict=True)]
    unforced = bisect_right(only_two, max(0, seats.two - pending))
    ways = [_Way(unforced, _before(heads.two, unforced))]
    at = first
    while at < len(heads.three):
        above = _before(heads.three, at)
        used = max(0, seats.three + 1 - heads.three[at])
        group = bisect_right(heads.two, max(above, seats.two - pending + above), lo=at)
        if unforced < at:
            ways.append(_Way(unforced, above + _before(only_two, unforced)))
        ways.append(_Way(group, _before(heads.two, group) + (used if group > at else 0)))
        if not used:
            break
        at = bisect_right(heads.three, heads.three[at])
    return ways


def _cheapest(ways: Sequence[_Way]) -> list[_Way]:
    """By the group where two stars close, with the fewest places lost up to there."""
    ordered = sorted(ways)
    lost = accumulate((way.lost for way in ordered), min)
    return [_Way(way.group, least) for way, least in zip(ordered, lost, strict=True)]


def _before(counts: Sequence[int], at: int) -> int:
    """How many stand ahead of a group."""
    return counts[at - 1] if at else 0
