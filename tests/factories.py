"""Boring makers of test data; where an action exists, they go through it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from typing import Any

from django.db import transaction
from django.db.models import Max

from campaigns.actions import (
    create_campaign,
    save_bands,
    save_basics,
    save_decisions,
    save_phases,
    save_roster,
    save_ties,
)
from campaigns.actions.campaigns import Basics
from campaigns.domain.schedule import proposal
from campaigns.domain.seats import POLICY_CAPS
from campaigns.models import Campaign, CampaignYear, Participation, Phase
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.accounts.roles import ROLES
from safeschools.directory.actions.shipped import load_agencies
from safeschools.directory.models import Agency, District, School
from safeschools.lib.clock import history
from scoring.actions.shipped import load_shipped_standard
from scoring.actions.standards import publish
from scoring.actions.years import choose_standard
from scoring.models import Item, ItemScore, RatingSheet, Standard

_number = count(1)

PASSWORD = "correct-horse-battery"


def number_on() -> None:
    """Leave out the numbers an earlier process gave in this database, with a hundred for what it made after schools."""
    last = School.objects.aggregate(last=Max("code"))["last"] or "2100000000"
    used = int(last) % 10**8 + 100
    next(islice(_number, used, used), None)


def make_district(name: str = "", **fields: Any) -> District:
    n = next(_number)
    return District.objects.create(code=f"9{n:05d}", name=name or f"测试{n}区", **fields)


def make_school(district: District | None = None, **fields: Any) -> School:
    n = next(_number)
    values: dict[str, Any] = {"type": School.Type.PRIMARY, "students": 300, "staff": 20, "canteen": True}
    values |= {"code": f"21{n:08d}", "name": f"测试第{n}小学", "short_name": f"第{n}小学"} | fields
    return School.objects.create(district=district or make_district(), **values)


def make_agency(code: str = "", **fields: Any) -> Agency:
    n = next(_number)
    values: dict[str, Any] = {"name": f"测试局{n}", "name_en": f"Agency {n}", "role": Agency.Role.MEMBER} | fields
    return Agency.objects.create(code=code or f"AG{n}", duties="", duties_en="", **values)


def make_user(role: str, **fields: Any) -> User:
    """A user of `role` with the scope object it needs (made when not given), password PASSWORD."""
    n = next(_number)
    scope = ROLES[role].scope.value
    if scope in ("school", "district", "agency") and scope not in fields:
        makers: dict[str, Callable[[], Any]] = {"school": make_school, "district": make_district, "agency": make_agency}
        fields[scope] = makers[scope]()
    return User.objects.create_user(
        username=fields.pop("username", f"{role}{n}"),
        password=PASSWORD,
        display_name=fields.pop("display_name", f"测试{n}"),
        role=role,
        **fields,
    )


def make_standard(by: User | None = None) -> Standard:
    """The shipped standard, published."""
    author = by or make_user("bureau_officer")
    load_agencies(by=None)
    standard = load_shipped_standard(by=author, version=f"t{next(_number)}")
    publish(standard, by=author)
    return standard


def make_year(standard: Standard | None = None, *, now: datetime | None = None, **fields: Any) -> CampaignYear:
    """An open year with the first year's caps, self-assessment and review both running now, and an empty sheet.

    Of each calendar year only one can be open: from 2025 on, the first that is free.
    """
    n = next(_number)
    campaign = Campaign.objects.create(
        name=f"测试创建活动{n}", city="测试市", starts_on=date(2025, 6, 1), ends_on=date(2027, 12, 31)
    )
    opened = CampaignYear.objects.exclude(state=CampaignYear.State.DRAFT).values_list("calendar_year", flat=True)
    free = next(number for number in count(2025) if number not in set(opened))
    values: dict[str, Any] = {"index": 1, "calendar_year": free, "state": CampaignYear.State.OPEN}
    values |= {"cap_three": 500, "cap_two": 1000, "cap_one": 1500, "cap_total": 3000} | fields
    year = CampaignYear.objects.create(campaign=campaign, **values)
    moment = now or datetime.now(UTC)
    for kind in Phase.Kind.values:
        Phase.objects.create(
            year=year, kind=kind, starts_at=moment - timedelta(days=30), ends_at=moment + timedelta(days=30)
        )
    RatingSheet.objects.create(year=year, standard=standard or make_standard())
    return year


def make_draft_year(*, by: User, index: int = 1, standard: Standard | None = None, **basics: Any) -> CampaignYear:
    """A year of a new campaign in the wizard, every step confirmed, ready to be opened."""
    values: dict[str, Any] = {"name": f"测试创建活动{next(_number)}", "city": "测试市", "mode": Campaign.Mode.NAMING}
    values |= {"approval_document": "测综委〔2025〕1号", "approved_on": date(2025, 5, 1), "goal_percent": 90}
    values |= {"starts_on": date(2025, 6, 1), "ends_on": date(2027, 12, 31)} | basics
    campaign = create_campaign(Basics(**values), by=by)
    year = campaign.years.get(index=index)
    save_basics(year, by=by, basics=Basics(**values))
    save_phases(year, by=by, spans=proposal(year.calendar_year))
    choose_standard(year, by=by, standard=standard or make_standard(by))
    bands = {"floor": 7000, "band_one": 8000, "band_two": 8500, "band_three": 9000}
    save_bands(year, by=by, bands=bands, caps=POLICY_CAPS[index])
    save_ties(year, by=by, keys=["key_points", "honesty", "last_score"])
    save_decisions(year, by=by, choices={})
    save_roster(year, by=by)
    year.refresh_from_db()
    return year


def make_participation(year: CampaignYear | None = None, school: School | None = None, **fields: Any) -> Participation:
    school = school or make_school()
    return Participation.objects.create(year=year or make_year(), school=school, district=school.district, **fields)


def put(participation: Participation, state: str, **fields: Any) -> None:
    """Set the stored state as it is, past the rules of the database about how one gets there."""
    if state in (Participation.State.INVITED, Participation.State.SELF_ASSESSING):
        fields["submitted_at"] = None
    with transaction.atomic(), history():
        Participation.objects.filter(pk=participation.pk).update(state=state, **fields)


def make_scores(participation: Participation, score: int, layer: str = "claimed") -> None:
    """Points of `layer` on every scored item of the year's standard, `score` hundredths in all, filled from the top."""
    items = list(Item.objects.filter(standard__sheets__year=participation.year_id, max_points__gt=0))
    left, rows = score, []
    for item in items:
        points = min(item.max_points, left)
        left -= points
        layers = {f"{layer}_facts": {}, f"{layer}_points": points, f"{layer}_max": item.max_points}
        rows.append(ItemScore(participation=participation, item=item, max_points=item.max_points, **layers))
    changed = [f"{layer}_{suffix}" for suffix in ("facts", "points", "max")]
    with transaction.atomic(), history():
        ItemScore.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["participation", "item"], update_fields=changed
        )


def make_rated(year: CampaignYear, score: int, state: str = "recommended", **fields: Any) -> Participation:
    """A participation with this score, claimed and (from the review on) reviewed, announced to the year's sheet."""
    school = fields.pop("school", None) or make_school()
    participation = make_participation(year, school, state=state, register_version=school.version, **fields)
    make_scores(participation, score)
    if state in Participation.REVIEW_DONE:
        make_scores(participation, score, "reviewed")
    touch(year.pk, [participation.pk])
    return participation
