"""What a check has to say about a file: every problem with its row, its column, its value and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

WHOLE_ROW = "*"
LONGEST_VALUE = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `sentence` is an English source string marked with gettext_noop; `params` fill its places.

    An error stops the import; a warning says what was made of the cell. Row 0 is the file as a whole.
    """

    row: int
    column: str
    value: str
    is_error: bool
    sentence: str
    params: dict[str, Any]

    @property
    def message(self) -> str:
        """The sentence in the reader's language."""
        return gettext(self.sentence) % self.params

    def as_list(self) -> list[Any]:
        return [self.row, self.column, self.value, self.is_error, self.sentence, self.params]


@dataclass
class Findings:
    """The problems found so far. Readers of cells report through `at`, `fail` and `warn`."""

    problems: list[Problem] = field(default_factory=list)
    row: int = 0
    column: str = WHOLE_ROW
    raw: Any = ""
    errors: int = 0

    def fail(self, sentence: str, **params: Any) -> Any:
        """An error at the present cell. Always None, so that a reader can end with it."""
        self.add(self.row, self.column, self.raw, sentence, is_error=True, **params)

    def warn(self, sentence: str, **params: Any) -> None:
        """A warning at the present cell; name what was taken in `taken`."""
        self.add(self.row, self.column, self.raw, sentence, is_error=False, **params)

    def add(self, row: int, column: str, value: Any, sentence: str, *, is_error: bool, **params: Any) -> None:
        """A problem anywhere."""
        self.errors += is_error
        self.problems.append(Problem(row, column, shown(value), is_error, sentence, params))

    def at(self, row: int, column: str) -> Iterator[Problem]:
        """The problems of one cell."""
        return (item for item in self.problems if item.row == row and item.column == column)


def shown(value: Any) -> str:
    """A raw cell as a person sees it in the sheet."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:LONGEST_VALUE]
