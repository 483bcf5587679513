"""A district with reviewers, and schools that have handed in."""

from typing import Any

from campaigns.models import CampaignYear, Participation
from safeschools.accounts.models import User
from safeschools.directory.models import District
from safeschools.lib.clock import now
from scoring.models import Item, ItemScore, Submission
from scoring.record import open_item_scores, set_layer
from tests.factories import make_district, make_school, make_user, make_year


def perfect_facts(item: Item) -> dict[str, Any]:
    """Facts that earn an item's full points."""
    match item.method:
        case Item.Method.DEDUCTION:
            return {"counts": {rule["id"]: 0 for rule in item.params["deductions"]}}
        case Item.Method.LEVELS:
            return {"level": item.params["levels"][0]["grade"]}
        case Item.Method.BINARY:
            return {"met": True}
        case Item.Method.RATIO:
            return {"numerator": 10, "denominator": 10}
    return {"occurred": False}


class World:
    """One district in one year with a reviewer, a lead, and a head who signs for every school."""

    def __init__(self, year: CampaignYear | None = None, district: District | None = None) -> None:
        self.year = year or make_year(cap_total=10000, cap_one=10000)
        self.district = district or make_district()
        self.reviewer = make_user("district_reviewer", district=self.district)
        self.lead = make_user("district_lead", district=self.district)

    def hand_in(self, facts: dict[str, dict[str, Any]] | None = None, **school: Any) -> Participation:
        """A school of the district whose head submitted perfect facts, except those given by item code."""
        place = make_school(self.district, **school)
        row = Participation.objects.create(
            year=self.year, school=place, district=self.district, state=Participation.State.SELF_ASSESSING
        )
        open_item_scores([row.pk])
        self.submit(row, make_user("school_head", school=place), facts or {})
        return row

    def submit(self, row: Participation, head: User, facts: dict[str, dict[str, Any]]) -> None:
        scores = list(row.item_scores.filter(applicable=True).select_related("item"))
        set_layer([(s, facts.get(s.item.code, perfect_facts(s.item))) for s in scores], "claimed", by=head)
        Submission.objects.create(
            participation=row,
            number=row.submissions.count() + 1,
            content={},
            receipt="0" * 64,
            score=10000,
            submitted_at=now(),
            submitted_by=head,
        )
        Participation.objects.filter(pk=row.pk).update(state=Participation.State.SUBMITTED, submitted_at=now())
        row.refresh_from_db()


def item(row: Participation, code: str) -> ItemScore:
    """The score row of one item as the database has it now."""
    return row.item_scores.select_related("item", "participation").get(item__code=code)
