"""All 53 open questions of the policy and one of our own as data: what a year answers is a setting, frozen on opening.

Our own is `quota.pins`: whether the leading group may place schools at all (allocation.md section 7).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from campaigns.domain.decisions.eligibility import ELIGIBILITY
from campaigns.domain.decisions.model import Decision, Option, Text
from campaigns.domain.decisions.process import PROCESS
from campaigns.domain.decisions.quotas import QUOTAS
from campaigns.domain.decisions.sanctions import SANCTIONS
from campaigns.domain.decisions.scores import SCORES
from campaigns.domain.refusal import Refusal

__all__ = ["DECISIONS", "Decision", "Option", "Text", "check", "chosen", "decision", "defaults"]

DECISIONS: Final[Mapping[str, Decision]] = MappingProxyType(
    {each.key: each for each in (*SCORES, *ELIGIBILITY, *SANCTIONS, *QUOTAS, *PROCESS)}
)


def decision(key: str) -> Decision:
    """The question with this key; Refusal DECISION_UNKNOWN."""
    if key not in DECISIONS:
        raise Refusal("DECISION_UNKNOWN", key=key)
    return DECISIONS[key]


def defaults() -> dict[str, str]:
    """The default answer of every question: what a new year starts from."""
    return {key: each.default for key, each in DECISIONS.items()}


def check(choices: Mapping[str, str]) -> dict[str, str]:
    """All answers of a year, defaults filled in; Refusal DECISION_UNKNOWN, or DECISION_OPTION if not offered."""
    for key, slug in choices.items():
        if slug not in [option.slug for option in decision(key).offered]:
            raise Refusal("DECISION_OPTION", key=key, option=slug)
    return {**defaults(), **choices}


def chosen(choices: Mapping[str, str], key: str) -> Option:
    """The answer a year gave to a question, or its default."""
    question = decision(key)
    slug = choices.get(key, question.default)
    return next((option for option in question.options if option.slug == slug), question.options[0])
