"""`python -m scripts.policy_tests`: what the policy tests prove, from their names and docstrings, as data.

Writes campaigns/fixtures/policy_tests.json, which the page of clauses shows; a test says when it is out of date.
"""

import ast
import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "campaigns" / "fixtures" / "policy_tests.json"
CLAUSE = re.compile(r"C\d(?:\.\d)*[a-f]?")
DECISION = re.compile(r"\b(?:score|scope|elig|sanction|quota|goal|body|proc)\.[a-z0-9_]+")


def collected() -> list[dict[str, Any]]:
    """One entry per module: file, the clauses its docstring begins with, what it says, decisions named, tests."""
    return [_module(path) for path in sorted((ROOT / "tests" / "policy").glob("test_*.py"))]


def _module(path: Path) -> dict[str, Any]:
    tree = ast.parse(path.read_text("utf-8"))
    says = ast.get_docstring(tree) or ""
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    words = " ".join([says, *(ast.get_docstring(test) or "" for test in tests)])
    return {
        "file": path.name,
        "clauses": sorted(set(CLAUSE.findall(says.partition(":")[0]))),
        "says": says.splitlines()[0] if says else "",
        "decisions": sorted(set(DECISION.findall(words))),
        "tests": [test.name.removeprefix("test_").replace("_", " ") for test in tests],
    }


def text() -> str:
    """The file as it should be."""
    return json.dumps(collected(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf-8")
