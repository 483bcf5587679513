"""The reconcile process: does what is due without a broker, outlives the database's absence, stops when asked."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from scoring.models import RatingSheet
from tests.factories import make_rated, make_year

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_one_drain_settles_every_lagging_sheet() -> None:
    years = [make_year(), make_year()]
    for year in years:
        make_rated(year, 9000)
    call_command("drain")
    assert set(RatingSheet.objects.values_list("revision", flat=True)) == {1}


def test_the_loop_outlives_a_database_that_does_not_answer_and_stops_on_sigterm(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "drain", "--loop"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}", "LOG_LEVEL": "WARNING"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    with process:
        first = process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert "trying again" in first
