"""The compliance report of a year: what the bureau's dashboard shows, as plain JSON values.

Computed once per recompute and read in one piece, so that no page counts schools. Scores are hundredths, shares are
basis points rounded down, a district's `fair` places hundredths of a place and its `slots` their controlled rounding
(allocation.md section 6.1), which the year's rule may reserve for it. Everything is provisional until the roster is
frozen and the run approved.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from campaigns.domain.rounding import nearest
from campaigns.domain.seats import STARS, Caps
from scoring.domain.alarms import alarms
from scoring.domain.bands import Bands
from scoring.domain.compliance import Compliance
from scoring.domain.margins import margins
from scoring.domain.schools import Placed
from scoring.domain.tiers import Refused, Tie, Tier, cut_line, one_line, own_tie
from scoring.domain.trail import refused_at

#: of the report's keys; counted up with every change of them, so that a report stored before reads as absent
VERSION: Final = 3
POINT: Final = 100


def overview(
    placed: Sequence[Placed],
    compliance: Compliance,
    bands: Bands,
    caps: Caps,
    districts: Mapping[int, tuple[str, str]],
    seed: str,
    goal: int,
) -> dict[str, Any]:
    """The whole report. `placed` holds every school of the year; `districts` maps ids to (code, name).

    `seed` is public: it decides which of two equal districts is rounded up. `goal` is the score, in hundredths, from
    which a school attains the standard.
    """
    allocation = compliance.allocation
    scope = sum(1 for school in placed if school.facts.in_scope)
    attained = sum(1 for school in placed if attains(school, goal))
    secured = Counter(school.secured for school in placed)
    report = {
        "version": VERSION,
        "participants": allocation.denominator,
        "scope": scope,
        "flags": list(compliance.flags),
        "tiers": [_tier(compliance, star, bands, caps) | {"secured": secured[star]} for star in STARS],
        "total": {
            "cap": allocation.seats.total,
            "percent": int(caps.total),
            "used": compliance.awarded,
            "demand": len(allocation.ranking),
            "orphans": allocation.seats.orphans,
            "secured": sum(secured[star] for star in STARS),
            "undecided": sum(1 for school in placed if school.star < school.highest),
        },
        "attainment": {"attained": attained, "scope": scope, "share": share(attained, scope)},
        "provisional": provisional(placed, bands),
        "districts": _districts(placed, compliance, bands, districts, seed, goal),
        "histogram": histogram(placed, bands),
        "margins": margins(placed, compliance, bands, districts),
    }
    pinned = {star: tier.pinned for star, tier in allocation.tiers.items()}
    return report | {"alarms": alarms(report, pinned)}


def attains(school: Placed, goal: int) -> bool:
    """C2.2.2 as settled by goal.attainment_90: a score that counts, that reaches the goal's and no confirmed veto."""
    facts = school.facts
    return facts.in_scope and facts.counts and not facts.vetoed and facts.score is not None and facts.score >= goal


def share(part: int, whole: int) -> int:
    """Basis points, rounded down: a goal is never shown as reached before it is."""
    return part * 10_000 // whole if whole else 0


def provisional(placed: Iterable[Placed], bands: Bands) -> dict[str, int]:
    """How much may still move: schools by what is missing or open."""
    counts: Counter[str] = Counter()
    for school in placed:
        facts = school.facts
        judged_low = facts.judged and facts.falls and facts.score is not None and bands.below_floor(facts.score)
        counts["not_handed_in"] += facts.in_scope and not facts.handed_in
        counts["unreviewed"] += facts.handed_in and not facts.judged
        counts["unvisited"] += facts.judged and facts.basis == "reviewed"
        counts["held"] += bool(facts.hold)
        counts["vetoed"] += facts.vetoed
        counts["below_floor"] += judged_low
    return dict(counts)


