"""The files that come with the product."""

import csv
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file that comes with the product."""
    with (FIXTURES / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
