"""The machine's command: the ratings of a year as a pure function of its facts at revision R."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from campaigns.models import CampaignYear
from safeschools.directory.models import District
from safeschools.lib.collector import paused
from scoring.domain.adjustments import Kind
from scoring.domain.allocation import Allocation, allocate
from scoring.domain.case import Case
from scoring.domain.compliance import Compliance, report
from scoring.domain.documents import case_document, digest
from scoring.domain.overview import overview
from scoring.domain.placing import places
from scoring.domain.scenarios import readings
from scoring.domain.schools import Placed, SchoolFacts
from scoring.domain.secured import secured_stars
from scoring.models import RatingSheet
from scoring.queries.cases import RETURNING, bands_of, caps_of, projection_case
from scoring.queries.ratings import is_resting
from scoring.queries.sheet import Projection, school_rows, write_projections, write_sums


class Projected(NamedTuple):
    """The ranking stage: what each participation of the year gets, and the compliance report behind it."""

    projections: dict[int, Projection]
    compliance: Compliance
    case: Case


@paused()
def settle(year_id: int, *, full: bool = False, wait: bool = True) -> None:
    """Compute totals, bands, projected stars and the compliance report, and stamp the revision they were made from.

    A no-op when the sheet is current, or when it failed again and again and rests; `full` computes a current sheet as
    well, and every item sum. Of a closed year only a report that another version of the program stored is written anew.
    An error is noted on the sheet and raised. Without `wait`, a sheet that another process is computing is left to it.
    """
    try:
        with transaction.atomic():
            rows = RatingSheet.objects.select_for_update(of=("self",), skip_locked=not wait).select_related("year")
            sheet = rows.get(year_id=year_id) if wait else rows.filter(year_id=year_id).first()
            if sheet is None:
                return
            rests = is_resting(sheet, timezone.now())
            if sheet.year.state == CampaignYear.State.CLOSED:
                if sheet.computed_at and not sheet.report and not rests:
                    _report_anew(sheet)
            elif full or (not rests and (sheet.revision < sheet.year.revision or not sheet.report)):
                _compute(sheet, since=-1 if full else sheet.revision)
    except OperationalError:
        raise
    except Exception as error:
        failed = RatingSheet.objects.filter(year_id=year_id)
        failed.update(failures=F("failures") + 1, error=f"{type(error).__name__}: {error}", failed_at=timezone.now())
        raise


def _compute(sheet: RatingSheet, *, since: int) -> None:
    """The two stages and the report, in a number of statements that does not depend on the number of schools."""
    started, year = time.perf_counter(), sheet.year
    write_sums(year, since)
    schools, stored = school_rows(year)
    projected = project(year, schools)
    write_projections({key: new for key, new in projected.projections.items() if new != stored[key]})
    sheet.report = report_of(year, schools, projected.projections, projected)
    sheet.revision, sheet.computed_at = year.revision, timezone.now()
    sheet.failures, sheet.error, sheet.failed_at = 0, "", None
    sheet.milliseconds = round((time.perf_counter() - started) * 1000)
    sheet.save()


def _report_anew(sheet: RatingSheet) -> None:
    """The report once more, from the ratings as they stand: ranks, stars, revision and time of the sheet stay."""
    schools, stored = school_rows(sheet.year)
    sheet.report = report_of(sheet.year, schools, stored, project(sheet.year, schools))
    sheet.failures, sheet.error, sheet.failed_at = 0, "", None
    sheet.save(update_fields=["report", "failures", "error", "failed_at"])


def report_of(
    year: CampaignYear, schools: Sequence[SchoolFacts], given: Mapping[int, Projection], projected: Projected
) -> dict[str, Any]:
    """The overview, the readings of what nobody has reviewed yet, and the digest of the facts and the rule."""
    districts = {district.pk: (district.code, district.name) for district in District.objects.all()}
    placed = [Placed(facts, *given[facts.id]) for facts in schools]
    case, compliance = projected.case, projected.compliance
    bands, caps, seed = bands_of(year), caps_of(year), str(year.calendar_year)
    return overview(placed, compliance, bands, caps, districts, seed, year.attained_from) | {
        "readings": readings(case, schools, compliance.allocation, claims=year.counts_unchecked),
        "digest": digest(case_document(str(year), case.entrants, case.policy, case.rule, case.adjustments)),
    }


def project(year: CampaignYear, schools: Sequence[SchoolFacts]) -> Projected:
    """Rank, projected star and reason of every school of the year, by participation."""
    case = projection_case(year, schools)
    compliance = report(case.entrants, case.policy, case.rule, case.adjustments)
    reasons = compliance.allocation.reasons
    ranks = places(compliance.allocation)
    open_roster = not year.roster_frozen_at
    sure = _for_sure(case, compliance, schools, open_roster)
    held = sum(each.reason in RETURNING for each in case.adjustments)
    kept = secured_stars(
        schools,
        sure,
        case.policy,
        case.rule,
        roster_open=open_roster,
        held=held,
        capped=year.caps_by_key_items,
    )
    projections = {}
    for facts in schools:
        reason = reasons.get(facts.code)
        star, code = (reason.star, reason.code.value) if reason else (0, "")
        _, highest = compliance.ties.get(facts.code, (star, star))
        projections[facts.id] = Projection(ranks.get(facts.code), star, kept.get(facts.code, 0), highest, code)
    return Projected(projections, compliance, case)


def _for_sure(case: Case, compliance: Compliance, schools: Sequence[SchoolFacts], open_roster: bool) -> Allocation:
    """What secured stars may count on: while a score is open, its school may join a tied group, and the group's order
    would no longer hold.
    """
    others = [each for each in case.adjustments if each.kind is not Kind.TIE_ORDER]
    found = compliance.allocation
    if len(others) == len(case.adjustments) or not (open_roster or any(not each.counts for each in schools)):
        return found
    return allocate(found.roster, case.policy, case.rule, others)
