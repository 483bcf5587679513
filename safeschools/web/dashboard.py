"""What the bureau's overview shows: the stored compliance report, and a handful of counts beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.domain.seats import STARS
from campaigns.models import CampaignYear, Phase
from inspections.models import Visit
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.register import ever_named
from safeschools.web.due import begun, due_words, end_of, open_roster
from safeschools.web.navigation import address
from safeschools.web.tags.formats import points_short
from scoring.models import Disqualification, RatingSheet, RecommendationList, Veto
from scoring.queries.alarms import alarm_lines
from scoring.queries.ratings import sheet_of

#: the districts' shares from which a cell of the matrix is shaded one step darker, in basis points
SHADES = (600, 1200, 1800, 2400)
#: a district this far below the whole city's attainment is shown in red, in basis points
BEHIND = 500


@dataclass(frozen=True)
class Notice:
    """Something that needs a person: how urgent (red, amber, blue), an icon, what it is, more words, where to go."""

    tone: str
    icon: str
    text: str
    note: str = ""
    url: str = ""


def board(year: CampaignYear) -> dict[str, Any]:
    """Everything the page shows; a fixed number of statements, none of which counts schools."""
    sheet = sheet_of(year)
    report = sheet.report if sheet else {}
    phases = list(Phase.objects.filter(year=year))
    run = AllocationRun.objects.filter(year=year).only("number", "state", "year").first()
    visits = _visits(year)
    return {
        "year": year,
        "sheet": sheet,
        "report": report,
        "phases": phases,
        "run": run,
        "trend": _trend(year, report),
        "goal": year.campaign.goal_percent * 100,
        "missing": _missing(year, report),
        "ever_named": ever_named(year),
        "left": report["total"]["demand"] - report["total"]["used"] if report else 0,
        "districts": [
            _district(row, visits.get(row["code"], {}), report["attainment"]["share"])
            for row in report.get("districts", ())
        ],
        "sums": _sums(report, visits),
        "notices": sorted(_notices(year, report, phases, run, visits), key=_urgency) if report else [],
    }


def _visits(year: CampaignYear) -> dict[str, dict[str, int]]:
    """Planned and confirmed visits by district code, and those whose day has passed."""
    rows = Visit.objects.filter(participation__year=year).exclude(state=Visit.State.CANCELLED).order_by()
    open_ = Q(state__in=[Visit.State.PLANNED, Visit.State.STARTED], planned_on__lt=timezone.localdate())
    counted = rows.values_list("participation__district__code").annotate(
        planned=Count("pk"), done=Count("pk", filter=Q(state=Visit.State.CONFIRMED)), late=Count("pk", filter=open_)
    )
    return {code: {"planned": planned, "done": done, "late": late} for code, planned, done, late in counted}


def _district(row: dict[str, Any], visits: dict[str, int], city: int) -> dict[str, Any]:
    """A district's row of both tables; `late` visits and attainment far `behind` the city's are shown in red."""
    stars = [_shaded(row["stars"][str(star)], row["schools"]) for star in STARS]
    return row | {
        "cells": stars,
        "starred": sum(cell["count"] for cell in stars),
        "recommended_only": row["reviewed"] - row["recommended"],
        "waiting": row["handed_in"] - row["reviewed"],
        "behind": row["share"] + BEHIND < city,
        "planned": visits.get("planned", 0),
        "visited": visits.get("done", 0),
        "late": visits.get("late", 0),
    }


def _shaded(count: int, schools: int) -> dict[str, int]:
    share = count * 10_000 // schools
    return {"count": count, "share": (share + 50) // 100 * 100, "shade": 1 + sum(share >= step for step in SHADES)}


def _sums(report: dict[str, Any], visits: dict[str, dict[str, int]]) -> dict[str, int]:
    """The last lines of both tables."""
    rows = report.get("districts", ())
    names = ("schools", "handed_in", "reviewed", "recommended", "below_floor")
    sums = {name: sum(row[name] for row in rows) for name in names}
    sums |= {f"s{star}": sum(row["stars"][str(star)] for row in rows) for star in STARS}
    sums |= {name: sum(row[name] for row in visits.values()) for name in ("planned", "done", "late")}
    return sums | {
        "waiting": sums["handed_in"] - sums["reviewed"],
        "recommended_only": sums["reviewed"] - sums["recommended"],
    }


def _trend(year: CampaignYear, report: dict[str, Any]) -> list[dict[str, Any]]:
    """Attainment of the campaign's years in basis points; the last year carries the goal where it has no figure yet."""
    sheets = RatingSheet.objects.filter(year__campaign=year.campaign_id, year__index__lt=year.index)
    earlier = sheets.order_by("year__index").values_list("year__calendar_year", "report__attainment__share")
    rows = [{"label": label, "rate": _tenth(share)} for label, share in earlier]
    rows.append({"label": year.calendar_year, "rate": _tenth(report.get("attainment", {}).get("share"))})
    last = year.campaign.ends_on.year
    if year.calendar_year < last:
        rows += [{"label": label, "rate": None} for label in range(year.calendar_year + 1, last)]
        rows.append({"label": last, "rate": year.campaign.goal_percent * 100, "planned": True})
    return rows


