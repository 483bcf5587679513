"""Scenes about years, standards, lists, runs, visits and findings."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from campaigns import actions
from campaigns.domain.schedule import proposal
from campaigns.domain.seats import POLICY_CAPS
from campaigns.models import CampaignYear, Participation
from inspections.actions import visits
from safeschools.designations.actions import naming, runs
from scoring.actions import (
    recommendations,
    standards,
)
from scoring.actions.years import choose_standard, open_year
from scoring.models import Standard
from scoring.queries.standards import content_of, digest_of, item_content
from tests.designations.stage import DAY, DOCUMENT, Stage
from tests.factories import make_district, make_draft_year, make_rated, make_school, make_standard, make_user, make_year
from tests.scoring.review.world import World
from tests.states.scene import CAPS, Scene, State, fresh
from tests.states.schools import decide_veto, proposed_veto


def of_run(verb: str) -> Callable[[], Scene]:
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


def of_list(verb: str) -> Callable[[], Scene]:
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


def of_visit(verb: str) -> Callable[[], Scene]:
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


def of_standard(verb: str) -> Callable[[], Scene]:
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


def of_year(verb: str) -> Callable[[], Scene]:
    def make() -> Scene:
        officer = make_user("bureau_officer")
        school = make_school(make_district())
        year = make_draft_year(by=officer)
        row = Participation(year=year, school=school, district=school.district, state=State.SUBMITTED)
        if verb not in ("open", "close"):
            row.save()
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


def of_veto(verb: str) -> Callable[[], Scene]:
    def make() -> Scene:
        veto = proposed_veto(make_rated(make_year(**CAPS), 9000))
        return Scene(veto, lambda: decide_veto(fresh(veto), verb))

    return make
