<<<<<<< HEAD
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
=======
"""A year with rated schools, and the people who allocate, approve and name."""

from datetime import date
from typing import Any

from campaigns.actions.years import freeze_roster
from campaigns.models import CampaignYear, Participation
from safeschools.accounts.models import User
from safeschools.designations.actions import naming, runs
from safeschools.designations.models import AllocationRun, Designation, NamingDecision
from scoring.tasks import recompute_year
from tests.factories import make_rated, make_user, make_year

DOCUMENT, DAY = "测综委〔2025〕9号", date(2025, 9, 30)


class Stage:
    """Schools with these scores (hundredths), everything above them decided by four different people."""

    def __init__(self, *scores: int, **year: Any) -> None:
        caps = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)
        self.year: CampaignYear = make_year(**(caps | year))
        self.rows: list[Participation] = [make_rated(self.year, score) for score in scores or (9500, 8600, 8100, 7000)]
        self.officer, self.lead = make_user("bureau_officer"), make_user("bureau_lead")
        self.authority = make_user("naming_authority")

    def freeze(self) -> None:
        freeze_roster(self.year, by=self.officer)
        recompute_year(self.year.pk)

    def run(self) -> AllocationRun:
        """A trial run on the present facts."""
        self.year.refresh_from_db()
        if self.year.roster_frozen_at is None:
            self.freeze()
        recompute_year(self.year.pk)
        return runs.run(self.year, by=self.officer)

    def proposed(self) -> AllocationRun:
        made = self.run()
        runs.propose(made, by=self.officer)
        return made

    def approved(self) -> AllocationRun:
        made = self.proposed()
        runs.approve(made, by=self.lead)
        made.refresh_from_db()
        return made

    def named(self, by: User | None = None) -> NamingDecision:
        """The whole way."""
        return naming.record_naming(self.approved(), by=by or self.authority, document=DOCUMENT, decided_on=DAY)

    def designation(self, row: int = 0) -> Designation:
        """The designation of one of the schools."""
        return Designation.objects.select_related("naming", "year__campaign", "participation__school").get(
            participation=self.rows[row]
        )
>>>>>>> 5468fbd (Test access by role, allocation, naming and public pages; mend what they found)