def _tenth(share: int | None) -> int | None:
    """To a tenth of a percent, as all shares of the page are shown."""
    return None if share is None else (share + 5) // 10 * 10


def _missing(year: CampaignYear, report: dict[str, Any]) -> int:
    """How many schools still have to attain the standard before the goal is reached (C2.2.2)."""
    attainment: dict[str, int] = report.get("attainment", {"scope": 0, "attained": 0})
    goal = -(-attainment["scope"] * year.campaign.goal_percent // 100)
    return max(0, goal - attainment["attained"])


def _notices(
    year: CampaignYear,
    report: dict[str, Any],
    phases: list[Phase],
    run: AllocationRun | None,
    visits: dict[str, dict[str, int]],
) -> Iterator[Notice]:
    yield from _of_rules(year, phases, run)
    yield from _of_districts(year, report, phases)
    yield from _of_schools(year, report)
    yield from _of_progress(year, report, phases)
    yield from _of_visits(year, report, phases, visits)
    url = address("compliance", year)
    yield from (Notice(line.tone, line.icon, line.text, line.note, url) for line in alarm_lines(report["alarms"]))


def _of_progress(year: CampaignYear, report: dict[str, Any], phases: list[Phase]) -> Iterator[Notice]:
    """Schools that have not handed in, reviews that are open: with the day they are due."""
    if not year.is_open:
        return
    schools = reverse("participation_list", args=[year.calendar_year])
    missing = report["provisional"]["not_handed_in"]
    if missing and not year.roster_frozen_at:  # afterwards nobody can join
        text = ngettext(
            "%(n)s school has not handed in or revises", "%(n)s schools have not handed in or revise", missing
        )
        tone, due = due_words(end_of(phases, Phase.Kind.SELF_ASSESSMENT))
        yield Notice(tone, "clipboard-text", text % {"n": missing}, due, schools)
    if waiting := report["provisional"]["unreviewed"]:
        text = ngettext("%(n)s school waits for its review", "%(n)s schools wait for their review", waiting)
        tone, due = due_words(end_of(phases, Phase.Kind.DISTRICT_REVIEW))
        yield Notice(tone, "checklist", text % {"n": waiting}, due, address("review_progress", year))


def _of_visits(
    year: CampaignYear, report: dict[str, Any], phases: list[Phase], visits: dict[str, dict[str, int]]
) -> Iterator[Notice]:
    """Spot checks whose day has passed, those still to be made, and schools whose score waits for one."""
    url = address("visit_list", year)
    unvisited = 0 if year.counts_unchecked else report["provisional"]["unvisited"]
    if unvisited and year.is_open:
        text = ngettext(
            "%(n)s reviewed school is not checked by the city: its score does not count",
            "%(n)s reviewed schools are not checked by the city: their scores do not count",
            unvisited,
        )
        tone, due = due_words(end_of(phases, Phase.Kind.SPOT_CHECK))
        yield Notice(tone, "clipboard-check", text % {"n": unvisited}, due, url)
    if late := sum(row["late"] for row in visits.values()):
        text = ngettext("%(n)s spot check is overdue", "%(n)s spot checks are overdue", late) % {"n": late}
        yield Notice("red", "clipboard-x", text, _("Verified points would still change the ranking"), url)
    left = sum(row["planned"] - row["done"] for row in visits.values()) - late
    if left and year.is_open:
        text = ngettext("%(n)s spot check to be made", "%(n)s spot checks to be made", left) % {"n": left}
        tone, due = due_words(end_of(phases, Phase.Kind.SPOT_CHECK))
        yield Notice(tone, "clipboard-check", text, due, url)


def _of_rules(year: CampaignYear, phases: list[Phase], run: AllocationRun | None) -> Iterator[Notice]:
    """The roster, a run that waits for the second person."""
    workbench = address("allocation", year)
    if run and run.state == AllocationRun.State.PROPOSED:
        note = _("Somebody other than the proposer has to decide")
        text = _("Allocation run #%(number)s waits for approval") % {"number": run.number}
        yield Notice("amber", "user-check", text, note, workbench)
    if words := open_roster(year, phases):
        yield Notice("amber", "lock", *words, workbench)


def _of_districts(year: CampaignYear, report: dict[str, Any], phases: list[Phase]) -> Iterator[Notice]:
    """Recommendation lists that are due."""
    submitted = RecommendationList.State.SUBMITTED
    handed_in = RecommendationList.objects.filter(year=year, state=submitted).count()
    due = len(report["districts"]) - handed_in
    if due > 0 and year.is_open and begun(phases, Phase.Kind.DISTRICT_REVIEW):
        text = ngettext("%(n)s recommendation list is missing", "%(n)s recommendation lists are missing", due)
        tone, words = due_words(end_of(phases, Phase.Kind.DISTRICT_REVIEW))
        yield Notice(tone, "thumb-up", text % {"n": due}, words, address("review_progress", year))


def _of_schools(year: CampaignYear, report: dict[str, Any]) -> Iterator[Notice]:
    """Vetoes, holds, scores below the floor: always a person's decision."""
    schools = reverse("participation_list", args=[year.calendar_year])
    proposed = Veto.objects.filter(participation__year=year, state=Veto.State.PROPOSED).count()
    if proposed:
        text = ngettext("%(n)s veto finding to decide", "%(n)s veto findings to decide", proposed)
        note = _("Only a confirmed finding takes a school out")
        yield Notice("red", "ban", text % {"n": proposed}, note, address("veto_list", year))
    if held := report["provisional"]["held"]:
        text = ngettext("%(n)s school is on hold", "%(n)s schools are on hold", held)
        yield Notice("amber", "hourglass", text % {"n": held}, year.what_a_hold_does, schools)
    if low := report["provisional"]["below_floor"]:
        text = ngettext("%(n)s school is below %(floor)s points", "%(n)s schools are below %(floor)s points", low)
        note = _("Yellow card or public criticism: people decide, school by school")
        url = address("disqualification_list", year)
        yield Notice("amber", "cards", text % {"n": low, "floor": points_short(year.floor)}, note, url)
    waiting = Disqualification.objects.filter(participation__year=year, state=Disqualification.State.PROPOSED).count()
    if waiting:
        text = ngettext("%(n)s exit below the floor to decide", "%(n)s exits below the floor to decide", waiting)
        note = _("After the school's reply, or its day, by a second person")
        yield Notice("blue", "user-check", text % {"n": waiting}, note, address("disqualification_list", year))


def _urgency(notice: Notice) -> int:
    return ("red", "amber", "blue").index(notice.tone)