def histogram(placed: Iterable[Placed], bands: Bands) -> list[dict[str, int]]:
    """Schools by whole point and result: {"at": 8600, "s3": 4, "s0": 1, "sx": 0}; empty points are left out."""
    points: dict[int, Counter[str]] = {}
    for school in placed:
        if (score := school.facts.score) is not None:
            at = min(score // POINT * POINT, 10_000 - POINT)
            key = "sx" if school.facts.falls and bands.below_floor(score) else f"s{school.star}"
            points.setdefault(at, Counter())[key] += 1
    return [{"at": at, **points[at]} for at in sorted(points)]


def _tier(compliance: Compliance, star: int, bands: Bands, caps: Caps) -> dict[str, Any]:
    """One star: places, who stood for them, the lines, and the tie that did not fit."""
    report = compliance.tiers[star]
    tier, tie = report.tier, _tie(compliance, report.tier)
    return {
        "star": tier.star,
        "cap": tier.quota,
        "percent": int(caps.of(tier.star)),
        "used": tier.awarded,
        "unused": tier.unused,
        "own": report.own_band,
        "eligible": report.eligible,
        "demand": tier.candidates,
        "threshold": bands.line(tier.star),
        "cutoff": cut_line(tier, bands.line(tier.star)),
        "first_out": tier.first_out,
        "closed_by": tier.closed_by.value,
        "tie": {"score": tie.score, "size": tie.size, "left": tie.slots_left} if tie else None,
        "near_in": len(report.margin_in) if one_line(tier) else None,
        "near_out": len(report.margin_out) if one_line(tier) else None,
        "next_place_at": report.next_slot_at,
    }


def _tie(compliance: Compliance, tier: Tier) -> Tie | None:
    """The tie at the city's line of a star, else the best one that kept a district from a place of its own."""
    if tier.tie or not compliance.slots:
        return tier.tie
    ranking, reasons = compliance.allocation.ranking, compliance.allocation.reasons
    refused = (
        Refused(each.district, each.group, each.score) for each in ranking if refused_at(reasons[each.id], tier.star)
    )
    found = own_tie(tier, compliance.slots, refused)
    return found[0] if found else None


def _districts(
    placed: Iterable[Placed],
    compliance: Compliance,
    bands: Bands,
    districts: Mapping[int, tuple[str, str]],
    seed: str,
    goal: int,
) -> list[dict[str, Any]]:
    """Progress and stars of every district, in the order given, beside its fair places."""
    homes: dict[int, list[Placed]] = {district: [] for district in districts}
    sizes: Counter[str] = Counter()
    for school in placed:
        if school.facts.in_scope:
            homes[school.facts.district].append(school)
        if school.facts.code in compliance.allocation.reasons:
            sizes[school.facts.district_code] += 1
    places = {star: compliance.allocation.seats.of(star) for star in STARS}
    slots = compliance.slots or nearest(sizes, places, seed=seed)
    return [
        {
            "code": code,
            "name": name,
            **_district(homes[district], bands, goal),
            "participants": sizes[code],
            "slots": {str(star): slots.get(code, {}).get(star, 0) for star in STARS},
            "fair": {str(star): places[star] * sizes[code] * 100 // (sizes.total() or 1) for star in STARS},
        }
        for district, (code, name) in districts.items()
        if homes[district]
    ]


def _district(schools: Sequence[Placed], bands: Bands, goal: int) -> dict[str, Any]:
    scores = [school.facts.score for school in schools if school.facts.score is not None]
    stars = Counter(school.star for school in schools)
    attained = sum(1 for school in schools if attains(school, goal))
    return {
        "schools": len(schools),
        "handed_in": sum(1 for school in schools if school.facts.handed_in),
        "reviewed": sum(1 for school in schools if school.facts.judged),
        "recommended": sum(1 for school in schools if school.facts.recommended),
        "verified": sum(1 for school in schools if school.facts.checked),
        "mean": (2 * sum(scores) + len(scores)) // (2 * len(scores)) if scores else None,
        "stars": {str(star): stars[star] for star in STARS},
        "attained": attained,
        "share": share(attained, len(schools)),
        "below_floor": provisional(schools, bands)["below_floor"],
    }
