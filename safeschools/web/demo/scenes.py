"""What happened in each year: who is how far, what was claimed, reviewed, verified, returned, recommended, named."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.models import CampaignYear, Extension, Participation, Phase
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.directory.models import District
from safeschools.web.demo.batches import create, in_batches
from safeschools.web.demo.ledger import Dealt, Depth, Signed, deal
from safeschools.web.demo.people import SHOWCASE
from safeschools.web.demo.years import days_ago, end_of, members
from scoring.models import ItemScore, Rating, Recommendation, RecommendationList, ReturnNote
from scoring.queries.recommendations import ceilings

State = Participation.State
Show = Callable[[int], None]
DEPTHS = {
    "filling": Depth.DRAFT,
    "submitted": Depth.CLAIMED,
    "returned": Depth.CLAIMED,
    "reviewed": Depth.REVIEWED,
}
REACHED = {
    Depth.DRAFT: State.SELF_ASSESSING,
    Depth.CLAIMED: State.SUBMITTED,
    Depth.REVIEWED: State.REVIEWED,
    Depth.VERIFIED: State.REVIEWED,
}


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


def play(depths: Mapping[int, Depth], stage: Stage, signed: Mapping[Depth, Signed], show: Show) -> dict[int, int]:
    """These participations fill in, hand in, are reviewed and checked, each as far as `depths` says.

    Returns the number of the answered standard of each.
    """
    numbers = _numbers(sorted(depths), stage)
    deal({pk: Dealt(numbers[pk], depth) for pk, depth in depths.items()}, signed, show)
    for depth in Depth:
        for ids in in_batches([pk for pk, reached in depths.items() if reached == depth]):
            stamps = {"submitted_at": signed[Depth.CLAIMED].at} if depth >= Depth.CLAIMED else {}
            if depth >= Depth.REVIEWED:
                stamps["reviewed_at"] = signed[Depth.REVIEWED].at
            Participation.objects.filter(pk__in=ids).update(state=REACHED[depth], **stamps)
    return numbers


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
        create(
            Recommendation(
                list=sheet,
                participation_id=pk,
                recommended=band > 0 and (limit is None or place < limit),
                star=band if limit is None or place < limit else 0,
                reason=_refusal(band, place, limit),
            )
            for place, (pk, band) in enumerate(rows)
        )
    done = Participation.objects.filter(year=stage.year, state=State.REVIEWED, district__in=districts)
    done.filter(recommendation__recommended=True).update(state=State.RECOMMENDED)
    done.filter(recommendation__recommended=False).update(state=State.NOT_RECOMMENDED)


def _refusal(band: int, place: int, limit: int | None) -> str:
    """Why a district leaves a school out; empty where it recommends it."""
    if not band:
        return "审核得分未达一星标准线，不予推荐。"
    return "" if limit is None or place < limit else "本区推荐名额已满，按审核得分从高到低推荐。"


def first_year(stage: Stage, settle: Callable[[int], None], show: Show) -> None:
    """A finished year up to the recommendation; almost every school took part."""
    ids, draw = members(stage.year), random.Random(stage.seed + 1)
    taking_part = {pk for pk in ids if draw.random() > 0.02}
    for staying_away in in_batches([pk for pk in ids if pk not in taking_part]):
        Participation.objects.filter(pk__in=staying_away).update(state=State.WITHDRAWN)
    depths = {pk: Depth.VERIFIED if draw.random() < 0.1 else Depth.REVIEWED for pk in ids if pk in taking_part}
    play(depths, stage, _signed(stage, claimed=420, reviewed=390, verified=370), show)
    touch(stage.year.pk)
    settle(stage.year.pk)
    recommend(stage, list(District.objects.all()), at=days_ago(stage.now, 380))
    touch(stage.year.pk)


def second_year(stage: Stage, settle: Callable[[int], None], showcase: tuple[int, int], show: Show) -> dict[int, int]:
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
    depths = {pk: depth for name, depth in DEPTHS.items() for pk in fates[name]}
    numbers = play(depths, stage, _signed(stage, draft=1, claimed=24, reviewed=6), show)
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


def _signed(stage: Stage, **days: int) -> dict[Depth, Signed]:
    """Who set the layers of a year, this many days ago."""
    people = {"claimed": "head", "reviewed": "reviewer", "verified": "inspector"}
    return {
        Depth[layer.upper()]: Signed(
            days_ago(stage.now, ago), stage.people[people[layer]].pk if layer in people else None
        )
        for layer, ago in days.items()
    }


def _return(ids: list[int], stage: Stage) -> None:
    """Sent back with two reasons each."""
    reviewer, at = stage.people["reviewer"], days_ago(stage.now, 3)
    words = {
        "D5-03": "巡查记录缺两周，请补说明或按标准扣分。",
        "D2-05": "照片中东侧出口前仍有杂物，请整改后更新。",
    }
    for chunk in in_batches(ids):
        scores = ItemScore.objects.filter(item__code__in=words, participation__in=chunk, applicable=True)
        create(
            ReturnNote(
                participation_id=participation_id,
                item_score_id=pk,
                submission_number=1,
                text=words[code],
                author=reviewer,
                at=at,
                sent=True,
            )
            for pk, participation_id, code in scores.order_by("pk").values_list("pk", "participation_id", "item__code")
        )
        Participation.objects.filter(pk__in=chunk).update(state=State.RETURNED)


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
