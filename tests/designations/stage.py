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
