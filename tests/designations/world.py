"""A year ready for its allocation: judged schools on a frozen roster, and the people who decide."""

from typing import Any

from campaigns.actions import freeze_roster
from campaigns.models import CampaignYear, Participation
from safeschools.accounts.models import User
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationRun
from tests.factories import make_rated, make_user, make_year

SCORES = (9600, 9400, 9200, 9000, 8800, 8600, 8400, 8200, 8000, 7600, 6500)


def allocatable_year(*scores: int, **fields: Any) -> CampaignYear:
    """Places by default: one of each star among eleven schools."""
    values = {"cap_three": 1000, "cap_two": 1000, "cap_one": 1000, "cap_total": 3000} | fields
    year = make_year(**values)
    for score in scores or SCORES:
        make_rated(year, score)
    return frozen(year)


def frozen(year: CampaignYear) -> CampaignYear:
    freeze_roster(year, by=officer())
    year.refresh_from_db()
    return year


def officer() -> User:
    return User.objects.filter(username="officer").first() or make_user("bureau_officer", username="officer")


def lead() -> User:
    return User.objects.filter(username="lead").first() or make_user("bureau_lead", username="lead")


def proposed(year: CampaignYear) -> AllocationRun:
    run = runs.run(year, by=officer())
    runs.propose(run, by=officer())
    return run


def stars(run: AllocationRun) -> list[int]:
    """Stars of the run's lines by score, best first."""
    return list(run.lines.order_by("-score", "participation__school__code").values_list("star", flat=True))


def participation(year: CampaignYear, score: int) -> Participation:
    return year.participations.get(rating__score=score)
