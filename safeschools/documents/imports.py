"""A kind of import from file to difference: one plan, made the same way for the check and again before the writing."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_noop as _

from safeschools.documents.columns import Field, Layout, find_layout
from safeschools.documents.findings import WHOLE_ROW, Findings
from safeschools.documents.rows import Row, read_rows
from safeschools.documents.sheets import Upload
from safeschools.documents.tables import read_upload

Values = dict[str, Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Change:
    """A row whose key exists already with other values: what stands in the database, and what would differ."""

    row: Row
    before: Values
    changes: dict[str, tuple[Any, Any]]


@dataclass
class Plan:
    """What an import would do. `absent` counts rows of the same scope that the file does not mention; they stay."""

    layout: Layout
    fields: Sequence[Field]
    findings: Findings
    upload: Upload
    rows: list[Row]
    new: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    absent: int = 0
    prepared: dict[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Names the difference: equal digests mean that writing does what the check has shown."""
        content = hashlib.sha256()
        for row in self.new:
            content.update(repr(row.values).encode())
        for change in self.changed:
            content.update(repr((change.row.number, change.changes)).encode())
        return content.hexdigest()


@dataclass(frozen=True)
class Kind:
    """One kind of table that can be imported.

    `fields(by)`: the columns. `current(by, lock)`: what is there, by key. `examine(plan, by, there)`: rules across
    cells and rows. `write(plan, by)`: everything in a constant number of statements, inside a transaction; it may
    hand back a file (name, content) to be given out once. `prepare(plan, by, progress)`: slow work before the
    transaction. `bands` group the columns of the form. `upload_page`: URL name.
    """

    slug: str
    title: str | Promise
    permission: str
    key: str
    label: str
    fields: Callable[[Any], Sequence[Field]]
    current: Callable[[Any, bool], Mapping[str, Values]]
    examine: Callable[[Plan, Any, Mapping[str, Values]], None]
    write: Callable[[Plan, Any], tuple[str, bytes] | None]
    prepare: Callable[[Plan, Any, Progress], None] = lambda plan, by, progress: None
    upload_page: str = "school_import"
    heading: str = ""
    note: str = ""
    bands: Sequence[tuple[str, int]] = ()
    example: Mapping[str, Any] = field(default_factory=dict)


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; called where it is declared."""
    KINDS[kind.slug] = kind
    return kind


def read_plan(
    kind: Kind, data: bytes, by: Any, progress: Progress = lambda done, total: None, *, inspected: bool = False
) -> Plan:
    """Read the file, cell by cell. Raises Unreadable where it is no such table at all."""
    findings, fields, upload = Findings(), kind.fields(by), read_upload(data, inspected=inspected)
    layout = find_layout(upload, fields, findings)
    rows = read_rows(layout, findings, key=kind.key, progress=progress)
    if not rows:
        findings.add(0, WHOLE_ROW, "", _("There are no rows below the headings."), is_error=True)
    return Plan(layout, fields, findings, upload, rows)


def settle_plan(kind: Kind, plan: Plan, by: Any, *, lock: bool = False) -> None:
    """Check across rows and compare with what is there; `lock` keeps that until the transaction ends."""
    there = kind.current(by, lock)
    _refuse_double_keys(plan, kind.key)
    kind.examine(plan, by, there)
    _compare(plan, kind.key, there)
    plan.findings.problems.sort(key=lambda problem: problem.row)


def _refuse_double_keys(plan: Plan, key: str) -> None:
    seen: dict[str, list[Row]] = defaultdict(list)
    for row in plan.rows:
        if (value := row.values.get(key)) is not None:
            seen[value].append(row)
    for same in seen.values():
        if len(same) == 1:
            continue
        for row in same:
            others = "、".join(str(other.number) for other in same if other is not row)
            plan.layout.point(plan.findings, row.number, key)
            plan.findings.fail(_("The same code stands in row %(rows)s; keep one of them."), rows=others)
            row.sound = False


def _compare(plan: Plan, key: str, there: Mapping[str, Values]) -> None:
    mentioned = set()
    for row in plan.rows:
        before = there.get(row.values.get(key, ""))
        mentioned.add(row.values.get(key))
        if not row.sound:
            continue
        if before is None:
            plan.new.append(row)
            continue
        changes = {
            name: (before[name], value)
            for name, value in row.values.items()
            if name in before and before[name] != value
        }
        if changes:
            plan.changed.append(Change(row, before, changes))
        else:
            plan.unchanged += 1
    plan.absent = sum(key not in mentioned for key in there)
