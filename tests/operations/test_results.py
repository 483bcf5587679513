"""verify_results finds every kind of result that somebody changed behind the application's back."""

from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from campaigns.models import CampaignYear, Participation
from safeschools.designations.actions import naming, runs
from safeschools.designations.models import AllocationLine, AllocationRun, Designation, Quota
from scoring.models import ItemScore, Rating, RatingSheet
from scoring.tasks import recompute_year
from tests.designations.world import allocatable_year, lead, proposed
from tests.factories import make_user
from tests.tampering import rules_asleep

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> CampaignYear:
    """A year whose stars are named."""
    year = allocatable_year()
    run = proposed(year)
    runs.approve(run, by=lead())
    recompute_year(year.pk)
    authority = make_user("naming_authority")
    naming.record_naming(run, by=authority, document="测综委〔2026〕9号", decided_on=date(2026, 1, 5))
    recompute_year(year.pk)
    return year


def verify() -> str:
    """What the command says; its findings where it finds any."""
    err = StringIO()
    try:
        out = StringIO()
        call_command("verify_results", stdout=out, stderr=err)
    except CommandError:
        return err.getvalue()
    assert not err.getvalue()
    return out.getvalue()


def test_right_results_are_right(year: CampaignYear) -> None:
    assert "Every stored result" in verify()


def unnamed() -> Participation:
    """A school of the year without a title."""
    return Participation.objects.filter(designation__isnull=True).order_by("pk")[0]


def report_with(used: int) -> int:
    """Another number of three-star places in the stored compliance report."""
    sheet = RatingSheet.objects.get()
    sheet.report["tiers"][0]["used"] = used
    return RatingSheet.objects.update(report=sheet.report)


CHANGES: dict[str, Callable[[], object]] = {
    "score": lambda: Rating.objects.filter(score=8200).update(score=8900),
    "band": lambda: Rating.objects.filter(band=0).order_by().update(band=1),
    "projected_star": lambda: Rating.objects.filter(projected_star=0, band=3).update(projected_star=3, highest_star=3),
    "earned": lambda: ItemScore.objects.filter(reviewed_points__gt=0).update(reviewed_points=0),
    "report.tiers[0].used: stored 77": lambda: report_with(77),
    "places are": lambda: Quota.objects.filter(star=3).update(cap=7),
    "lines agree": lambda: AllocationLine.objects.filter(star=1).update(star=0),
    "case intact": lambda: AllocationRun.objects.update(case_hash="0" * 64),
    "outcome intact": lambda: AllocationRun.objects.update(outcome_hash="0" * 64),
    "star is": lambda: Designation.objects.filter(star=3).update(participation=unnamed()),
    "titles on": lambda: Quota.objects.filter(star=0).update(cap=1),
}


@pytest.mark.parametrize("word", CHANGES)
def test_a_changed_result_is_found(word: str, year: CampaignYear) -> None:
    with rules_asleep():
        CHANGES[word]()
    assert word in verify()


def test_an_unknown_year_is_said() -> None:
    with pytest.raises(CommandError, match="no campaign year"):
        call_command("verify_results", year=1999)


def test_it_changes_nothing(year: CampaignYear) -> None:
    with connection.execute_wrapper(_only_reads):
        verify()


def _only_reads(execute: Callable[..., object], sql: str, *rest: object) -> object:
    assert sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE", "DECLARE", "FETCH", "CLOSE", "BEGIN"))
    return execute(sql, *rest)
