"""A year ready for its allocation: judged schools on a frozen roster, and the people who decide."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.actions import freeze_roster
from campaigns.domain.draws import Source
from campaigns.models import CampaignYear, Draw, Participation
from safeschools.accounts.models import User
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationRun
from scoring.actions import draws
from tests.factories import make_rated, make_user, make_year
from tests.tampering import rules_asleep

SCORES = (9600, 9400, 9200, 9000, 8800, 8600, 8400, 8200, 8000, 7600, 6500)
#: ten schools, one place of each star; three are tied for the three stars
TIED = (9500, 9500, 9500, 8600, 8500, 8200, 8100, 7900, 7800, 7700)


def allocatable_year(*scores: int, **fields: Any) -> CampaignYear:
    """Places by default: one of each star among eleven schools."""
    values = {"cap_three": 1000, "cap_two": 1000, "cap_one": 1000, "cap_total": 3000} | fields
    year = make_year(**values)
    for score in scores or SCORES:
        make_rated(year, score)
    return frozen(year)


def lottery_year(*scores: int, **fields: Any) -> CampaignYear:
    """The same in a year whose ties are drawn in public; nothing is committed and the roster is not frozen yet."""
    values = {"cap_three": 1000, "cap_two": 1000, "cap_one": 1000, "cap_total": 3000} | fields
    year = make_year(decisions={"quota.ties": "lottery"}, **values)
    for score in scores or SCORES:
        make_rated(year, score)
    return year


def sources(days: int = 1) -> list[Source]:
    """Two public results of a day to come and one to fall back on."""
    day = timezone.localdate() + timedelta(days=days)
    return [Source(name, day) for name in ("双色球第 2026123 期", "上证指数收盘", "双色球第 2026124 期")]


def committed(year: CampaignYear) -> tuple[Draw, str]:
    """A committed draw on a frozen roster whose days have come, and its secret."""
    draw, secret = bound(year)
    come(draw)
    return draw, secret


def bound(year: CampaignYear) -> tuple[Draw, str]:
    """A committed draw on a frozen roster whose results are all still to come, and its secret."""
    draw, secret = draws.commit(year, by=officer(), sources=sources())
    frozen(year)
    draw.refresh_from_db()
    return draw, secret


def come(draw: Draw) -> None:
    """The days of the draw's public results have come."""
    draw.refresh_from_db()
    with rules_asleep():
        days = [{**source, "on": timezone.localdate().isoformat()} for source in draw.sources]
        Draw.objects.filter(pk=draw.pk).update(sources=days)
    draw.refresh_from_db()


RESULTS: list[list[int]] = [[11, 3, 22, 31, 15, 27, 9], [345678], []]


def drawn(year: CampaignYear) -> Draw:
    """The year's draw, made and signed."""
    draw, secret = committed(year)
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    draws.confirm(draw, by=lead(), seed=draw.seed)
    return draw


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


def tied(year: CampaignYear) -> list[str]:
    """School codes of the three of `TIED` that share the first place."""
    rows = year.participations.filter(rating__score=9500).order_by("school__code")
    return list(rows.values_list("school__code", flat=True))


def given(run: AllocationRun) -> dict[str, int]:
    """The stars of those three."""
    return dict(run.lines.filter(score=9500).values_list("participation__school__code", "star"))


def browser(user: User | None = None) -> Client:
    """An English reader's browser, signed in or a visitor's."""
    client = Client(headers={"accept-language": "en"})
    if user:
        client.force_login(user)
    return client


def url(name: str, *rest: object) -> str:
    """A page of the only year."""
    return reverse(name, args=[CampaignYear.objects.get().calendar_year, *rest])
