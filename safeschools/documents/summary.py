"""What a check found, as JSON for the job and back as objects for the page."""

from dataclasses import dataclass
from typing import Any

from safeschools.documents.columns import Field
from safeschools.documents.findings import Problem, shown
from safeschools.documents.imports import Kind, Plan

MOST_PROBLEMS = 50_000
MOST_ROWS = 20_000
SAMPLE_ROWS = 5


@dataclass(frozen=True)
class ChangedRow:
    """A row that exists with other values: [(heading, old, new)]."""

    row: int
    key: str
    label: str
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True)
class NewRow:
    """A row that would be added."""

    row: int
    key: str
    label: str


class Report:
    """The stored result of a check, read back."""

    def __init__(self, result: dict[str, Any]) -> None:
        self.counts: dict[str, int] = result["counts"]
        self.sheet: str = result["sheet"]
        self.encoding: str = result["encoding"]
        self.sample: list[list[str]] = result["sample"]
        self.digest: str = result["digest"]
        self.problems = [Problem(*item) for item in result["problems"]]
        self.new = [NewRow(*item) for item in result["new"]]
        self.changed = [ChangedRow(*item) for item in result["changed"]]

    @property
    def is_clean(self) -> bool:
        """No errors; warnings may be there."""
        return not self.counts["errors"]

    @property
    def has_work(self) -> bool:
        """Whether confirming would change anything."""
        return bool(self.counts["new"] or self.counts["changed"])


def summarise(kind: Kind, plan: Plan) -> dict[str, Any]:
    """The plan as JSON. Beyond the limits rows are only counted; the marked file has them all."""
    fields = {field.key: field for field in plan.fields}
    errors = plan.findings.errors
    table, heading = plan.layout.table, plan.layout.heading_row
    return {
        "counts": {
            "rows": len(plan.rows),
            "new": len(plan.new),
            "changed": len(plan.changed),
            "unchanged": plan.unchanged,
            "absent": plan.absent,
            "errors": errors,
            "warnings": len(plan.findings.problems) - errors,
        },
        "sheet": table.sheet,
        "encoding": table.encoding,
        "sample": [[shown(cell) for cell in row] for row in table.rows[heading - 1 : heading + SAMPLE_ROWS]],
        "digest": plan.digest,
        "problems": [problem.as_list() for problem in plan.findings.problems[:MOST_PROBLEMS]],
        "new": [_named(kind, row.number, row.values) for row in plan.new[:MOST_ROWS]],
        "changed": [
            [
                *_named(kind, change.row.number, change.row.values),
                [[_title(fields, key), *_words(fields, key, pair)] for key, pair in change.changes.items()],
            ]
            for change in plan.changed[:MOST_ROWS]
        ],
    }


def _named(kind: Kind, number: int, values: dict[str, Any]) -> list[Any]:
    return [number, str(values[kind.key]), str(values.get(kind.label, ""))]


def _title(fields: dict[str, Field], key: str) -> str:
    return fields[key].title if key in fields else key


def _words(fields: dict[str, Field], key: str, pair: tuple[Any, Any]) -> list[str]:
    return [str(fields[key].show(value)) if key in fields else str(value) for value in pair]
