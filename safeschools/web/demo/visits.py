"""Spot checks of the running year: confirmed ones, one under way and two planned for the printed inspector."""

import random
from datetime import timedelta

from campaigns.models import Participation
from campaigns.record import touch
from inspections.models import Visit, VisitItem, VisitMember
from safeschools.accounts.models import User
from safeschools.accounts.roles import RoleSlug
from safeschools.web.demo.ledger import Signed, check
from safeschools.web.demo.scenes import Stage
from safeschools.web.demo.years import days_ago
from scoring.models import ItemScore

State = Participation.State


def make_visits(stage: Stage, numbers: dict[int, int], count: int = 40) -> None:
    """Half confirmed with a verified layer, the rest planned; teams of two units."""
    reviewed = Participation.objects.filter(
        year=stage.year, state__in=[State.REVIEWED, State.RECOMMENDED, State.NOT_RECOMMENDED]
    ).order_by("school__code")
    ids = list(reviewed.values_list("pk", flat=True))
    draw = random.Random(stage.seed + 3)
    picked = draw.sample(ids, min(count, len(ids)))
    confirmed = picked[: len(picked) // 2]
    check({pk: numbers[pk] for pk in confirmed}, Signed(days_ago(stage.now, 4), stage.people["inspector"].pk))
    inspectors = list(User.objects.filter(role=RoleSlug.INSPECTOR).order_by("username"))
    mine = (stage.people["inspector"], stage.people["inspector2"])
    visits = [_visit(stage, pk, place, done=pk in set(confirmed)) for place, pk in enumerate(picked)]
    Visit.objects.bulk_create(visits)
    VisitMember.objects.bulk_create(
        VisitMember(
            visit=visit,
            inspector=person,
            is_recorder=seat == 0,
            signed_at=visit.confirmed_at,
        )
        for place, visit in enumerate(visits)
        for seat, person in enumerate(mine if place % 10 == 0 or place == 21 else _team(inspectors, draw))
    )
    _items(visits)
    touch(stage.year.pk, confirmed)


def _visit(stage: Stage, participation_id: int, place: int, *, done: bool) -> Visit:
    now = days_ago(stage.now, 4)
    day = stage.now.date() + timedelta(days=-4 if done else place % 5)
    visit = Visit(
        participation_id=participation_id,
        planned_on=day,
        planned_by=stage.people["officer"],
        origin=Visit.Origin.RANDOM,
        state=Visit.State.CONFIRMED if done else Visit.State.PLANNED,
    )
    if done:
        visit.started_at, visit.confirmed_at, visit.confirmed_by = now, now, stage.people["inspector"]
        visit.school_present = "某校长"
    return visit


def _team(inspectors: list[User], draw: random.Random) -> list[User]:
    first = draw.choice(inspectors)
    return [first, draw.choice([person for person in inspectors if person.agency_id != first.agency_id])]


def _items(visits: list[Visit]) -> None:
    """The key items of each school; those of confirmed visits with what was found."""
    by_participation = {visit.participation_id: visit for visit in visits}
    scores = ItemScore.objects.filter(
        participation__in=list(by_participation), applicable=True, item__is_key=True
    ).order_by("item__order")
    VisitItem.objects.bulk_create(_found(by_participation[score.participation_id], score) for score in scores)


def _found(visit: Visit, score: ItemScore) -> VisitItem:
    row = VisitItem(visit=visit, item_id=score.item_id)
    if visit.state == Visit.State.CONFIRMED and score.verified_points is not None:
        same = (score.verified_points, score.verified_max) == (score.reviewed_points, score.reviewed_max)
        row.verdict = VisitItem.Verdict.AGREE if same else VisitItem.Verdict.DIFFER
        row.reason = "" if same else "现场所见与填报不一致。"
        row.facts, row.points, row.max_points = score.verified_facts, score.verified_points, score.verified_max
        row.recorded_at, row.recorded_by = visit.confirmed_at, visit.confirmed_by
    return row
