"""How much the projection owes to claims nobody has checked yet (allocation.md sections 8 and 9.5).

Three readings of the same facts: unreviewed schools without a star, at the score they claim for themselves, and at
that score less what claims of their district turned out to be too high on visits. The last is an estimate for
planning; no school is ever judged by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from campaigns.domain.seats import STARS
from scoring.domain.adjustments import Kind
from scoring.domain.allocation import Allocation, allocate
from scoring.domain.bands import Bands
from scoring.domain.case import Case
from scoring.domain.orders import orders_that_hold
from scoring.domain.ranking import roster
from scoring.domain.schools import SchoolFacts
from scoring.domain.tiers import Tier, cut_line

#: fewer visits than this say nothing about a district (section 9.5)
ENOUGH: Final = 5


class Reading(StrEnum):
    """What an unreviewed school is taken to have."""

    UNSCORED = "unscored"
    CLAIMED = "claimed"
    DEFLATED = "deflated"


def inflation(schools: Iterable[SchoolFacts]) -> tuple[dict[str, int], int | None]:
    """By how many hundredths claims exceeded what a visit found, on average: by district, and in the whole city.

    Rounded half up; districts with fewer than ENOUGH visits are left out, the city's is None where it has too few.
    """
    gaps: dict[str, list[int]] = {}
    for facts in schools:
        if facts.checked and facts.claimed is not None and facts.score is not None:
            gaps.setdefault(facts.district_code, []).append(facts.claimed - facts.score)
    everywhere = [gap for found in gaps.values() for gap in found]
    by_district = {district: _mean(found) for district, found in gaps.items() if len(found) >= ENOUGH}
    return by_district, _mean(everywhere) if len(everywhere) >= ENOUGH else None


def _mean(values: Sequence[int]) -> int:
    return (2 * sum(values) + len(values)) // (2 * len(values))


def readings(
    case: Case, schools: Iterable[SchoolFacts], projected: Allocation, *, claims: bool = True
) -> list[dict[str, Any]]:
    """One line per reading as plain JSON values: places used and cut line of every star, used in total, and for the
    estimate the districts it rests on. `projected` is the allocation of `case`, which takes claims as they are; in a
    year where only the city's score counts (score.final_source) it takes none, and there is one reading.
    """
    if not claims:
        return [_reading(Reading.UNSCORED, projected, case.policy.bands)]
    facts = {school.code: school for school in schools}
    by_district, city = inflation(facts.values())
    open_scores = {
        entrant.id: entrant.score
        for entrant in case.entrants
        if entrant.score is not None and not facts[entrant.id].judged
    }
    lower = {
        code: min(10_000, max(0, score - by_district.get(facts[code].district_code, city or 0)))
        for code, score in open_scores.items()
    }
    bands = case.policy.bands
    return [
        _reading(Reading.UNSCORED, _allocated(case, dict.fromkeys(open_scores), projected), bands),
        _reading(Reading.CLAIMED, projected, bands),
        _reading(Reading.DEFLATED, _allocated(case, lower, projected), bands)
        | {"districts": len(by_district), "city": city},
    ]


def _allocated(case: Case, scores: Mapping[str, int | None], projected: Allocation) -> Allocation:
    """The case with other scores for some schools; a place by decision for one of these says nothing about a guess, nor
    does an order of tied schools that are no longer one whole group.
    """
    if all(projected.roster.by_id[school].score == score for school, score in scores.items()):
        return projected
    entrants = [
        entrant._replace(score=scores[entrant.id]) if entrant.id in scores else entrant for entrant in case.entrants
    ]
    schools = roster(entrants, len(case.rule.tie_keys))
    binding = [each for each in case.adjustments if each.kind is not Kind.PIN or each.school not in scores]
    decisions, _overtaken = orders_that_hold(schools, case.policy.bands, case.rule, binding)
    return allocate(schools, case.policy, case.rule, decisions)


def _reading(kind: Reading, found: Allocation, bands: Bands) -> dict[str, Any]:
    tiers = [_tier(found.tiers[star], bands) for star in STARS]
    return {"kind": kind.value, "tiers": tiers, "used": sum(tier["used"] for tier in tiers)}


def _tier(tier: Tier, bands: Bands) -> dict[str, Any]:
    return {"star": tier.star, "used": tier.awarded, "cap": tier.quota, "cutoff": cut_line(tier, bands.line(tier.star))}
