"""What the workspace shows: the items of a participation with their draft points, summed up."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import get_language

from campaigns.models import CampaignYear, Participation, Phase
from campaigns.queries import deadline
from scoring.domain.bands import Bands
from scoring.domain.score import final_score
from scoring.models import EvidenceLink, ItemScore, ReturnNote

NA_WARNING = 2000  # decision score.na_guard: warn when more than 20 points do not apply
KEY_FLOOR = 60  # decision score.key_items: below 60 % on a key item shows a warning


@dataclass(frozen=True)
class ItemLine:
    """One item of a participation, light enough to be read at every save. Points are hundredths, None = open."""

    code: str
    title: str
    dimension: str
    applicable: bool
    max_points: int
    points: int | None
    max: int | None
    is_key: bool
    method: str
    facts: dict[str, Any]
    note: str

    @property
    def is_low_key(self) -> bool:
        """A key item below 60 % of its maximum."""
        return (
            self.is_key
            and self.points is not None
            and bool(self.max)
            and self.points * 100 < KEY_FLOOR * (self.max or 0)
        )


@dataclass(frozen=True)
class DimensionSum:
    """Progress and points of one dimension."""

    code: str
    title: str
    number: int
    earned: int
    most: int
    done: int
    total: int
    returned: int = 0

    @property
    def is_done(self) -> bool:
        return self.done == self.total


@dataclass(frozen=True)
class Summary:
    """The whole draft: score in hundredths over everything that applies, open items as zero."""

    earned: int
    most: int
    done: int
    total: int
    missing: tuple[ItemLine, ...]
    low_keys: tuple[ItemLine, ...]
    not_applicable: int
    declared_vetoes: tuple[ItemLine, ...]

    @property
    def score(self) -> int | None:
        return final_score(self.earned, self.most)

    @property
    def warns_not_applicable(self) -> bool:
        return self.not_applicable > NA_WARNING

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


def item_lines(participation: Participation) -> list[ItemLine]:
    """All items of the participation in the order of the standard, in one statement."""
    name = "item__name_en" if (get_language() or "").startswith("en") else "item__name"
    rows = ItemScore.objects.filter(participation=participation).order_by("item__order")
    return [
        ItemLine(*row)
        for row in rows.values_list(
            "item__code",
            name,
            "item__dimension__code",
            "applicable",
            "max_points",
            "draft_points",
            "draft_max",
            "item__is_key",
            "item__method",
            "facts",
            "note",
        )
    ]


def summarise(lines: Sequence[ItemLine]) -> Summary:
    """Sum the draft up."""
    ours = [line for line in lines if line.applicable]
    return Summary(
        earned=sum(line.points or 0 for line in ours),
        most=sum(line.max_points if line.max is None else line.max for line in ours),
        done=sum(line.points is not None for line in ours),
        total=len(ours),
        missing=tuple(line for line in ours if line.points is None),
        low_keys=tuple(line for line in ours if line.is_low_key),
        not_applicable=sum(line.max_points for line in lines if not line.applicable),
        declared_vetoes=tuple(line for line in ours if line.facts.get("occurred")),
    )


def dimension_sums(
    year: CampaignYear, lines: Sequence[ItemLine], returned: frozenset[str] = frozenset()
) -> list[DimensionSum]:
    """The six dimensions with progress, points, and how many of their items came back."""
    sums = []
    for number, dimension in enumerate(year.sheet.standard.dimensions.all(), 1):
        ours = [line for line in lines if line.dimension == dimension.code and line.applicable]
        part = summarise(ours)
        back = sum(line.code in returned for line in ours)
        sums.append(
            DimensionSum(dimension.code, dimension.title, number, part.earned, part.most, part.done, part.total, back)
        )
    return sums


def hand_in_limits(participation: Participation) -> tuple[datetime, datetime] | None:
    """(announced end, last moment accepted) for the school; what a district returned, until its review ends."""
    returned = participation.state == Participation.State.RETURNED
    kind = Phase.Kind.DISTRICT_REVIEW if returned else Phase.Kind.SELF_ASSESSMENT
    return deadline(participation.year, kind, participation.district_id)


def bands_of(year: CampaignYear) -> Bands:
    """The year's own frozen bands."""
    return Bands(year.band_three, year.band_two, year.band_one, year.floor)


def workspace_items(participation: Participation, dimension: str) -> QuerySet[ItemScore]:
    """The items of one dimension with evidence, return notes and how often each was changed."""
    notes = ReturnNote.objects.filter(sent=True).select_related("author").order_by("-id")
    links = EvidenceLink.objects.select_related("evidence")
    return (
        ItemScore.objects.filter(participation=participation, item__dimension__code=dimension)
        .select_related("item", "updated_by")
        .prefetch_related(Prefetch("return_notes", notes), Prefetch("evidence_links", links))
        .annotate(entry_count=Count("entries", distinct=True))
        .order_by("item__order")
    )


def returned_codes(participation: Participation) -> frozenset[str]:
    """Codes of the items sent back with the latest return, while the school has the assessment."""
    if participation.state != Participation.State.RETURNED:
        return frozenset()
    number = participation.submissions.count()
    notes = ReturnNote.objects.filter(
        Q(item_score__isnull=False), participation=participation, sent=True, submission_number=number
    )
    return frozenset(notes.values_list("item_score__item__code", flat=True))


def last_year_points(participation: Participation) -> dict[str, int]:
    """Effective points of the school in the previous year, by item code; empty where there was none."""
    before = ItemScore.objects.filter(
        participation__school_id=participation.school_id,
        participation__year__campaign_id=participation.year.campaign_id,
        participation__year__index=participation.year.index - 1,
    ).select_related("item")
    return {score.item.code: score.effective_points for score in before if score.effective_points is not None}


def receipt_hash(participation: Participation, number: int, content: dict[str, Any], moment: datetime) -> str:
    """SHA-256 over school, year, number, time and content in canonical JSON; anyone with the content can repeat it."""
    paper = {
        "school": participation.school.code,
        "year": participation.year.calendar_year,
        "number": number,
        "submitted_at": moment.isoformat(),
        "content": content,
    }
    text = json.dumps(paper, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
