"""docs/asvs.csv answers all 253 requirements of ASVS 5.0.0, levels 1 and 2, and what it names exists."""

import ast
import csv
import re
from collections import Counter
from functools import cache

import pytest

from tests.architecture.source import ROOT

COLUMNS = ["id", "level", "section", "about", "status", "evidence"]
STATUSES = {"pass", "not applicable", "not met"}
SECTIONS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
"""By chapter: how many requirements of levels 1 and 2 each section has; their numbers follow each other from 1."""
ROWS = list(csv.DictReader((ROOT / "docs" / "asvs.csv").read_text("utf-8").splitlines()))


@cache
def names(file: str) -> frozenset[str]:
    """Test functions of a module, or headings of a page."""
    text = (ROOT / file).read_text("utf-8")
    if file.endswith(".md"):
        return frozenset(re.findall(r"^#+ (.+)$", text, re.MULTILINE))
    return frozenset(node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))


def exists(evidence: str) -> bool:
    file, _, name = evidence.replace("::", "#").partition("#")
    return (ROOT / file).is_file() and name in names(file)


def test_every_requirement_stands_there_once() -> None:
    wanted = [
        f"{chapter}.{section}.{number}"
        for chapter, sections in SECTIONS.items()
        for section, count in enumerate(sections, 1)
        for number in range(1, count + 1)
    ]
    assert len(wanted) == 253
    assert list(ROWS[0]) == COLUMNS
    assert [row["id"] for row in ROWS] == wanted
    assert Counter(row["level"] for row in ROWS) == {"1": 70, "2": 183}


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_an_answer_is_short_known_and_proved(row: dict[str, str]) -> None:
    """A pass names tests (found in their modules) and sections of documents only; anything else gives its reason."""
    assert row["status"] in STATUSES
    assert 1 <= len(row["about"].split()) <= 10
    if row["status"] == "pass":
        assert [word for word in row["evidence"].split("; ") if not exists(word)] == []
    else:
        assert len(row["evidence"].split()) >= 2


def test_no_fewer_are_met_than_were() -> None:
    statuses = Counter(row["status"] for row in ROWS)
    assert statuses["not met"] <= 11
    assert statuses["pass"] >= 177
