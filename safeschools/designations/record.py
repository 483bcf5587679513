"""From facts to a run's stored documents and lines: the one place that calls the engine for honours."""

from collections.abc import Iterator, Sequence
from typing import Any

from campaigns.models import CampaignYear
from safeschools.designations.models import AllocationLine, AllocationRun
from scoring.domain.allocation import allocate
from scoring.domain.case import read_case
from scoring.domain.documents import case_document, result_document
from scoring.domain.schools import SchoolFacts
from scoring.queries.cases import run_case
from scoring.queries.sheet import school_rows

Document = dict[str, Any]


def compute(year: CampaignYear) -> tuple[Document, Document, Sequence[SchoolFacts]]:
    """The case and the outcome as JSON documents, and the schools behind them."""
    schools, _stored = school_rows(year.pk)
    case = run_case(year, schools)
    document = case_document(f"{year.calendar_year}", case.entrants, case.policy, case.rule, case.adjustments)
    return document, replayed(document), schools


def replayed(document: Document) -> Document:
    """The outcome of a stored case: what `replay` compares byte for byte."""
    case = read_case(document)
    return result_document(allocate(case.entrants, case.policy, case.rule, case.adjustments))


def lines_of(
    run: AllocationRun, case: Document, outcome: Document, schools: Sequence[SchoolFacts]
) -> Iterator[AllocationLine]:
    """A line per school of the case, ranked by score; schools out of the ranking have no rank."""
    ids = {facts.code: facts.id for facts in schools}
    scores = {row["id"]: _hundredths(row["score"]) for row in case["schools"]}
    excluded = {row["school"]: row["reason"] for row in case["adjustments"] if row["kind"] == "exclude"}
    ranks = _ranks({code: score for code, score in scores.items() if score is not None and code not in excluded})
    for code, reason in outcome["reasons"].items():
        yield AllocationLine(
            run=run,
            participation_id=ids[code],
            rank=ranks.get(code),
            score=scores[code],
            band=max(reason["band"], outcome["stars"][code]),
            star=outcome["stars"][code],
            code=reason["code"],
            trail=reason["trail"],
            excluded=excluded.get(code, "")[:40],
        )


def _hundredths(text: str | None) -> int | None:
    if text is None:
        return None
    whole, _dot, cents = str(text).partition(".")
    return int(whole) * 100 + int((cents + "00")[:2])


def _ranks(scores: dict[str, int]) -> dict[str, int]:
    """Places by score, equal scores sharing one (1, 2, 2, 4)."""
    ranks: dict[str, int] = {}
    last, place = -1, 0
    for position, (code, score) in enumerate(sorted(scores.items(), key=lambda row: -row[1]), 1):
        if score != last:
            last, place = score, position
        ranks[code] = place
    return ranks
