"""Reading a self-assessment: its lines, its cards, its notes, its receipts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.db.models import BooleanField, Count, Exists, F, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from campaigns.models import Participation
from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.directory.models import School
from safeschools.lib.prepared import Prepared
from scoring.domain.draft import Line, draft, parts
from scoring.domain.explain import OPEN_BY_KEYS
from scoring.domain.keys import open_star
from scoring.domain.lift import Mark, lift, next_star
from scoring.models import EvidenceLink, ItemScore, ReturnNote, Submission
from scoring.queries.cases import bands_of
from scoring.queries.sentences import say

SAVED = ("assessment.save", "assessment.set_aside")

#: what judging an answer reads of its row and item; the rest of them would be most of the work of reading it
TO_JUDGE = (
    *("participation_id", "item_id", "max_points", "applicable", "facts", "note", "draft_points", "draft_max"),
    *(f"item__{name}" for name in ("code", "name", "name_en", "method", "max_points", "params", "dimension_id")),
)
TO_FREEZE = (*TO_JUDGE, "claimed_facts", "claimed_points", "claimed_max", "reviewed_points")
TO_SAVE = (
    *TO_JUDGE,
    *("version", "updated_at", "updated_by_id"),
    *(f"participation__{name}" for name in ("state", "school_id", "district_id", "year_id")),
    *(
        f"participation__year__{name}"
        for name in ("calendar_year", "floor", "band_one", "band_two", "band_three", "decisions")
    ),
)


def _participation(school_id: int, calendar_year: int) -> QuerySet[Participation]:
    rows = Participation.objects.filter(school=school_id, year__calendar_year=calendar_year).order_by()
    rows = rows.select_related("school", "district", "year__campaign", "year__sheet__standard")
    return rows.defer("year__sheet__report")


_participations = Prepared(_participation, 101, 102)


def own_participation(user: User, calendar_year: int) -> Participation | None:
    """The participation of the person's own school in a year, if there is one."""
    return next(iter(_participations(user.school_id or 0, calendar_year)), None)


def _item_score(school_id: int, calendar_year: int, code: str) -> QuerySet[ItemScore]:
    rows = ItemScore.objects.filter(
        participation__school=school_id, participation__year__calendar_year=calendar_year, item__code=code
    )
    return rows.select_related("item", "participation__year").only(*TO_SAVE).order_by()


_item_scores = Prepared(_item_score, 101, 102, "code")


def own_item_score(user: User, calendar_year: int, code: str) -> ItemScore | None:
    """One item of the person's own school in a year, with what saving it needs and no more; None without one."""
    for found in _item_scores(user.school_id or 0, calendar_year, code):
        found.participation.school = cast(School, user.school)
        return found
    return None


def last_notes(participation_id: int) -> QuerySet[ReturnNote]:
    """What the district sent back with the latest return."""
    last = Submission.objects.filter(participation=participation_id).order_by("-number").values("number")[:1]
    return ReturnNote.objects.filter(participation=participation_id, sent=True, submission_number=last)


def item_lines(participation: Participation) -> list[Line]:
    """All items of the participation in the order of the standard, in one statement."""
    name = "name_en" if (get_language() or "").startswith("en") else "name"
    rows = _lines(name, participation.state == Participation.State.RETURNED)
    return [Line(*row) for row in rows(participation.pk)]


@cache
def _lines(name: str, returned: bool) -> Prepared[tuple[Any, ...]]:
    """The fields of `Line` with the names of one language; what came back is looked up only where something did."""

    def query(participation_id: int) -> QuerySet[ItemScore, tuple[Any, ...]]:
        rows = ItemScore.objects.filter(participation=participation_id).order_by("item__order")
        came_back: Any = Value(False, BooleanField())
        unhandled: Any = came_back
        if returned:
            notes = last_notes(participation_id).filter(item_score=OuterRef("pk"))
            came_back, unhandled = Exists(notes), Exists(notes.filter(reply="", at__gt=OuterRef("updated_at")))
        return rows.values_list(
            "item__code",
            f"item__{name}",
            "item__dimension__code",
            f"item__dimension__{name}",
            "item__method",
            "item__is_key",
            "max_points",
            "applicable",
            "draft_points",
            "draft_max",
            "facts__occurred",
            came_back,
            unhandled,
            "updated_at",
        )

    return Prepared(query, 101)


def draft_figures(participation: Participation) -> dict[str, Any]:
    """The whole draft, its dimensions and the star it stands for, from one statement over the items.

    Keys: `draft`, `parts`, `band` (the star in reach), `on_keys` (what key items leave open, where they close a star),
    `next_star` and `to_next` (None when there is no higher one, the year does not advise, or points do not lead to it),
    `lift`, `saved_at` (when anything was last saved).
    """
    lines = item_lines(participation)
    year = participation.year
    whole = draft(lines, year.scale, warns_of_keys=year.warns_of_key_items)
    bands, advised, capped = bands_of(year), year.advises_without_star, year.caps_by_key_items
    score = whole.score or 0
    open_to = open_star(len(whole.low_keys) if capped else 0)
    above = next_star(score, bands, advised=advised, open_to=open_to)
    return {
        "draft": whole,
        "parts": parts(whole),
        "band": min(bands.band(score), open_to),
        "next_star": above,
        "to_next": bands.line(above) - score if above and above <= open_to else None,
        "on_keys": say(OPEN_BY_KEYS[open_to]) if open_to in OPEN_BY_KEYS else "",
        "lift": lift(map(_mark, whole.applicable), bands, year.scale, advised=advised, capped=capped),
        "saved_at": max((line.saved_at for line in lines if line.saved_at), default=None),
    }


