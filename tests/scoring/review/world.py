"""A district with reviewers, and schools that have handed in."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from campaigns.models import CampaignYear, Participation
from safeschools.accounts.models import User
from safeschools.directory.models import District
from scoring.actions import assessments, review
from scoring.models import Item, ItemScore
from scoring.record import judge
from tests.factories import make_district, make_participation, make_school, make_user, make_year

Facts = dict[str, dict[str, Any]]


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
    """One district in one year with a reviewer and a lead."""

    def __init__(self, year: CampaignYear | None = None, district: District | None = None) -> None:
        self.year = year or make_year(cap_total=10000, cap_one=10000)
        self.district = district or make_district()
        self.reviewer = make_user("district_reviewer", district=self.district)
        self.lead = make_user("district_lead", district=self.district)

    def hand_in(self, facts: Facts | None = None, **school: Any) -> Participation:
        """A school whose head submitted perfect facts, except those given by item code."""
        row = make_participation(self.year, make_school(self.district, **school))
        head = make_user("school_head", school=row.school)
        assessments.start(row, by=head)
        answer(row, head, facts or {}, everything=True)
        assessments.submit(row, by=head)
        return row

    def reviewed(self, facts: Facts | None = None, **school: Any) -> Participation:
        """A school whose every item was accepted."""
        row = self.hand_in(facts, **school)
        review.accept_all_remaining(row, by=self.reviewer)
        review.finish(row, by=self.reviewer)
        row.refresh_from_db()
        return row

    def hand_in_again(self, row: Participation, facts: Facts) -> None:
        """The head of a returned school changes these items and submits."""
        head = row.submissions.earliest("number").submitted_by
        row.refresh_from_db()
        answer(row, head, facts)
        assessments.submit(row, by=head)


def answer(row: Participation, head: User, facts: Facts, *, everything: bool = False) -> None:
    """The school's working answers, set at once instead of item by item."""
    scores = list(row.item_scores.filter(applicable=True).select_related("item"))
    if not everything:
        scores = [score for score in scores if score.item.code in facts]
    for score in scores:
        score.facts = facts.get(score.item.code, perfect_facts(score.item))
        result = judge(score.item, score.facts)
        score.draft_points, score.draft_max = result.points, result.max
        score.updated_at, score.updated_by = timezone.now(), head
    ItemScore.objects.bulk_update(scores, ["facts", "draft_points", "draft_max", "updated_at", "updated_by"])


def item(row: Participation, code: str) -> ItemScore:
    """The score row of one item as the database has it now."""
    return row.item_scores.select_related("item", "participation").get(item__code=code)


def at(name: str, row: Participation, *more: str) -> str:
    return reverse(name, args=[row.year.calendar_year, row.school.code, *more])


def of_year(name: str, world: World) -> str:
    return reverse(name, args=[world.year.calendar_year])
