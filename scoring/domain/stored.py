"""Results read back from where they were stored, so that a page can explain them without running anything again."""

from collections.abc import Mapping
from typing import Any

from campaigns.domain.seats import STARS
from scoring.domain.numbers import hundredths
from scoring.domain.tiers import Closed, Tie, Tier
from scoring.domain.trail import Code, Outcome, Reason, Step


def read_reason(star: int, document: Mapping[str, Any]) -> Reason:
    """The inverse of `documents.reason_document`."""
    trail = tuple(Step(step["tier"], Outcome(step["outcome"])) for step in document["trail"])
    return Reason(star, Code(document["code"]), document["band"], trail)


def read_tiers(document: Mapping[str, Any]) -> dict[int, Tier]:
    """The tiers of a stored result (`documents.result_document`)."""
    return {star: _tier(star, document["tiers"][str(star)]) for star in STARS}


def _tier(star: int, row: Mapping[str, Any]) -> Tier:
    tie = row["tie"]
    return Tier(
        star=star,
        quota=row["quota"],
        pinned=row["pinned"],
        awarded=row["awarded"],
        candidates=row["candidates"],
        closed_by=Closed(row["closed_by"]),
        cutoff=_score(row["cutoff"]),
        first_out=_score(row["first_out"]),
        tie=None if tie is None else Tie(hundredths(tie["score"]), tie["size"], tie["slots_left"]),
        reserved_used=row.get("reserved_used"),
    )


def _score(text: str | None) -> int | None:
    return None if text is None else hundredths(text)