def _mark(line: Line) -> Mark:
    """What is open counts as zero points."""
    return Mark(line.code, line.title, line.dimension, line.points or 0, line.counted, line.is_key)


def cards(participation: Participation, dimension: str, *, handed_in: bool) -> QuerySet[ItemScore, Any]:
    """The items of one dimension with evidence, return notes, and how many `versions` of each were saved.

    Before an assessment was `handed_in` once there are no notes to ask for.
    """
    notes = ReturnNote.objects.filter(sent=True).select_related("author").order_by("-id")
    links = EvidenceLink.objects.select_related("evidence")
    return (
        ItemScore.objects.filter(participation=participation, item__dimension__code=dimension)
        .annotate(versions=Coalesce(Subquery(_version_count()), 0))
        .select_related("item", "updated_by")
        .prefetch_related(
            Prefetch("return_notes", notes if handed_in else notes.none()), Prefetch("evidence_links", links)
        )
        .order_by("item__order")
    )


def general_notes(participation: Participation) -> QuerySet[ReturnNote]:
    """What the latest return says of the assessment as a whole, while the school has it."""
    if participation.state != Participation.State.RETURNED:
        return ReturnNote.objects.none()
    return last_notes(participation.pk).filter(item_score=None).select_related("author")


def own_notes(user: User, calendar_year: int) -> QuerySet[ReturnNote]:
    """Notes sent to the person's own school."""
    rows = ReturnNote.objects.filter(
        sent=True, participation__school_id=user.school_id or 0, participation__year__calendar_year=calendar_year
    )
    return rows.select_related("participation__year", "participation__school", "item_score__item__dimension")


def saved_versions(score: ItemScore) -> QuerySet[Event]:
    """Every version of an item that was saved or set aside, newest first."""
    return Event.objects.filter(object_type=score._meta.label_lower, object_id=score.pk, verb__in=SAVED)


def _version_count() -> QuerySet[Event, Any]:
    events = Event.objects.filter(object_type=ItemScore._meta.label_lower, object_id=OuterRef("pk"), verb__in=SAVED)
    return events.order_by().values("object_id").annotate(n=Count("pk")).values("n")


def last_year_points(participation: Participation) -> dict[str, int]:
    """Effective points of the school in the previous year, by item code; empty where there was none."""
    if participation.year.index == 1:
        return {}
    before = ItemScore.objects.filter(
        participation__school_id=participation.school_id,
        participation__year__campaign_id=participation.year.campaign_id,
        participation__year__index=participation.year.index - 1,
        applicable=True,
    )
    layers = [f"{layer}_points" for layer in ("claimed", "reviewed", "verified", "ruled")]
    scores = before.select_related("item").only("item__code", *layers)
    return {score.item.code: score.effective_points for score in scores if score.effective_points is not None}


def evidence_count(participation: Participation) -> int:
    """How many files are attached to the items of an assessment, each counted once."""
    links = EvidenceLink.objects.filter(item_score__participation=participation)
    return links.values("evidence").distinct().count()


@dataclass(frozen=True)
class Answers:
    """An assessment about to be handed in: all items in the order of the standard, hashes of the evidence by item."""

    scores: Sequence[ItemScore]
    files: Mapping[int, Sequence[str]]
    papers: int

    @property
    def content(self) -> dict[str, Any]:
        """What a submission freezes, by item code: facts, points, maximum, explanation, hashes of the evidence."""
        return {
            score.item.code: {
                "facts": score.facts,
                "points": score.draft_points,
                "max": score.draft_max,
                "note": score.note,
                "evidence": list(self.files.get(score.pk, ())),
            }
            for score in self.scores
            if score.applicable
        }


def _rows_to_freeze(participation_id: int) -> QuerySet[ItemScore, Any]:
    last = Submission.objects.filter(participation=participation_id).order_by("-number").values("number")[:1]
    rows = ItemScore.objects.filter(participation=participation_id).select_related("item").only(*TO_FREEZE)
    rows = rows.annotate(papers=Coalesce(Subquery(last), 0), sha256=F("evidence_links__evidence__sha256"))
    return rows.order_by("item__order", "sha256")


_to_freeze = Prepared(_rows_to_freeze, 101)


def answers_to_freeze(participation: Participation) -> Answers:
    """What handing in reads, in one statement: items, evidence, and how many papers there are."""
    scores: dict[int, Any] = {}
    files: dict[int, list[str]] = defaultdict(list)
    for row in _to_freeze(participation.pk):
        scores.setdefault(row.pk, row)
        if row.sha256:
            files[row.pk].append(row.sha256)
    return Answers(list(scores.values()), files, next(iter(scores.values())).papers if scores else 0)


def frozen_contents(participation_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What papers of several assessments without evidence freeze, as `Answers.content`, in one statement."""
    rows = ItemScore.objects.filter(participation__in=participation_ids, applicable=True).order_by("item__order")
    contents: dict[int, dict[str, Any]] = {pk: {} for pk in participation_ids}
    for pk, code, facts, points, most, note in rows.values_list(
        "participation_id", "item__code", "facts", "draft_points", "draft_max", "note"
    ):
        contents[pk][code] = {"facts": facts, "points": points, "max": most, "note": note, "evidence": []}
    return contents


def receipt_paper(submission: Submission) -> dict[str, Any]:
    """What the receipt stands for: whose, by which standard, when, and every answer. Its digest is the receipt."""
    participation = submission.participation
    return {
        "school": participation.school.code,
        "year": participation.year.calendar_year,
        "standard": participation.year.sheet.standard.content_hash,
        "number": submission.number,
        "submitted_at": submission.submitted_at.isoformat(),
        "items": submission.content,
    }
