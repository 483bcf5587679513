"""Results in words: every sentence fills, has its Chinese, and says the line."""

import re
from collections.abc import Mapping
from pathlib import Path

import polib
import pytest
from hypothesis import given

from campaigns.domain.refusal import Refusal
from scoring.domain import explain as words
from scoring.domain.allocation import allocate
from scoring.domain.bands import POLICY_BANDS, Bands
from scoring.domain.documents import reason_document, result_document
from scoring.domain.explain import Sentence, explain_refusal, explain_step, headline
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Policy, Rule
from scoring.domain.stored import read_reason, read_tiers
from scoring.domain.tiers import Tier
from scoring.domain.trail import Reason
from tests.domain.engine import ask
from tests.domain.golden import cases
from tests.domain.strategies import policies, rosters, rules

CATALOGUE = Path(__file__).resolve().parents[2] / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def render(sentence: Sentence) -> str:
    """What the caller does, without a language."""
    return sentence.text % {
        name: render(value) if isinstance(value, Sentence) else value for name, value in sentence.params.items()
    }


def explain(score: int | None, reason: Reason, tiers: Mapping[int, Tier], bands: Bands) -> list[Sentence]:
    """The result in a headline, then what happened at each star, as the pages say it."""
    steps = (explain_step(step, tiers[step.star]) for step in reason.trail)
    return [headline(score, reason, bands), *(sentence for sentence in steps if sentence is not None)]


@given(rosters(scored=False), policies(), rules)
def test_every_result_can_be_said(roster: list[Entrant], policy: Policy, rule: Rule) -> None:
    allocation = allocate(roster, policy, rule)
    for school in roster:
        sentences = explain(school.score, allocation.reasons[school.id], allocation.tiers, policy.bands)
        assert all("%(" not in render(sentence) for sentence in sentences)
        assert 1 <= len(sentences) <= 4


def test_the_example_of_the_specification() -> None:
    """C03, school G: 83.00 where the one-star line is 84.00 and all three places are used."""
    case = next(case for case in cases("allocation") if case["id"] == "C03")
    stored = ask(
        op="allocate",
        case={name: case[name] for name in ("policy", "schools", "adjustments")}
        | {"rule": case["variants"]["default"]},
    )
    reason = read_reason(0, stored["reasons"]["G"])
    said = [render(sentence) for sentence in explain(8300, reason, read_tiers(stored), POLICY_BANDS)]
    assert said == [
        "83.00 points reach one star, but no place was left: qualified, not designated.",
        "one star: the cut-off is 84.00; 3 of 3 places are used by 84.00 and above.",
    ]


@given(rosters(scored=False), policies(), rules)
def test_results_are_read_back_as_they_were(roster: list[Entrant], policy: Policy, rule: Rule) -> None:
    allocation = allocate(roster, policy, rule)
    stored = result_document(allocation)
    assert read_tiers(stored) == allocation.tiers
    for reason in allocation.reasons.values():
        assert read_reason(reason.star, reason_document(reason)) == reason


def test_a_ceiling_and_not_the_quota_is_named_where_it_decided() -> None:
    stored = ask(
        op="allocate",
        case={
            "policy": {"year": 1},
            "schools": [{"id": "A", "score": "97"}],
            "adjustments": [{"kind": "max_star", "school": "A", "star": 1, "reason": "minutes"}],
            "rule": {"denominator": 20},
        },
    )
    first = explain(9700, read_reason(1, stored["reasons"]["A"]), read_tiers(stored), POLICY_BANDS)[0]
    assert first.text == words.LOWERED


@pytest.mark.parametrize("code", [*words.REFUSALS, "SOMETHING_ELSE"])
def test_every_refusal_can_be_said(code: str) -> None:
    names = re.findall(r"%\((\w+)\)s", words.REFUSALS.get(code, ""))
    sentence = explain_refusal(Refusal(code, **dict.fromkeys(names, 3)))
    assert render(sentence)


def test_every_sentence_has_its_chinese_with_the_same_parameters() -> None:
    texts = {
        *(star.text for star in words.STARS.values()),
        *words.HEADLINES.values(),
        *words.STEPS.values(),
        *words.REFUSALS.values(),
        words.LOWERED,
        words.NO_PLACE,
        words.TAKEN,
        words.OTHER,
    }
    chinese = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}
    assert texts <= set(chinese)
    for text in texts:
        assert set(re.findall(r"%\(\w+\)s", chinese[text])) <= set(re.findall(r"%\(\w+\)s", text))
