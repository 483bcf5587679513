"""The compliance report as a workbook and as data for paper (safeschools/documents/typst/compliance.typ)."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.models import CampaignYear
from safeschools.documents.workbook import Column, Sheet, Value, write_xlsx
from scoring.domain.explain import STARS
from scoring.domain.numbers import shown
from scoring.models import Rating, RatingSheet
from scoring.queries.alarms import alarm_lines
from scoring.queries.compliance import (
    READINGS,
    Beside,
    beside_lines,
    by_district,
    digest_words,
    matrix,
    matrix_sums,
    open_ties,
    scored,
    stars_of,
)
from scoring.queries.sentences import say

NOTHING = "—"
PRINTED = 5


def write_compliance(target: str | IO[bytes], year: CampaignYear, sheet: RatingSheet) -> None:
    """Six sheets: stars, readings, districts, schools beside the lines, open ties, every ranked school."""
    report = sheet.report
    heading, note = _heading(year), _as_of(sheet)
    beside = [
        (say(STARS[margin.at["star"]]), side, row)
        for margin in beside_lines(year, report)
        for side, rows in (
            (pgettext("side of a line", "in"), margin.inside),
            (pgettext("side of a line", "out"), margin.outside),
        )
        for row in rows
    ]
    write_xlsx(
        target,
        Sheet(_("By star"), _star_columns(), _star_rows(report), heading=heading, note=note),
        Sheet(_("Readings"), _reading_columns(), _reading_rows(report), heading=heading, note=digest_words(report)),
        Sheet(_("By district"), _district_columns(year), _district_rows(report), heading=heading, note=note),
        Sheet(
            _("At the lines"),
            (Column(_("Line"), 10), Column(_("Side"), 8), *_school_columns()),
            ([star, side, *_school(row)] for star, side, row in beside),
        ),
        Sheet(_("Open ties"), _school_columns(), map(_school, open_ties(year))),
        Sheet(_("Ranked schools"), _school_columns(), map(_school, scored(year).iterator())),
    )


def compliance_print(year: CampaignYear, sheet: RatingSheet) -> dict[str, Any]:
    """Everything the printed report shows, as text."""
    report = sheet.report
    return {
        "title": _heading(year),
        "as_of": _as_of(sheet),
        "printed": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "labels": _labels(year),
        "facts": _facts(year, report),
        "alarms": [{"text": line.text, "note": line.note} for line in alarm_lines(report["alarms"])],
        "star_columns": [column.title for column in _star_columns()],
        "stars": [list(map(_text, row)) for row in _star_rows(report)],
        "digest": digest_words(report),
        "reading_columns": [column.title for column in _reading_columns()],
        "readings": [list(map(_text, row)) for row in _reading_rows(report)],
        "district_columns": [column.title for column in _district_columns(year)],
        "districts": [list(map(_text, row)) for row in _district_rows(report)],
        "lines": [
            {"district": name, "margins": list(map(_printed_line, lines))}
            for name, lines in by_district(beside_lines(year, report))
        ],
    }


def _heading(year: CampaignYear) -> str:
    return _("Quota compliance %(year)s") % {"year": year}


def _as_of(sheet: RatingSheet) -> str:
    at = timezone.localtime(sheet.computed_at).strftime("%Y-%m-%d %H:%M:%S") if sheet.computed_at else NOTHING
    return _("As of revision %(revision)s, %(at)s. Provisional until a run is approved.") % {
        "revision": sheet.revision,
        "at": at,
    }


def _labels(year: CampaignYear) -> dict[str, str]:
    reserved = year.by_district
    return {
        "alarms": _("Alarms"),
        "stars": _("By star"),
        "readings": _("If the schools not reviewed yet…"),
        "districts": (
            _("Districts × stars: projected / reserved places")
            if reserved
            else _("Districts × stars: projected / fair places")
        ),
        "lines": _("Schools at the lines"),
        "rank": _("Rank"),
        "school": _("School"),
        "score": _("Score"),
        "line": _("Cut-off"),
        "ends": _("the places end here"),
    }


def _facts(year: CampaignYear, report: dict[str, Any]) -> list[list[str]]:
    """What the figures rest on, and how much of it may still move; how far a tie reaches only where that is known."""
    open_, total = report["provisional"], report["total"]
    rows = [
        (_("Participating schools"), report["participants"]),
        (_("Places in total"), total["cap"]),
        (_("Stars projected"), total["used"]),
        (_("Stars secured"), total["secured"]),
        (_("Places no star may use"), total["orphans"]),
        (_("Not handed in"), open_["not_handed_in"]),
        (_("Not reviewed"), open_["unreviewed"]),
        (_("Reviewed, not visited"), open_["unvisited"]),
        (_("On hold"), open_["held"]),
    ]
    if not year.by_district:
        rows.append((_("Depending on an open tie"), total["undecided"]))
    return [[label, f"{value:,}"] for label, value in rows]


def _star_columns() -> tuple[Column, ...]:
    return (
        Column(_("Star"), 10),
        Column(_("Cap %"), 8),
        Column(_("Places"), 8),
        Column(_("Projected"), 9),
        Column(_("Secured"), 9),
        Column(_("In this band"), 9),
        Column(_("Qualified"), 9),
        Column(_("Contenders"), 10),
        Column(_("Contenders per place"), 10),
        Column(_("Cut-off"), 9),
        Column(_("First out"), 9),
        Column(_("Within a point, in"), 10),
        Column(_("Within a point, out"), 10),
        Column(_("One place more at"), 10),
    )


def _star_rows(report: dict[str, Any]) -> Iterator[list[Value]]:
    for tier in stars_of(report):
        yield [
            say(STARS[tier["star"]]),
            _hundredths(tier["percent"]),
            tier["cap"],
            tier["used"],
            tier["secured"],
            tier["own"],
            tier["eligible"],
            tier["demand"],
            _hundredths(tier["pressure"]),
            _hundredths(tier["cutoff"]),
            _hundredths(tier["first_out"]),
            tier["near_in"],
            tier["near_out"],
            tier["next_place_at"],
        ]
    total = report["total"]
    counts = (total["cap"], total["used"], total["secured"], None, None, total["demand"])
    yield [_("Total"), _hundredths(total["percent"]), *counts, None, None, None, None, None, None]


def _reading_columns() -> tuple[Column, ...]:
    stars = [say(STARS[star]) for star in (3, 2, 1)]
    pairs = [
        column for star in stars for column in (Column(star, 8), Column(_("%(star)s cut-off") % {"star": star}, 11))
    ]
    return (Column(_("Schools not reviewed yet"), 34), *pairs, Column(_("Stars"), 8))


def _reading_rows(report: dict[str, Any]) -> Iterator[list[Value]]:
    for row in report["readings"]:
        cells = [value for tier in row["tiers"] for value in (tier["used"], _hundredths(tier["cutoff"]))]
        yield [str(READINGS[row["kind"]]), *cells, row["used"]]


def _district_columns(year: CampaignYear) -> tuple[Column, ...]:
    stars = [say(STARS[star]) for star in (3, 2, 1)]
    pairs = [
        column for star in stars for column in (Column(star, 8), Column(_("%(star)s, places") % {"star": star}, 11))
    ]
    return (
        Column(_("District"), 16),
        Column(_("Participating schools"), 10),
        *pairs,
        Column(_("Stars"), 8),
        Column(_("Reserved places") if year.by_district else _("Fair places"), 9),
        Column(_("Difference"), 9),
    )


def _district_rows(report: dict[str, Any]) -> Iterator[list[Value]]:
    sums = matrix_sums(report)
    last = sums | {"name": _("Whole city"), "off": sums["total"] - sums["places"]}
    for row in [*matrix(report), last]:
        cells = [cell[name] for cell in row["cells"] for name in ("stars", "places")]
        yield [row["name"], row["participants"], *cells, row["total"], row["places"], row["off"]]


def _school_columns() -> tuple[Column, ...]:
    return (
        Column(_("Rank"), 7),
        Column(_("School code"), 13),
        Column(_("School"), 34),
        Column(_("District"), 14),
        Column(_("Score"), 8),
        Column(_("Highest layer"), 11),
        Column(_("Projected star"), 9),
        Column(_("Secured star"), 9),
        Column(_("Highest star by an open tie"), 12),
    )


def _school(row: Rating) -> list[Value]:
    school = row.participation.school
    stars: Iterable[int] = (row.projected_star, row.secured_star, row.highest_star)
    where = (row.rank, school.code, school.name, row.participation.district.name)
    return [*where, _hundredths(row.score), row.get_basis_display(), *stars]


def _printed_line(margin: Beside) -> dict[str, Any]:
    near = margin.shown(PRINTED)
    return {
        "title": say(STARS[near.at["star"]]),
        "line": _score(near.at["line"]),
        "inside": list(map(_printed, near.inside)),
        "outside": list(map(_printed, near.outside)),
    }


def _printed(row: Rating) -> dict[str, str]:
    return {
        "rank": str(row.rank),
        "school": row.participation.school.name,
        "score": _score(row.score),
        "star": say(STARS[row.projected_star]),
    }


def _hundredths(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / 100


def _score(value: int | None) -> str:
    return NOTHING if value is None else shown(value)


def _text(value: Value) -> str:
    match value:
        case None:
            return NOTHING
        case Decimal():
            return f"{value:.2f}"
        case int():
            return f"{value:,}"
    return str(value)
