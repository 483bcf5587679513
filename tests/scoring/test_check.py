"""`recompute --check` computes a year once more in plain Python and lists every stored figure that differs."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from campaigns.record import touch
from safeschools.directory.models import School
from scoring.models import Rating, RatingSheet
from scoring.recompute import settle
from tests.factories import make_rated, make_school, make_year

pytestmark = pytest.mark.django_db


def test_check_passes_on_a_true_sheet_and_lists_what_is_wrong() -> None:
    year = make_year()
    participation = make_rated(year, 9000, school=make_school(name="青石小学"))
    out = StringIO()
    call_command("recompute", year=year.calendar_year, stdout=out)
    call_command("recompute", year=year.calendar_year, check=True, stdout=out)
    assert "equals" in out.getvalue()
    Rating.objects.filter(pk=participation.pk).update(score=8999)
    errors = StringIO()
    with pytest.raises(CommandError, match="1 difference"):
        call_command("recompute", year=year.calendar_year, check=True, stdout=out, stderr=errors)
    assert "青石小学 2025: score is 8999, should be 9000" in errors.getvalue()


def test_check_rebuilds_the_compliance_report_and_compares_all_but_its_names() -> None:
    year = make_year()
    school = make_school(name="青石小学")
    make_rated(year, 9000, school=school)
    settle(year.pk)
    School.objects.filter(pk=school.pk).update(name="白石小学")
    call_command("recompute", year=year.calendar_year, check=True, stdout=StringIO())
    report = RatingSheet.objects.get(year=year).report
    report["attainment"]["attained"] = 77
    RatingSheet.objects.filter(year=year).update(report=report)
    errors = StringIO()
    with pytest.raises(CommandError, match="1 difference"):
        call_command("recompute", year=year.calendar_year, check=True, stdout=StringIO(), stderr=errors)
    assert "report.attainment.attained: stored 77, recomputed 1" in errors.getvalue()


def test_check_notices_a_sheet_that_lags() -> None:
    year = make_year()
    make_rated(year, 9000)
    settle(year.pk)
    touch(year.pk)
    with pytest.raises(CommandError):
        call_command("recompute", year=year.calendar_year, check=True, stdout=StringIO(), stderr=StringIO())
