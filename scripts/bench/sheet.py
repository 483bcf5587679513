"""The year's figures: recompute with compliance, and an allocation run, against the bare GROUP BY of the same rows."""

from collections.abc import Callable
from functools import partial

from django.db import connection, transaction

from campaigns.actions.years import freeze_roster
from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.designations.actions import runs
from safeschools.designations.queries.whatif import preview
from scoring.models import RatingSheet
from scoring.recompute import settle
from scripts.bench.meter import Pair, in_turn, peak_megabytes, reset_peak
from scripts.bench.results import Line, say
from scripts.bench.world import make_city

BARE = """
SELECT SUM(points), COUNT(*) FROM (
  SELECT s.participation_id, SUM(s.reviewed_points) AS points
  FROM scoring_itemscore s JOIN campaigns_participation p ON p.id = s.participation_id
  WHERE p.year_id = %s GROUP BY s.participation_id
) AS sums
"""


def measure(schools: int) -> None:
    """Recompute after 1 % and after one submission, computed anew; an allocation run with its snapshot, a what-if."""
    year = make_city(schools)
    ids = list(Participation.objects.filter(year=year).order_by("pk").values_list("pk", flat=True))

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [year.pk])
            cursor.fetchone()

    short = schools <= 5_000  # a few clock ticks of the database
    beside = partial(in_turn, reference=bare, rounds=5 if schools <= 50_000 else 3, times=(3, 3) if short else (1, 1))

    def after(changed: list[int]) -> None:
        touch(year.pk, changed)
        settle(year.pk)

    reset_peak()
    _say(schools, "recompute + compliance, 1 % changed", beside(lambda: after(ids[::100])), 5)
    _say(schools, "… after one submission", beside(lambda: after(ids[:1])), 4)
    _say(schools, "… every school anew", beside(lambda: settle(year.pk, full=True)), None)
    say(Line("figures", "peak memory of the recompute", schools, peak_megabytes(), None, unit=" MB"))
    _allocation(year, schools, beside)


def _allocation(year: CampaignYear, schools: int, beside: Callable[[Callable[[], object]], Pair]) -> None:
    officer = User.objects.get(username="officer")
    Participation.objects.filter(year=year).update(state=Participation.State.RECOMMENDED)
    touch(year.pk)
    settle(year.pk, full=True)
    year.refresh_from_db()
    freeze_roster(year, by=officer)
    settle(year.pk)

    def run() -> None:
        with transaction.atomic():
            runs.run(CampaignYear.objects.get(pk=year.pk), by=officer)
            connection.check_constraints()  # what a commit would still look at
            transaction.set_rollback(True)

    reset_peak()
    _say(schools, "allocation run with stored snapshot and reasons", beside(run), 2)
    kept = runs.run(CampaignYear.objects.get(pk=year.pk), by=officer)
    caps = {"caps": {"3": "6", "2": "11", "1": "16", "total": "33"}}
    lines = {"thresholds": {"3": "91.00", "2": "86.00", "1": "81.00"}}
    _say(schools, "what-if of other caps, every reason", beside(lambda: preview(kept, caps)), 0.15)
    _say(schools, "what-if of other lines, every reason", beside(lambda: preview(kept, lines)), 0.15)
    say(Line("figures", "peak memory of the run", schools, peak_megabytes(), 2048, unit=" MB"))
    assert RatingSheet.objects.get(year=year).failures == 0


def _say(schools: int, what: str, pair: Pair, target: float | None) -> None:
    remark = (
        f"{pair.ours.python:.2f} s Python + {pair.ours.postgresql:.2f} s PostgreSQL; bare {pair.reference.cpu:.3f} s"
    )
    say(Line("figures", what, schools, pair.ratio, target, remark=remark))
