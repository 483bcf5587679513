"""The rows behind the compliance report: schools beside a line, schools of an open tie, every scored school."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import CampaignYear
from scoring.domain.alarms import is_far_off
from scoring.domain.bands import Bands
from scoring.domain.compliance import MARGIN
from scoring.domain.keys import open_star
from scoring.domain.scenarios import Reading
from scoring.models import Rating, Recommendation
from scoring.queries.cases import bands_of, lowered
from scoring.queries.sheet import binding_ceiling

#: so many schools are shown on each side of a line, and of an open tie; the workbook holds them all
SHOWN = 10
TIES_SHOWN = 30

#: what each reading takes a school to have that is not reviewed yet
READINGS = {
    Reading.UNSCORED: gettext_lazy("have no star"),
    Reading.CLAIMED: gettext_lazy("keep the score they claim (the projection)"),
    Reading.DEFLATED: gettext_lazy("claim as much too much as visits have found"),
}


@dataclass(frozen=True)
class Beside:
    """The schools within one point of a line of the report: `inside` down to it, `outside` from it on."""

    at: dict[str, Any]
    inside: list[Rating]
    outside: list[Rating]

    def shown(self, most: int = SHOWN) -> "Beside":
        """The nearest few on each side."""
        return Beside(self.at, self.inside[-most:], self.outside[:most])


def scored(year: CampaignYear) -> QuerySet[Rating]:
    """Every ranked school of the year, best first, with school and district."""
    rows = Rating.objects.filter(year=year, rank__isnull=False).order_by("rank", "participation__school__code")
    return rows.select_related("participation__school", "participation__district")


def beside_lines(year: CampaignYear, report: dict[str, Any]) -> list[Beside]:
    """The margin schools of each line, best first; one statement."""
    near = Q(pk__in=[])
    for line in report["margins"]:
        for low, high in _ranges(line):
            home = Q(participation__district__code=line["district"]) if line["district"] else Q()
            near |= home & Q(score__range=(low, high))
    bands = bands_of(year)
    rows = scored(year).filter(near, band__gt=0).select_related("participation__recommendation__list")
    standing = [(row, _limit(row, bands)) for row in rows]
    return [_beside(standing, line) for line in report["margins"]]


def by_district(lines: Sequence[Beside]) -> list[tuple[str, list[Beside]]]:
    """The lines with the name of their district, empty for those of the city."""
    return [(name, list(own)) for name, own in groupby(lines, key=lambda line: str(line.at["name"]))]


def open_ties(year: CampaignYear) -> QuerySet[Rating]:
    """Schools whose star depends on how an open tie is decided, best first."""
    return scored(year).filter(highest_star__gt=F("projected_star"))


def _ranges(line: dict[str, Any]) -> list[tuple[int, int]]:
    """Scores within one point on the near side of the first one out, and of the last one in."""
    if line["first_out"] is None:
        return []
    inside = (line["first_out"], line["first_out"] + MARGIN)
    return [inside, (line["line"] - MARGIN, line["line"])] if line["line"] is not None else [inside]


def _limit(row: Rating, bands: Bands) -> int:
    """The highest star open to the school: its band, or less by its key items or by its district's recommendation."""
    reached = min(row.band, open_star(row.weak_keys))
    line: Recommendation | None = getattr(row.participation, "recommendation", None)
    if line is None:
        return reached
    ceiling = binding_ceiling(row.participation.state, *line.said)
    below = lowered(ceiling, row.reviewed_score, row.reviewed_weak_keys, bands)
    return min(reached, ceiling) if ceiling is not None and below else reached


def _beside(standing: Sequence[tuple[Rating, int]], line: dict[str, Any]) -> Beside:
    star, first_out = line["star"], line["first_out"]
    if first_out is None:
        return Beside(line, [], [])
    last_in = first_out if line["line"] is None else line["line"]
    rows = [each for each in standing if line["district"] in (None, each[0].participation.district.code)]
    inside = [row for row, _ in rows if row.projected_star == star and (row.score or 0) <= first_out + MARGIN]
    outside = [
        row for row, limit in rows if row.projected_star < star <= limit and (row.score or 0) >= last_in - MARGIN
    ]
    return Beside(line, inside, outside)


def stars_of(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The stars of a report with the contenders per place, in hundredths."""
    return [
        tier | {"pressure": tier["demand"] * 100 // tier["cap"] if tier["cap"] else None} for tier in report["tiers"]
    ]


def shown_readings(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The readings of a report in words."""
    return [row | {"words": READINGS[row["kind"]]} for row in report["readings"]]


def digest_words(report: dict[str, Any]) -> str:
    """The digest of facts and rule the report was made from: equal digests, equal input."""
    return _("Digest of facts and rule: %(digest)s") % {"digest": report["digest"]}


def matrix(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Districts × stars: projected stars beside the controlled rounding of the fair places, and the difference."""
    return [_matrix_row(row) for row in report["districts"] if row["participants"]]


def _matrix_row(row: dict[str, Any]) -> dict[str, Any]:
    cells = [
        {"stars": row["stars"][star], "places": row["slots"][star], "fair": row["fair"][star]} for star in row["slots"]
    ]
    stars, places = sum(cell["stars"] for cell in cells), sum(cell["places"] for cell in cells)
    far = is_far_off(stars, places)
    return row | {"cells": cells, "total": stars, "places": places, "off": stars - places, "far": far}


def matrix_sums(report: dict[str, Any]) -> dict[str, Any]:
    """The last line of the matrix."""
    rows = matrix(report)
    by_star = zip(*(row["cells"] for row in rows), strict=True)
    cells = [{name: sum(cell[name] for cell in column) for name in ("stars", "places")} for column in by_star]
    return {
        "participants": sum(row["participants"] for row in rows),
        "cells": cells,
        "total": sum(row["total"] for row in rows),
        "places": sum(row["places"] for row in rows),
    }
