"""What the tour needs to stand on: objects of the demonstration city, as the role table's arguments ask for them.

`python -m tests.browser.props` runs in the environment of the application and prints JSON. What the demonstration
lacks it adds through the product's own actions: a draft of the standard, a recommendation list, a proposed veto, a
school about to leave and on hold, a committed draw, a checked file.
"""

import json
import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from campaigns.domain.draws import Source
from campaigns.models import CampaignYear, Participation
from inspections.models import Visit
from safeschools.accounts.models import User
from safeschools.accounts.roles import RoleSlug
from safeschools.designations.models import AllocationRun, Designation, Scenario
from safeschools.directory.actions.imports import check_file
from safeschools.directory.models import District
from safeschools.jobs.tasks import run_job
from safeschools.web.demo.people import SHOWCASE
from scoring.actions import disqualifications, draws, holds, recommendations, standards, vetoes
from scoring.models import Disqualification, Standard, Veto
from scoring.queries.vetoes import veto_items

FILE = "学校标识码,学校名称,所属县(市、区),办学类型\n2199988001,石桥县巡览小学,石桥县,小学\n21,,无此县,小学\n"
State = Participation.State


def participation(year: CampaignYear, *states: str, **filters: Any) -> dict[str, Any]:
    """The first participation in one of `states`, with an item that applies to it."""
    row = Participation.objects.filter(year=year, state__in=states, **filters).order_by("pk")[0]
    score = row.item_scores.filter(applicable=True, item__max_points__gt=0).order_by("item__order")[0]
    item = {"code": score.item.code, "dimension": {"code": score.item.dimension.code}}
    return {"school": {"code": row.school.code}, "item": item}


def scene(year: CampaignYear, standard: Standard, rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A year with one school: the arguments of tests/access/arguments.py read exactly this."""
    run = AllocationRun.objects.filter(year=year).order_by("-number").first()
    sheet = {"standard": {"version": standard.version}}
    return {
        "year": {"pk": year.pk, "calendar_year": year.calendar_year},
        "run": {"number": run.number if run else 0, "year": {"sheet": sheet}},
        **rows,
        **more,
    }


def propose_veto(year: CampaignYear, by: User) -> Veto:
    row = Participation.objects.filter(year=year, state=State.SUBMITTED).exclude(district__code=SHOWCASE)[0]
    item = veto_items(year.pk)[0]
    return vetoes.propose(row, by=by, item=item, document="云公治〔2026〕31 号", reason="在校园内发生治安案件。")


def about_to_leave(year: CampaignYear, people: dict[str, User]) -> tuple[Participation, Disqualification]:
    """A school below the floor whose leaving is proposed and which is on hold; its head is called `leaving`."""
    ended = Participation.objects.filter(year=year, state__in=[State.REVIEWED, State.NOT_RECOMMENDED])
    row = ended.exclude(district__code=SHOWCASE).filter(rating__reviewed_score__lt=year.floor).order_by("pk")[0]
    day = timezone.localdate() + timedelta(days=10)
    words = {"document": "云综委〔2026〕32 号", "reason": "审核得分低于参评下限。"}
    paper = disqualifications.propose(row, by=people["officer"], reply_until=day, **words)
    holds.set_hold(row, by=people["lead"], reason="等待答复。")
    User.objects.filter(school=row.school, role=RoleSlug.SCHOOL_HEAD).update(username="leaving")
    return row, paper


def commit_draw(year: CampaignYear, by: User) -> None:
    """The year's ties are drawn, and its draw is committed."""
    year.decisions = year.decisions | {"quota.ties": "lottery"}
    year.save(update_fields=["decisions"])
    day = timezone.localdate() + timedelta(days=10)
    names = ("双色球第 2026123 期", "上证指数收盘", "双色球第 2026124 期")
    draws.commit(year, by=by, sources=[Source(name, day) for name in names])


def checked_file(by: User) -> dict[str, Any]:
    """A file with a sound row and a faulty one, checked."""
    job = check_file(ContentFile(FILE.encode("utf-8-sig"), name="学校.csv"), by=by, kind="schools")
    run_job(job.pk)
    return {"pk": job.pk}


def scenes(people: dict[str, User], years: Iterable[CampaignYear]) -> dict[str, Any]:
    past, running, following = years
    standard = running.sheet.standard
    draft = standards.copy(standard, by=people["officer"], version="tour")
    recommendations.fill_in(running, by=people["district"], district=District.objects.get(code=SHOWCASE))
    named = Designation.objects.filter(year=past).order_by("pk")[0]
    visit = Visit.objects.filter(state=Visit.State.PLANNED, members__inspector=people["inspector"]).order_by("pk")[0]
    low, paper = about_to_leave(running, people)
    commit_draw(running, people["officer"])
    more = {
        "paper": {"pk": paper.pk},
        "account": {"username": "editor"},
        "agency": {"code": "PSB"},
        "visit": {"pk": visit.pk},
        "jobs": {"district": checked_file(people["district"])},
        "veto": {"pk": propose_veto(running, people["officer"]).pk},
        "scenario": {"pk": Scenario.objects.get(run__year=past).pk},
        "row": {"designation": {"certificate": named.certificate}},
    }
    here = {"district__code": SHOWCASE}
    submitted = participation(running, State.SUBMITTED, **here)
    of_visit = {"item": {"code": visit.items.order_by("item__order")[0].item.code}}
    return {
        "running": scene(running, standard, submitted, **more),
        "reviewed": scene(running, standard, participation(running, State.REVIEWED, **here), **more),
        "own": scene(running, standard, participation(running, *State.values, school=people["editor"].school), **more),
        "visit": scene(running, standard, submitted | of_visit, **more),
        "past": scene(past, past.sheet.standard, participation(past, State.NAMED), **more),
        "leaving": scene(running, standard, participation(running, low.state, pk=low.pk), **more),
        "next": scene(following, standard, submitted, **more),
        "draft": scene(running, draft, submitted, **more),
    }


if __name__ == "__main__":
    everybody = {user.username: user for user in User.objects.filter(is_active=True)}
    with transaction.atomic():
        found = scenes(everybody, CampaignYear.objects.order_by("calendar_year"))
    sys.stdout.write(json.dumps(found))
