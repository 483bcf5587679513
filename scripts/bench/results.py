"""One line per measurement, printed by the process that measured and collected by the one that started it."""

import json
import sys
from dataclasses import asdict, dataclass

MARK = "bench: "


@dataclass(frozen=True)
class Line:
    """What was measured, at which size, its figure, the target it is held against (`≤` unless said), and a remark."""

    section: str
    what: str
    size: int
    figure: float
    target: float | None
    unit: str = "×"
    remark: str = ""
    at_least: bool = False

    @property
    def holds(self) -> bool | None:
        if self.target is None:
            return None
        return self.figure >= self.target if self.at_least else self.figure <= self.target


def say(line: Line) -> None:
    """Hand a line to whoever listens."""
    print(MARK + json.dumps(asdict(line), ensure_ascii=False), flush=True)


def heard(text: str) -> Line | None:
    """The line in a row of output, if it is one."""
    return Line(**json.loads(text.removeprefix(MARK))) if text.startswith(MARK) else None


def table(lines: list[Line]) -> str:
    """All lines for a person; a missed target is marked."""
    rows = [("section", "what", "schools or rows", "figure", "target", "", "remark")]
    for line in lines:
        sign = "≥" if line.at_least else "≤"
        target = "" if line.target is None else f"{sign} {line.target:g}{line.unit}"
        verdict = {None: "", True: "holds", False: "MISSED"}[line.holds]
        size = f"{line.size:,}" if line.size else ""
        rows.append((line.section, line.what, size, f"{line.figure:.3g}{line.unit}", target, verdict, line.remark))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def missed(lines: list[Line]) -> int:
    """How many targets were missed."""
    count = sum(line.holds is False for line in lines)
    print(f"{sum(line.holds is True for line in lines)} targets hold, {count} missed", file=sys.stderr)
    return count
