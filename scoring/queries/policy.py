"""Clause by clause: the words, the rule of the software, the settings of a year, the tests that prove it."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import campaigns
from campaigns.domain.clauses import CLAUSES, RULES
from campaigns.models import CampaignYear
from scoring.queries.setup import clause, decision_groups, in_words

TESTS = Path(campaigns.__path__[0]) / "fixtures" / "policy_tests.json"


@lru_cache(maxsize=1)
def policy_tests() -> list[dict[str, Any]]:
    """What the policy tests prove, as `scripts.policy_tests` collected it."""
    found: list[dict[str, Any]] = json.loads(TESTS.read_text("utf-8"))
    return found


def policy_map(year: CampaignYear) -> list[dict[str, Any]]:
    """Every clause with its rule (None: the software has none yet), the year's settings and the tests."""
    settings: dict[str, list[dict[str, Any]]] = {}
    for group in decision_groups(year.decisions):
        for row in group["rows"]:
            settings.setdefault(row["clause"]["name"], []).append(row | {"files": _files(row["key"])})
    return [
        clause(name)
        | {
            "rule": in_words(RULES[name]) if name in RULES else None,
            "settings": settings.get(name, []),
            "modules": [module for module in policy_tests() if _proves(module, name)],
        }
        for name in CLAUSES
    ]


def _proves(module: dict[str, Any], name: str) -> bool:
    """The module names the clause, or a part of it: C2.1.3 belongs to C2.1."""
    return any(each == name or each.startswith(f"{name}.") for each in module["clauses"])


def _files(key: str) -> list[str]:
    return [module["file"] for module in policy_tests() if key in module["decisions"]]
