"""The lines of the stars with the schools beside them: one a star, or one a star of each district."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from campaigns.domain.seats import STARS
from scoring.domain.bands import Bands
from scoring.domain.compliance import Compliance
from scoring.domain.schools import Placed
from scoring.domain.tiers import Tier, cut_line
from scoring.domain.trail import Code, refused_at

NEIGHBOURS: Final = 3


def margins(
    placed: Sequence[Placed], compliance: Compliance, bands: Bands, districts: Mapping[int, tuple[str, str]]
) -> list[dict[str, Any]]:
    """Each line from three stars down, with the last schools in and the first ones out, as plain JSON values.

    `district` is a code and None for a line through the whole city; `cap` the places of the city or the district,
    `line` and `first_out` hundredths of a point: the first score left out, None where nobody was.
    """
    ranked = sorted((school for school in placed if school.rank), key=lambda each: (each.rank or 0, each.facts.code))
    if not compliance.slots:
        return [_of_the_city(ranked, compliance.tiers[star].tier, bands) for star in STARS]
    homes: dict[int, list[Placed]] = {}
    for school in ranked:
        homes.setdefault(school.facts.district, []).append(school)
    return [
        {"district": code, "name": name} | _of_a_district(homes[district], code, star, compliance, bands)
        for district, (code, name) in districts.items()
        if district in homes
        for star in STARS
    ]


def _of_the_city(ranked: Sequence[Placed], tier: Tier, bands: Bands) -> dict[str, Any]:
    inside = [school for school in ranked if school.star == tier.star]
    first_out = [
        school
        for school in ranked
        if school.star < tier.star <= school.facts.band and school.facts.score == tier.first_out
    ]
    return {
        "district": None,
        "name": "",
        "star": tier.star,
        "line": cut_line(tier, bands.line(tier.star)),
        "first_out": tier.first_out,
        "cap": tier.quota,
        **_beside(ranked, inside, first_out),
    }


def _of_a_district(
    ranked: Sequence[Placed], code: str, star: int, compliance: Compliance, bands: Bands
) -> dict[str, Any]:
    """Its line is the star's own where nobody of it was refused, else the lowest score that was admitted by order."""
    reasons = compliance.allocation.reasons
    inside = [school for school in ranked if school.star == star]
    refused = [school for school in ranked if refused_at(reasons[school.facts.code], star)]
    admitted = [school.facts.score or 0 for school in inside if school.code != Code.PINNED]
    return {
        "star": star,
        "line": min(admitted, default=None) if refused else bands.line(star),
        "first_out": max((school.facts.score or 0 for school in refused), default=None),
        "cap": compliance.slots.get(code, {}).get(star, 0),
        **_beside(ranked, inside, refused),
    }


def _beside(ranked: Sequence[Placed], inside: Sequence[Placed], out: Sequence[Placed]) -> dict[str, Any]:
    """The last of those inside, and whoever follows the first one out in the order."""
    behind = ranked[ranked.index(out[0]) :] if out else []
    return {"in": list(map(_school, inside[-NEIGHBOURS:])), "out": list(map(_school, behind[:NEIGHBOURS]))}


def _school(school: Placed) -> dict[str, Any]:
    facts = school.facts
    return {
        "code": facts.code,
        "name": facts.name,
        "score": facts.score,
        "rank": school.rank,
        "star": school.star,
        "reason": school.code,
    }
