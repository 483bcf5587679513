"""The open questions as data: complete in two languages, default first, nothing illegal to choose."""

import json
import re

import pytest

from campaigns.domain.decisions import DECISIONS, Decision, check, chosen, decision, defaults
from campaigns.domain.refusal import Refusal
from tests.domain.golden import SHARED

REQUIRED = [
    "score.bands",
    "score.precision",
    "score.na",
    "score.na_guard",
    "score.band_70_79",
    "score.zero_denominator",
    "score.final_source",
    "score.key_items",
    "score.standard_version",
    "scope.schools",
    "elig.below70_basis",
    "elig.below70_effect",
    "elig.unlisted_vetoes",
    "quota.denominator",
    "quota.snapshot",
    "quota.rounding",
    "quota.levels",
    "quota.overflow",
    "quota.unused",
    "quota.districts",
    "quota.ties",
    "quota.small_cities",
    "goal.attainment_90",
    "body.naming",
    "body.legal_basis",
    "proc.recommend",
    "proc.deadline",
    "proc.evidence",
    "proc.privacy",
    "proc.validity",
]


def test_every_decision_of_the_corridor_is_there() -> None:
    assert set(REQUIRED) <= set(DECISIONS)


@pytest.mark.parametrize("question", DECISIONS.values(), ids=lambda question: question.key)
def test_a_decision_is_complete(question: Decision) -> None:
    texts = [question.question, *(option.label for option in question.options)]
    assert all(text.en and re.search(r"[\u4e00-\u9fff]", text.zh) for text in texts)
    assert re.fullmatch(r"C\d(\.\d)*[a-f]?", question.clause)
    slugs = [option.slug for option in question.options]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9_]+", slug) for slug in slugs)
    assert question.options[0].offered
    assert question.locked is (len(question.offered) == 1)
    closed = [option for option in question.options if not option.offered]
    assert all(option.breaks or option.why for option in closed if question.used)


def test_a_closed_answer_says_whether_it_would_break_a_cap_or_why_else_it_is_not_offered() -> None:
    closed = {
        (key, each.slug): each.breaks for key, one in DECISIONS.items() for each in one.options if not each.offered
    }
    assert {each for each, breaks in closed.items() if breaks} == {
        ("quota.rounding", "half_up"),
        ("quota.rounding", "at_least_one"),
        ("quota.small_cities", "at_least_one"),
    }
    assert not closed["score.na", "manual"]
    assert not any(each.breaks for one in DECISIONS.values() for each in one.offered)


def test_an_answer_in_use_says_what_of_it_is_left_to_people() -> None:
    in_part = {key for key, each in DECISIONS.items() if each.gap}
    assert in_part == {"elig.accident_after", "proc.random", "proc.publicity", "proc.objection"}
    assert all(DECISIONS[key].used for key in in_part)


def test_what_would_break_a_cap_cannot_be_chosen() -> None:
    assert decision("quota.rounding").locked
    assert decision("quota.small_cities").locked
    with pytest.raises(Refusal, match="DECISION_OPTION"):
        check({"quota.rounding": "half_up"})


def test_answers_are_filled_up_with_defaults() -> None:
    answers = check({"quota.overflow": "forfeit"})
    assert answers == {**defaults(), "quota.overflow": "forfeit"}
    assert chosen(answers, "quota.overflow").slug == "forfeit"
    assert chosen({}, "quota.overflow").slug == "cascade"


def test_unknown_questions_are_refused() -> None:
    with pytest.raises(Refusal, match="DECISION_UNKNOWN"):
        check({"quota.colour": "red"})


@pytest.mark.skipif(not SHARED.exists(), reason="the shared decisions are not beside this clone")
def test_every_key_is_one_of_the_policy_page() -> None:
    known = {each["key"] for each in json.loads((SHARED / "policy" / "decisions.json").read_text("utf-8"))}
    assert set(DECISIONS) == known | {"quota.pins"}


def test_all_questions_and_our_own_are_there_and_what_no_rule_asks_is_never_a_choice() -> None:
    assert len(DECISIONS) == 53 + 1
    assert all(question.locked for question in DECISIONS.values() if not question.used)
