"""Every verb of every object with states: how a scene is set, what the real action is, from which states it starts."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from campaigns import actions
from campaigns.domain.schedule import proposal
from campaigns.domain.seats import POLICY_CAPS
from campaigns.models import CampaignYear, Participation
from inspections.actions import visits
from inspections.models import Visit
from safeschools.designations.actions import naming, runs
from safeschools.designations.models import AllocationRun, Designation
from scoring.actions import (
    assessments,
    disqualifications,
    holds,
    recommendations,
    review,
    standards,
    verification,
    vetoes,
)
from scoring.actions.years import choose_standard, open_year
from scoring.models import Disqualification, Item, RecommendationList, Standard, Veto
from scoring.queries.disqualifications import JUDGED
from scoring.queries.standards import content_of, digest_of, item_content
from tests.designations.stage import DAY, DOCUMENT, Stage
from tests.factories import make_district, make_draft_year, make_rated, make_school, make_standard, make_user, make_year
from tests.scoring.review.world import World

State = Participation.State
ANY: frozenset[str] = frozenset(State.values)
CAPS: dict[str, Any] = dict.fromkeys(("cap_three", "cap_two", "cap_one", "cap_total"), 10000)


@dataclass(frozen=True)
class Scene:
    """An object ready for the verb but for its state, and the verb as people do it."""

    thing: Model
    act: Callable[[], object]


@dataclass(frozen=True)
class Pair:
    """A verb: the states it starts from; `silent`: elsewhere it passes the object over instead of refusing.

    `to`: where the object is afterwards; empty: where it was.
    """

    name: str
    scene: Callable[[], Scene]
    sources: Collection[str]
    to: str = ""
    silent: bool = False


def fresh(thing: Any) -> Any:
    """The object as the database has it now, as a view fetches it."""
    return type(thing)._default_manager.get(pk=thing.pk)


def _school(act: Callable[[World, Participation], object], *, judged: bool = True) -> Callable[[], Scene]:
    """A school that handed in (and whose every item is judged), in the year of its district."""

    def make() -> Scene:
        world = World()
        row = world.hand_in()
        if judged:
            review.accept_all_remaining(row, by=world.reviewer)
        return Scene(row, lambda: act(world, fresh(row)))

    return make


def _head(row: Participation) -> Any:
    return row.submissions.earliest("number").submitted_by


def _start(world: World, row: Participation) -> None:
    assessments.start(row, by=_head(row))


def _submit_list(*, up: bool) -> Callable[[], Scene]:
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


def _vetoed_school() -> Scene:
    row = make_rated(make_year(**CAPS), 9000)
    veto = _proposed_veto(row)
    return Scene(row, lambda: _decide_veto(fresh(veto), "confirm"))


def _proposed_veto(row: Participation) -> Veto:
    item = Item.objects.filter(standard__sheets__year=row.year_id, method=Item.Method.VETO)[0]
    return vetoes.propose(fresh(row), by=make_user("bureau_officer"), item=item, document="3号", reason="瞒报")


def _decide_veto(veto: Veto, verb: str) -> None:
    lead = make_user("bureau_lead")
    if verb == "confirm":
        vetoes.confirm(veto, by=lead)
    else:
        vetoes.reject(veto, by=lead, reason="不实")


def _veto_itself(verb: str) -> Callable[[], Scene]:
    def make() -> Scene:
        veto = _proposed_veto(make_rated(make_year(**CAPS), 9000))
        return Scene(veto, lambda: _decide_veto(fresh(veto), verb))

    return make


def _exit(verb: str, *, of_school: bool) -> Callable[[], Scene]:
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


def _propose_exit() -> Scene:
    row = make_rated(make_year(**CAPS), 6500, "reviewed")
    day = timezone.localdate() + timedelta(days=disqualifications.REPLY_DAYS)
    words: dict[str, Any] = {"document": "7号", "reason": "得分偏低", "reply_until": day}
    return Scene(row, lambda: disqualifications.propose(fresh(row), by=make_user("bureau_officer"), **words))


def _rated(act: Callable[[Participation], object]) -> Callable[[], Scene]:
    def make() -> Scene:
        row = make_rated(make_year(**CAPS), 9000)
        return Scene(row, lambda: act(fresh(row)))

    return make


def _lift(row: Participation) -> None:
    hold = row.holds.filter(lifted_at__isnull=True).first()
    if hold is None:
        before = row.state
        Participation.objects.filter(pk=row.pk).update(state=State.REVIEWED)
        hold = holds.set_hold(fresh(row), by=make_user("bureau_officer"), reason="调查中")
        Participation.objects.filter(pk=row.pk).update(state=before)
    holds.lift_hold(hold, by=make_user("bureau_officer"), reason="查清")


def _post(row: Participation) -> None:
    code = row.item_scores.filter(item__method="binary", item__max_points__gt=0)[0].item.code
    verification.post(row, by=make_user("inspector"), findings={code: ({"met": False}, "现场不符")})


def _naming(row_of: int) -> Callable[[], Scene]:
    """An approved run about to be named; row 0 has a star, row 1 has none."""

    def make() -> Scene:
        stage = Stage(9500, 7500, 9400)
        run = stage.approved()

        def act() -> object:
            return naming.record_naming(fresh(run), by=stage.authority, document=DOCUMENT, decided_on=DAY)

        return Scene(stage.rows[row_of], act)

    return make


def _approve_school() -> Scene:
    stage = Stage(9500, 9400)
    run = stage.proposed()
    return Scene(stage.rows[0], lambda: runs.approve(fresh(run), by=stage.lead))


def _revoke(*, of_school: bool) -> Callable[[], Scene]:
    def make() -> Scene:
        stage = Stage(9500)
        stage.named()
        paper = stage.designation()
        words: dict[str, Any] = {"document": "9号", "reason": "事故", "revoked_on": DAY}
        return Scene(
            stage.rows[0] if of_school else paper, lambda: naming.revoke(stage.designation(), by=stage.lead, **words)
        )

    return make


def _release() -> Scene:
    stage = Stage(9500, 9400)
    run = stage.approved()
    holds.set_hold(stage.rows[0], by=stage.officer, reason="调查中")
    naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    return Scene(
        stage.rows[0],
        lambda: naming.release(fresh(stage.rows[0]), by=stage.lead, document="8号", reason="责任认定"),
    )


def _run(verb: str) -> Callable[[], Scene]:
    def make() -> Scene:
        stage = Stage(9500, 8600)
        run = stage.approved() if verb == "name" else stage.proposed()
        rival = stage.proposed() if verb == "supersede" else run
        acts: dict[str, Callable[[], object]] = {
            "propose": lambda: runs.propose(fresh(run), by=stage.officer),
            "approve": lambda: runs.approve(fresh(run), by=stage.lead),
            "reject": lambda: runs.reject(fresh(run), by=stage.lead, reason="重算"),
            "supersede": lambda: runs.approve(fresh(rival), by=stage.lead),
            "name": lambda: naming.record_naming(fresh(run), by=stage.authority, document=DOCUMENT, decided_on=DAY),
        }
        return Scene(run, acts[verb])

    return make


def _list(verb: str) -> Callable[[], Scene]:
    def make() -> Scene:
        world = World(make_year(**CAPS))
        row, other = world.reviewed(), world.reviewed()
        papers = recommendations.recommend(other, by=world.lead, star=3).list
        if verb == "submit":
            recommendations.recommend(row, by=world.lead, star=3)
        acts: dict[str, Callable[[], object]] = {
            "recommend": lambda: recommendations.recommend(fresh(row), by=world.lead, star=3),
            "refuse": lambda: recommendations.refuse(fresh(row), by=world.lead, reason="放弃"),
            "fill_in": lambda: recommendations.fill_in(world.year, by=world.lead, district=world.district),
            "submit": lambda: recommendations.submit_list(fresh(papers), by=world.lead),
        }
        return Scene(papers, acts[verb])

    return make


def _visit(verb: str) -> Callable[[], Scene]:
    def make() -> Scene:
        world = World()
        row, team = world.reviewed(), [make_user("inspector"), make_user("inspector")]
        score = row.item_scores.filter(applicable=True, item__method="binary", item__max_points__gt=0)[0]
        officer = make_user("bureau_officer")
        visit = visits.plan(row, by=officer, planned_on=date(2025, 9, 1), inspectors=team, items=[score.item])

        def note() -> object:
            line = visit.items.get()
            return visits.record_item(line, by=team[0], facts={"met": True}, reason="", version=line.version)

        if verb in ("confirm", "sign"):
            note()
            visits.sign(fresh(visit), by=team[1])
        acts: dict[str, Callable[[], object]] = {
            "start": lambda: visits.start(fresh(visit), by=team[0]),
            "record_item": note,
            "sign": lambda: visits.sign(fresh(visit), by=team[0]),
            "confirm": lambda: visits.confirm(fresh(visit), by=team[0], school_present="李校长"),
            "cancel": lambda: visits.cancel(fresh(visit), by=officer, reason="改期"),
        }
        return Scene(visit, acts[verb])

    return make


def _standard(verb: str) -> Callable[[], Scene]:
    def make() -> Scene:
        officer = make_user("bureau_officer")
        draft = standards.copy(make_standard(officer), by=officer, version="pairs")
        item = draft.items.filter(code="D2-03").get()
        same = item_content(item)
        acts: dict[str, Callable[[], object]] = {
            "copy": lambda: standards.copy(fresh(draft), by=officer, version="pairs-2"),
            "replace": lambda: standards.replace(fresh(draft), by=officer, content=content_of(draft)),
            "save_item": lambda: standards.save_item(
                fresh(item), by=officer, content=same, seen=digest_of(fresh(item))
            ),
            "remove_item": lambda: standards.remove_item(fresh(item), by=officer),
            "move_item": lambda: standards.move_item(fresh(item), by=officer, up=True),
            "publish": lambda: standards.publish(fresh(draft), by=officer),
            "discard": lambda: standards.discard(fresh(draft), by=officer),
        }
        return Scene(draft, acts[verb])

    return make


def _year(verb: str) -> Callable[[], Scene]:
    def make() -> Scene:
        officer = make_user("bureau_officer")
        school = make_school(make_district())
        year = make_draft_year(by=officer)
        row = Participation.objects.create(year=year, school=school, district=school.district, state=State.SUBMITTED)
        if verb in ("open", "close"):
            row.delete()
        if verb == "unfreeze":
            values: dict[str, Any] = {"roster_frozen_at": timezone.now(), "roster_size": 1}
            CampaignYear.objects.filter(pk=year.pk).update(**values)
        bands = {"floor": 7000, "band_one": 8000, "band_two": 8500, "band_three": 9000}
        later = timezone.now() + timedelta(days=4000)
        acts: dict[str, Callable[[CampaignYear], object]] = {
            "phases": lambda y: actions.save_phases(y, by=officer, spans=proposal(y.calendar_year)),
            "standard": lambda y: choose_standard(y, by=officer, standard=Standard.objects.get(pk=y.setup["standard"])),
            "bands": lambda y: actions.save_bands(y, by=officer, bands=bands, caps=POLICY_CAPS[1]),
            "ties": lambda y: actions.save_ties(y, by=officer, keys=[]),
            "decisions": lambda y: actions.save_decisions(y, by=officer, choices={}),
            "roster": lambda y: actions.save_roster(y, by=officer),
            "typed": lambda y: actions.keep_typed(y, by=officer, step="basics", typed={}),
            "open": lambda y: open_year(y, by=officer),
            "freeze": lambda y: actions.freeze_roster(y, by=officer),
            "unfreeze": lambda y: actions.unfreeze_roster(y, by=officer, reason="漏报"),
            "withdraw": lambda y: actions.withdraw(fresh(row), by=officer, reason="撤并"),
            "extend": lambda y: actions.extend_deadline(
                y.phases.get(kind="naming"), district=school.district, by=officer, ends_at=later, reason="停电"
            ),
            "close": lambda y: actions.close_year(y, by=officer),
        }
        return Scene(year, lambda: acts[verb](CampaignYear.objects.select_related("campaign").get(pk=year.pk)))

    return make


P, R, V, Y = Participation.MOVES, AllocationRun.MOVES, Visit.MOVES, CampaignYear.State
EXIT = JUDGED
PARTICIPATION = (
    Pair("start", _school(_start), P["start"].sources, State.SELF_ASSESSING),
    Pair(
        "submit",
        _school(lambda world, row: assessments.submit(row, by=_head(row))),
        P["submit"].sources,
        State.SUBMITTED,
    ),
    Pair(
        "return_",
        _school(lambda world, row: review.return_to_school(row, by=world.reviewer, text="补正")),
        P["return_"].sources,
        State.RETURNED,
    ),
    Pair(
        "review", _school(lambda world, row: review.finish(row, by=world.reviewer)), P["review"].sources, State.REVIEWED
    ),
    Pair(
        "reopen_review",
        _school(lambda world, row: review.reopen(row, by=world.reviewer, reason="漏看")),
        P["reopen_review"].sources,
        State.SUBMITTED,
    ),
    Pair("recommend", _submit_list(up=True), P["recommend"].sources, State.RECOMMENDED, silent=True),
    Pair("not_recommend", _submit_list(up=False), P["not_recommend"].sources, State.NOT_RECOMMENDED, silent=True),
    Pair("allocate", _approve_school, P["allocate"].sources, State.ALLOCATED, silent=True),
    Pair("name", _naming(0), P["name"].sources, State.NAMED),
    Pair("not_name", _naming(1), P["not_name"].sources, State.NOT_NAMED, silent=True),
    Pair("not_name by release", _release, P["not_name"].sources, State.NOT_NAMED),
    Pair(
        "withdraw",
        _rated(lambda row: actions.withdraw(row, by=make_user("bureau_officer"), reason="撤并")),
        P["withdraw"].sources,
        State.WITHDRAWN,
    ),
    Pair("disqualify by veto", _vetoed_school, P["disqualify"].sources, State.DISQUALIFIED, silent=True),
    Pair("disqualify for the score", _exit("confirm", of_school=True), EXIT, State.DISQUALIFIED),
    Pair("revoke", _revoke(of_school=True), P["revoke"].sources, State.REVOKED),
    Pair("propose a veto", _rated(_proposed_veto), ANY - set(vetoes.SETTLED)),
    Pair("propose an exit", _propose_exit, EXIT),
    Pair(
        "set a hold",
        _rated(lambda row: holds.set_hold(row, by=make_user("bureau_officer"), reason="调查中")),
        ANY - set(holds.OVER),
    ),
    Pair("lift a hold", _rated(_lift), ANY),
    Pair("post verified points", _rated(_post), verification.VERIFIABLE),
)
DRAFTS = [
    Pair(f"save {step}", _year(step), [Y.DRAFT])
    for step in ("phases", "standard", "bands", "ties", "decisions", "roster", "typed")
]
OTHERS: dict[type[Model], tuple[Pair, ...]] = {
    AllocationRun: (
        Pair("propose", _run("propose"), R["propose"].sources, "proposed"),
        Pair("approve", _run("approve"), R["approve"].sources, "approved"),
        Pair("reject", _run("reject"), R["reject"].sources, "rejected"),
        Pair("supersede", _run("supersede"), R["supersede"].sources, "superseded", silent=True),
        Pair("name from it", _run("name"), ["approved"]),
    ),
    RecommendationList: tuple(
        Pair(verb, _list(verb), ["draft"], "submitted" if verb == "submit" else "")
        for verb in ("recommend", "refuse", "fill_in", "submit")
    ),
    Veto: (
        Pair("confirm", _veto_itself("confirm"), Veto.MOVES["confirm"].sources, "confirmed"),
        Pair("reject", _veto_itself("reject"), Veto.MOVES["reject"].sources, "rejected"),
    ),
    Disqualification: (
        Pair("reply", _exit("reply", of_school=False), ["proposed"]),
        Pair("confirm", _exit("confirm", of_school=False), Disqualification.MOVES["confirm"].sources, "confirmed"),
        Pair("reject", _exit("reject", of_school=False), Disqualification.MOVES["reject"].sources, "rejected"),
    ),
    Visit: (
        Pair("start", _visit("start"), V["start"].sources, "started"),
        Pair("record_item", _visit("record_item"), ["planned", "started"], "started"),
        Pair("sign", _visit("sign"), ["started"]),
        Pair("confirm", _visit("confirm"), V["confirm"].sources, "confirmed"),
        Pair("cancel", _visit("cancel"), V["cancel"].sources, "cancelled"),
    ),
    Standard: (
        Pair("copy", _standard("copy"), Standard.State.values),
        Pair("publish", _standard("publish"), ["draft"], "published"),
        *(Pair(verb, _standard(verb), ["draft"]) for verb in ("replace", "save_item", "remove_item", "move_item")),
        Pair("discard", _standard("discard"), ["draft"], "gone"),
    ),
    CampaignYear: (
        *DRAFTS,
        Pair("open", _year("open"), CampaignYear.MOVES["open"].sources, "open"),
        *(Pair(verb, _year(verb), [Y.OPEN]) for verb in ("freeze", "unfreeze", "withdraw", "extend")),
        Pair("close", _year("close"), CampaignYear.MOVES["close"].sources, "closed"),
    ),
    Designation: (Pair("revoke", _revoke(of_school=False), Designation.MOVES["revoke"].sources, "revoked"),),
}
PAIRS = [(Participation, pair) for pair in PARTICIPATION] + [
    (kind, pair) for kind, pairs in OTHERS.items() for pair in pairs
]
