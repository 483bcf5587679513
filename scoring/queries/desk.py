"""What a reviewer sees of one school: its items beside last year's points, verdicts, notes, and what changed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from campaigns.models import Participation
from scoring.domain.keys import is_weak, open_star
from scoring.domain.score import final_score
from scoring.models import Dimension, EvidenceLink, ItemScore, ReturnNote, ScoreEntry, Submission
from scoring.queries.assessment import last_year_points
from scoring.queries.cases import bands_of
from scoring.queries.review import applicable_items, last_papers


@dataclass(frozen=True)
class Line:
    """One item of the review table. Points are hundredths."""

    score: ItemScore
    last_year: int | None
    evidence: int
    changed: bool
    returned: ReturnNote | None
    noted: ReturnNote | None

    @property
    def code(self) -> str:
        return self.score.item.code

    @property
    def verdict(self) -> str:
        """open, return (noted), accepted, reduced or raised."""
        if self.noted:
            return "return"
        if self.score.reviewed_points is None:
            return "open"
        difference = self.difference or 0
        return "reduced" if difference < 0 else "raised" if difference > 0 else "accepted"

    @property
    def difference(self) -> int | None:
        """Reviewed minus claimed points; None before the review."""
        if self.score.reviewed_points is None:
            return None
        return self.score.reviewed_points - (self.score.claimed_points or 0)

    @property
    def declared(self) -> bool:
        """A veto item the school says, or the district found, did occur."""
        facts = self.score.reviewed_facts or self.score.claimed_facts or {}
        return bool(facts.get("occurred"))


SHOWN: dict[str, Callable[[Line], bool]] = {
    "open": lambda line: line.verdict in ("open", "return"),
    "differs": lambda line: line.verdict in ("reduced", "raised"),
    "returned": lambda line: line.returned is not None,
    "changed": lambda line: line.changed,
}


@dataclass(frozen=True)
class Desk:
    """One school on the reviewer's desk: all lines, the latest submission and the one before."""

    participation: Participation
    lines: list[Line]
    paper: Submission | None
    before: Submission | None
    general_note: ReturnNote | None

    @property
    def judged(self) -> int:
        return sum(line.score.reviewed_points is not None for line in self.lines)

    @property
    def open(self) -> int:
        return len(self.lines) - self.judged

    @property
    def noted(self) -> int:
        return sum(line.noted is not None for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        return {name: sum(map(keep, self.lines)) for name, keep in SHOWN.items()}

    @cached_property
    def claimed_score(self) -> int | None:
        """The score by the school's own points."""
        return self._score(lambda score: score.layer("claimed"))

    @cached_property
    def reviewed_score(self) -> int | None:
        """The score with the district's points where there are some, the school's elsewhere."""
        return self._score(self._counts)

    @staticmethod
    def _counts(score: ItemScore) -> tuple[int, int] | None:
        return score.layer("reviewed") or score.layer("claimed")

    @property
    def open_to(self) -> int:
        """The star these points leave open: that of the score, or less by key items where the year caps it by them."""
        year = self.participation.year
        counted = [(line.score, self._counts(line.score)) for line in self.lines]
        weak = sum(score.item.is_key and found is not None and is_weak(*found) for score, found in counted)
        return min(bands_of(year).band(self.reviewed_score or 0), open_star(weak if year.caps_by_key_items else 0))

    @property
    def difference(self) -> int | None:
        if self.claimed_score is None or self.reviewed_score is None:
            return None
        return self.reviewed_score - self.claimed_score

    def shown(self, name: str) -> list[Line]:
        """The lines of one filter; all for an unknown name."""
        return [line for line in self.lines if SHOWN[name](line)] if name in SHOWN else self.lines

    def groups(self, name: str) -> list[tuple[Dimension, list[Line]]]:
        """The shown lines by dimension."""
        found: list[tuple[Dimension, list[Line]]] = []
        for line in self.shown(name):
            if not found or found[-1][0] != line.score.item.dimension:
                found.append((line.score.item.dimension, []))
            found[-1][1].append(line)
        return found

    def line(self, code: str) -> Line | None:
        return next((line for line in self.lines if line.code == code), None)

    def next_open(self, code: str = "") -> Line | None:
        """The next line without a verdict after this one, from the top again after the last."""
        index = next((i for i, line in enumerate(self.lines) if line.code == code), -1)
        rest = self.lines[index + 1 :] + self.lines[: index + 1]
        return next((line for line in rest if line.verdict == "open"), None)

    def _score(self, layer: Callable[[ItemScore], tuple[int, int] | None]) -> int | None:
        points = [found for line in self.lines if (found := layer(line.score))]
        scale = self.participation.year.scale
        return final_score(sum(earned for earned, _ in points), sum(most for _, most in points), scale)


def desk(participation: Participation) -> Desk:
    """Everything of one school in a handful of statements, whatever the number of items."""
    paper, before = last_papers(participation)
    number = paper.number if paper else 0
    sent: dict[int | None, ReturnNote] = {}
    drafts: dict[int | None, ReturnNote] = {}
    for note in ReturnNote.objects.filter(participation=participation).select_related("author"):
        if not note.sent:
            drafts[note.item_score_id] = note
        elif note.submission_number == number - 1:
            sent[note.item_score_id] = note
    past = last_year_points(participation)
    changed = changed_codes(paper, before)
    lines = [
        Line(
            score,
            past.get(score.item.code),
            score.evidence_count,
            score.item.code in changed,
            sent.get(score.pk),
            drafts.get(score.pk),
        )
        for score in applicable_items(participation).annotate(evidence_count=Count("evidence_links"))
    ]
    return Desk(participation, lines, paper, before, sent.get(None))


def changed_codes(paper: Submission | None, before: Submission | None) -> frozenset[str]:
    """Items whose answer, points or explanation differ between two submissions; none without an earlier one."""
    if paper is None or before is None:
        return frozenset()
    codes = paper.content.keys() | before.content.keys()
    return frozenset(code for code in codes if paper.content.get(code) != before.content.get(code))


def evidence_of(line: Line) -> list[EvidenceLink]:
    """Files attached to an item, oldest first."""
    return list(EvidenceLink.objects.filter(item_score=line.score).select_related("evidence", "evidence__school"))


def judgements(line: Line) -> list[ScoreEntry]:
    """The district's ledger lines of an item, newest first."""
    return list(line.score.entries.filter(layer="reviewed").select_related("author").order_by("-id"))
