"""What happened in each year: who is how far, what was claimed, reviewed, verified, returned, recommended, named."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from campaigns.models import CampaignYear, Extension, Participation, Phase
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.directory.models import District
from safeschools.web.demo.answers import deal, enter
from safeschools.web.demo.people import SHOWCASE
from safeschools.web.demo.years import days_ago, end_of, members
from scoring.models import ItemScore, Rating, Recommendation, RecommendationList, ReturnNote
from scoring.queries.recommendations import ceilings
from scoring.record import open_item_scores

State = Participation.State
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Stage:
    """The story needs its year, its people, the pool of answers and the present."""

    year: CampaignYear
    people: dict[str, User]
    pool: int
    seed: int
    now: datetime


def _numbers(ids: list[int], stage: Stage) -> dict[int, int]:
    """Which answered standard each participation gets; the order is shuffled by the seed, then round and round."""
    order = list(range(stage.pool))
    random.Random(stage.seed * 10 + stage.year.index).shuffle(order)
    return {pk: order[place % stage.pool] for place, pk in enumerate(ids)}


def hand_in(ids: list[int], stage: Stage, *, at: datetime) -> dict[int, int]:
    """These participations hand in: rows, draft, claimed layer, ledger."""
    numbers = _numbers(ids, stage)
    open_item_scores(ids)
    deal("draft", numbers)
    ItemScore.objects.filter(participation__year=stage.year, participation__in=ids, draft_points__isnull=False).update(
        claimed_facts=F("facts"), claimed_points=F("draft_points"), claimed_max=F("draft_max"), updated_at=at
    )
    enter("claimed", ids, stage.people["head"].pk, at)
    Participation.objects.filter(pk__in=ids).update(state=State.SUBMITTED, submitted_at=at)
    return numbers


def review(numbers: dict[int, int], stage: Stage, *, at: datetime) -> None:
    """The districts judge these."""
    deal("reviewed", numbers)
    enter("reviewed", list(numbers), stage.people["reviewer"].pk, at)
    Participation.objects.filter(pk__in=list(numbers)).update(state=State.REVIEWED, reviewed_at=at)


def verify(numbers: dict[int, int], stage: Stage, *, at: datetime) -> None:
    """Joint teams check these on the spot: the key items get a verified layer."""
    keys = ItemScore.objects.filter(participation__in=list(numbers), item__is_key=False)
    deal("verified", numbers)
    keys.update(verified_facts=None, verified_points=None, verified_max=None)
    enter("verified", list(numbers), stage.people["inspector"].pk, at)


def recommend(stage: Stage, districts: list[District], *, at: datetime) -> None:
    """Submitted lists of these districts: the best within the ceiling by their band, the others with a reason."""
    lead, limits = stage.people["district"], ceilings(stage.year)
    for district in districts:
        sheet = RecommendationList.objects.create(
            year=stage.year,
            district=district,
            state=RecommendationList.State.SUBMITTED,
            submitted_at=at,
            submitted_by=lead,
        )
        rated = Rating.objects.filter(participation__year=stage.year, participation__district=district)
        reviewed = rated.filter(participation__state=State.REVIEWED).order_by("-score", "participation__school__code")
        rows = list(reviewed.values_list("participation_id", "band"))
        limit = limits[district.pk].limit if district.pk in limits else None
        Recommendation.objects.bulk_create(
            (
                Recommendation(
                    list=sheet,
                    participation_id=pk,
                    recommended=band > 0 and (limit is None or place < limit),
                    star=band if limit is None or place < limit else 0,
                    reason=_refusal(band, place, limit),
                )
                for place, (pk, band) in enumerate(rows)
            ),
            batch_size=2000,
        )
    done = Participation.objects.filter(year=stage.year, state=State.REVIEWED, district__in=districts)
    done.filter(recommendation__recommended=True).update(state=State.RECOMMENDED)
    done.filter(recommendation__recommended=False).update(state=State.NOT_RECOMMENDED)


def _refusal(band: int, place: int, limit: int | None) -> str:
    """Why a district leaves a school out; empty where it recommends it."""
    if not band:
        return "审核得分未达一星标准线，不予推荐。"
    return "" if limit is None or place < limit else "本区推荐名额已满，按审核得分从高到低推荐。"


def first_year(stage: Stage, settle: Callable[[int], None]) -> None:
    """A finished year up to the recommendation; almost every school took part."""
    ids = members(stage.year)
    draw = random.Random(stage.seed + 1)
    taking_part = [pk for pk in ids if draw.random() > 0.02]
    Participation.objects.filter(year=stage.year).exclude(pk__in=taking_part).update(state=State.WITHDRAWN)
    numbers = hand_in(taking_part, stage, at=days_ago(stage.now, 420))
    review(numbers, stage, at=days_ago(stage.now, 390))
    verify({pk: number for pk, number in numbers.items() if draw.random() < 0.1}, stage, at=days_ago(stage.now, 370))
    touch(stage.year.pk)
    settle(stage.year.pk)
    recommend(stage, list(District.objects.all()), at=days_ago(stage.now, 380))
    touch(stage.year.pk)


def second_year(stage: Stage, settle: Callable[[int], None], showcase: tuple[int, int]) -> dict[int, int]:
    """The running year: two districts have sent their lists, the others review, one may still hand in.

    `showcase` are the schools of the printed accounts: one filling in, one with a return.
    """
    draw = random.Random(stage.seed + 2)
    rows = Participation.objects.filter(year=stage.year).exclude(school__in=showcase).order_by("school__code")
    fates: dict[str, list[int]] = {name: [] for name in ("invited", "filling", "submitted", "returned", "reviewed")}
    for pk, code in rows.values_list("pk", "district__code"):
        fates[_fate(code, draw)].append(pk)
    mine = dict(Participation.objects.filter(year=stage.year, school__in=showcase).values_list("school_id", "pk"))
    fates["filling"].append(mine[showcase[0]])
    fates["returned"].append(mine[showcase[1]])
    numbers = hand_in(
        sorted(fates["submitted"] + fates["returned"] + fates["reviewed"]), stage, at=days_ago(stage.now, 24)
    )
    review({pk: numbers[pk] for pk in fates["reviewed"]}, stage, at=days_ago(stage.now, 6))
    _fill(fates["filling"], stage)
    _return(fates["returned"], stage)
    touch(stage.year.pk)
    settle(stage.year.pk)
    ready = District.objects.filter(code__in=("990102", "990123"))
    recommend(stage, list(ready), at=days_ago(stage.now, 2))
    _extend(stage)
    touch(stage.year.pk)
    return numbers


def _fate(district: str, draw: random.Random) -> str:
    """How far a school of this district is."""
    if district in ("990102", "990123"):
        return "reviewed"
    shares = (0.03, 0.08, 0.42, 0.46) if district == SHOWCASE else (0.0, 0.0, 0.35, 0.37)
    place = draw.random()
    names = ("invited", "filling", "submitted", "returned")
    return next((name for name, share in zip(names, shares, strict=True) if place < share), "reviewed")


def _fill(ids: list[int], stage: Stage) -> None:
    """Assessments under way: every fifth item still open."""
    open_item_scores(ids)
    deal("draft", _numbers(ids, stage), partly=True)
    answered = ItemScore.objects.filter(participation__in=ids, draft_points__isnull=False)
    answered.update(updated_at=days_ago(stage.now, 1))
    Participation.objects.filter(pk__in=ids).update(state=State.SELF_ASSESSING)


def _return(ids: list[int], stage: Stage) -> None:
    """Sent back with two reasons each."""
    reviewer, at = stage.people["reviewer"], days_ago(stage.now, 3)
    scores = ItemScore.objects.filter(
        Q(item__code="D5-03") | Q(item__code="D2-05"), participation__in=ids, applicable=True
    )
    words = {
        "D5-03": "巡查记录缺两周，请补说明或按标准扣分。",
        "D2-05": "照片中东侧出口前仍有杂物，请整改后更新。",
    }
    ReturnNote.objects.bulk_create(
        ReturnNote(
            participation_id=score.participation_id,
            item_score=score,
            submission_number=1,
            text=words[score.item.code],
            author=reviewer,
            at=at,
            sent=True,
        )
        for score in scores.select_related("item")
    )
    Participation.objects.filter(pk__in=ids).update(state=State.RETURNED)


def _extend(stage: Stage) -> None:
    """The showcase district got more time, with a reason."""
    phase = Phase.objects.get(year=stage.year, kind=Phase.Kind.SELF_ASSESSMENT)
    district = District.objects.filter(code=SHOWCASE).first()
    if district:
        Extension.objects.create(
            phase=phase,
            district=district,
            ends_at=end_of((stage.now + timedelta(days=8)).date()),
            reason="汛期停课两周，经领导小组办公室同意延期。",
            granted_by=stage.people["officer"],
            granted_at=days_ago(stage.now, 22),
        )
