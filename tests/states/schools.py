"""Scenes about one school in a year."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from campaigns.models import Participation
from safeschools.designations.actions import naming, runs
from scoring.actions import (
    assessments,
    disqualifications,
    holds,
    recommendations,
    review,
    verification,
    vetoes,
)
from scoring.models import Disqualification, Item, Veto
from tests.designations.stage import DAY, DOCUMENT, Stage
from tests.factories import make_rated, make_user, make_year, put
from tests.scoring.review.world import World
from tests.states.scene import CAPS, Scene, State, fresh


def of_school(act: Callable[[World, Participation], object], *, judged: bool = True) -> Callable[[], Scene]:
    """A school that handed in (and whose every item is judged), in the year of its district."""

    def make() -> Scene:
        world = World()
        row = world.hand_in()
        if judged:
            review.accept_all_remaining(row, by=world.reviewer)
        return Scene(row, lambda: act(world, fresh(row)))

    return make


def head_of(row: Participation) -> Any:
    return row.submissions.earliest("number").submitted_by


def start(world: World, row: Participation) -> None:
    assessments.start(row, by=head_of(row))


def submit_list(*, up: bool) -> Callable[[], Scene]:
    """A list with another school on it; this one stands on it with a line."""

    def make() -> Scene:
        world = World(make_year(**CAPS))
        row, other = world.reviewed(), world.reviewed()
        line = recommendations.recommend(other, by=world.lead, star=3)
        if up:
            recommendations.recommend(row, by=world.lead, star=3)
        else:
            recommendations.refuse(row, by=world.lead, reason="学校放弃申报")

        def act() -> object:
            waiting = [row.pk] if fresh(row).state == State.SUBMITTED else []
            return recommendations.submit_list(fresh(line.list), by=world.lead, leave_out=waiting, reason="未审核")

        return Scene(row, act)

    return make


def vetoed_school() -> Scene:
    row = make_rated(make_year(**CAPS), 9000)
    veto = proposed_veto(row)
    return Scene(row, lambda: decide_veto(fresh(veto), "confirm"))


def proposed_veto(row: Participation) -> Veto:
    item = Item.objects.filter(standard__sheets__year=row.year_id, method=Item.Method.VETO)[0]
    return vetoes.propose(fresh(row), by=make_user("bureau_officer"), item=item, document="3号", reason="瞒报")


def decide_veto(veto: Veto, verb: str) -> None:
    lead = make_user("bureau_lead")
    if verb == "confirm":
        vetoes.confirm(veto, by=lead)
    else:
        vetoes.reject(veto, by=lead, reason="不实")


def leave(verb: str, *, of_school: bool) -> Callable[[], Scene]:
    """A proposed exit whose day of reply has passed, or for a reply has not."""

    def make() -> Scene:
        row = make_rated(make_year(**CAPS), 6500, "reviewed")
        day = timezone.localdate() + timedelta(days=disqualifications.REPLY_DAYS)
        paper = disqualifications.propose(
            row, by=make_user("bureau_officer"), document="7号", reason="得分偏低", reply_until=day
        )
        if verb != "reply":
            Disqualification.objects.filter(pk=paper.pk).update(reply_until=datetime(2025, 1, 1, tzinfo=UTC))
        head, lead = make_user("school_head", school=row.school), make_user("bureau_lead")
        acts: dict[str, Callable[[], object]] = {
            "reply": lambda: disqualifications.reply(fresh(paper), by=head, text="已整改"),
            "confirm": lambda: disqualifications.confirm(fresh(paper), by=lead, reason="属实"),
            "reject": lambda: disqualifications.reject(fresh(paper), by=lead, reason="申诉成立"),
        }
        return Scene(row if of_school else paper, acts[verb])

    return make


def propose_exit() -> Scene:
    row = make_rated(make_year(**CAPS), 6500, "reviewed")
    day = timezone.localdate() + timedelta(days=disqualifications.REPLY_DAYS)
    words: dict[str, Any] = {"document": "7号", "reason": "得分偏低", "reply_until": day}
    return Scene(row, lambda: disqualifications.propose(fresh(row), by=make_user("bureau_officer"), **words))


def rated(act: Callable[[Participation], object]) -> Callable[[], Scene]:
    def make() -> Scene:
        row = make_rated(make_year(**CAPS), 9000)
        return Scene(row, lambda: act(fresh(row)))

    return make


def lift(row: Participation) -> None:
    hold = row.holds.filter(lifted_at__isnull=True).first()
    if hold is None:
        before = row.state
        put(row, State.REVIEWED)
        hold = holds.set_hold(fresh(row), by=make_user("bureau_officer"), reason="调查中")
        put(row, before)
    holds.lift_hold(hold, by=make_user("bureau_officer"), reason="查清")


def post(row: Participation) -> None:
    code = row.item_scores.filter(item__method="binary", item__max_points__gt=0)[0].item.code
    verification.post(row, by=make_user("inspector"), findings={code: ({"met": False}, "现场不符")})


def name(row_of: int) -> Callable[[], Scene]:
    """An approved run about to be named; row 0 has a star, row 1 has none."""

    def make() -> Scene:
        stage = Stage(9500, 7500, 9400)
        run = stage.approved()

        def act() -> object:
            return naming.record_naming(fresh(run), by=stage.authority, document=DOCUMENT, decided_on=DAY)

        return Scene(stage.rows[row_of], act)

    return make


def approve() -> Scene:
    stage = Stage(9500, 9400)
    run = stage.proposed()
    return Scene(stage.rows[0], lambda: runs.approve(fresh(run), by=stage.lead))


def revoke(*, of_school: bool) -> Callable[[], Scene]:
    def make() -> Scene:
        stage = Stage(9500)
        stage.named()
        paper = stage.designation()
        words: dict[str, Any] = {"document": "9号", "reason": "事故", "revoked_on": DAY}
        return Scene(
            stage.rows[0] if of_school else paper, lambda: naming.revoke(stage.designation(), by=stage.lead, **words)
        )

    return make


def release() -> Scene:
    stage = Stage(9500, 9400)
    run = stage.approved()
    holds.set_hold(stage.rows[0], by=stage.officer, reason="调查中")
    naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    return Scene(
        stage.rows[0],
        lambda: naming.release(fresh(stage.rows[0]), by=stage.lead, document="8号", reason="责任认定"),
    )
