"""The engine as a program: a line in, a line out, whatever the line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.protocol import answer
from tests.domain.engine import HANDLERS, ask

ROOT = Path(__file__).resolve().parents[2]

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(
    [
        "case",
        "schools",
        "policy",
        "rule",
        "adjustments",
        "item",
        "facts",
        "sizes",
        "quotas",
        "earned",
        "applicable",
        "deaths",
        "direct_loss_yuan",
    ]
)


@given(st.binary(max_size=40))
def test_any_line_is_answered(line: bytes) -> None:
    assert isinstance(json.loads(answer(line, HANDLERS)), dict)


@given(st.sampled_from([*HANDLERS, "unknown"]), st.dictionaries(fields, anything, max_size=4))
def test_any_request_is_answered(op: str, request: dict[str, object]) -> None:
    assert isinstance(ask(op=op, **request), dict)


@given(st.dictionaries(st.sampled_from(["id", "score", "veto", "tie_keys", "district"]), anything), anything, anything)
def test_any_case_is_answered(school: dict[str, object], policy: object, rule: object) -> None:
    assert ask(op="allocate", case={"policy": policy, "schools": [school], "rule": rule, "adjustments": []})
    assert ask(op="report", case={"policy": {"year": 1}, "schools": [school], "rule": {}, "adjustments": []})


@pytest.mark.parametrize("line", ["", "x", "[", "[" * 100_000, "7", "null", '{"op": 5}', "1" * 5000, '{"op": "\\'])
def test_malformed_lines_are_errors(line: str) -> None:
    assert set(json.loads(answer(line, HANDLERS))) == {"error"}


def test_a_number_beyond_every_decimal_is_a_malformed_line() -> None:
    line = '{"op": "score", "earned": 1e9999999999999999999, "applicable": 1}'
    assert json.loads(answer(line, HANDLERS)) == {"error": "MALFORMED_LINE"}


def test_districts_may_be_called_anything() -> None:
    sizes = {"source": 3, "sink": 5, "star": 2}
    named = ask(op="rounding", sizes=sizes, quotas={"3": 1, "2": 2, "1": 3})["slots"]
    plain = ask(op="rounding", sizes={"A": 3, "B": 5, "C": 2}, quotas={"3": 1, "2": 2, "1": 3})["slots"]
    assert list(named.values()) == list(plain.values())


@pytest.mark.parametrize("op", ["sampling", "crews", "tea"])
def test_what_is_not_served_is_skipped(op: str) -> None:
    assert set(ask(op=op)) == {"skip"}


@pytest.mark.parametrize("op", ["allocate", "report"])
def test_a_case_without_its_schools_is_skipped(op: str) -> None:
    generate = {"n": 5, "seed": 1, "low": 70, "high": 100, "step": "0.5"}
    assert set(ask(op=op, case={"policy": {"year": 1}, "generate": generate, "adjustments": [], "rule": {}})) == {
        "skip"
    }


@pytest.mark.parametrize(
    "request_",
    [
        {"deaths": -1},
        {"deaths": 1.5},
        {"deaths": True},
        {"direct_loss_yuan": "-1"},
        {"direct_loss_yuan": "much"},
    ],
)
def test_impossible_incidents_are_errors(request_: dict[str, object]) -> None:
    assert set(ask(op="severity", **request_)) == {"error"}


@pytest.mark.parametrize(
    ("loss", "level"), [("0.001", "general"), ("9999999.999", "general"), (10_000_000, "larger"), (0, "none")]
)
def test_losses_are_compared_exactly(loss: object, level: str) -> None:
    assert ask(op="severity", deaths=0, serious_injuries=0, direct_loss_yuan=loss) == {"severity": level}


def test_the_program_answers_in_order_goes_on_after_errors_and_needs_no_database(tmp_path: Path) -> None:
    lines = [
        b'{"op": "severity", "deaths": 3}',
        b"\xff\xfe",
        b"",
        b'{"op": "crews"}',
        b'{"op": "score", "earned": "80.10"',
    ]
    lines.append(b'{"op": "score", "earned": "80.10", "applicable": "89.00"}')
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/nowhere/none.sqlite3"}
    run = subprocess.run(
        [sys.executable, "manage.py", "engine"],
        cwd=ROOT,
        input=b"\n".join(lines),
        env=environment,
        check=True,
        capture_output=True,
        timeout=60,
    )
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert [next(iter(each)) for each in answers] == ["severity", "error", "error", "skip", "error", "score"]
    assert answers[-1]["score"] == "90.00"
    assert not (tmp_path / "nowhere").exists()
