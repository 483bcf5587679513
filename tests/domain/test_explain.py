"""Results in words: every sentence fills, has its Chinese, and says the line."""

import re
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.refusal import Refusal
from campaigns.domain.seats import STARS, Seats
from scoring.domain import explain as words
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import allocate
from scoring.domain.bands import POLICY_BANDS, Bands
from scoring.domain.documents import reason_document, result_document
from scoring.domain.explain import Sentence, Setting, explain_refusal, explain_step, headline
from scoring.domain.numbers import shown
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Overflow, Policy, Rule, Scope
from scoring.domain.stored import read_reason, read_tiers
from scoring.domain.tiers import cut_line
from scoring.domain.trail import Outcome, Reason
from tests.domain.engine import ask
from tests.domain.golden import cases
from tests.domain.strategies import policies, rosters, rules

CATALOGUE = Path(__file__).resolve().parents[2] / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def render(sentence: Sentence) -> str:
    """What the caller does, without a language."""
    return sentence.text % {
        name: render(value) if isinstance(value, Sentence) else value for name, value in sentence.params.items()
    }


def explain(score: int | None, reason: Reason, setting: Setting) -> list[Sentence]:
    """The result in a headline, then what happened at each star, as the pages say it."""
    steps = (explain_step(step, score, reason, setting) for step in reason.trail)
    return [headline(score, reason, setting.bands), *(sentence for sentence in steps if sentence is not None)]


@given(rosters(scored=False), policies(), rules)
def test_every_result_can_be_said(roster: list[Entrant], policy: Policy, rule: Rule) -> None:
    allocation = allocate(roster, policy, rule)
    setting = Setting(allocation.tiers, policy.bands, rule.overflow, rule.scope)
    for school in roster:
        sentences = explain(school.score, allocation.reasons[school.id], setting)
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
    said = [render(sentence) for sentence in explain(8300, reason, Setting(read_tiers(stored), POLICY_BANDS))]
    assert said == [
        "83.00 points reach one star, but no place was left for it: qualified, not designated.",
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
    first = explain(9700, read_reason(1, stored["reasons"]["A"]), Setting(read_tiers(stored), POLICY_BANDS))[0]
    assert first.text == words.LOWERED


@given(rosters(scored=False, keys=1), policies(), rules, st.sampled_from(Scope), st.booleans())
def test_no_sentence_says_more_than_is_published(
    roster: list[Entrant], policy: Policy, rule: Rule, scope: Scope, shared: bool
) -> None:
    """Own score, standard lines and published lines are the only scores a school reads; "and above" is true."""
    slots = {home: {star: policy.seats(0).of(star) // 3 for star in STARS} for home in "ABC"}
    if scope is Scope.DISTRICT_SLOTS:
        rule = replace(rule, scope=scope, slots=slots, pool_unused=shared)
    allocation = allocate(roster, policy, replace(rule, tie_keys=("key",)))
    setting = Setting(allocation.tiers, policy.bands, rule.overflow, rule.scope)
    lines = {cut_line(tier, policy.bands.line(star)) for star, tier in allocation.tiers.items()}
    public = {shown(line) for line in {*lines, 7000, 8000, 8500, 9000} if line is not None}
    for school in roster:
        said = explain(school.score, allocation.reasons[school.id], setting)
        numbers = {number for sentence in said for number in re.findall(r"\d+\.\d\d", render(sentence))}
        assert numbers <= public | {shown(school.score or 0)}
        for sentence in said:
            if sentence.text == words.AND_ABOVE:
                star = next(star for star, name in words.STARS.items() if name is sentence.params["stars"])
                holders = [each.score or 0 for each in roster if allocation.reasons[each.id].star == star]
                assert len(holders) == allocation.tiers[star].quota == allocation.tiers[star].awarded
                assert min(holders) == allocation.tiers[star].cutoff


def full_at(star: int, score: int, rule: Rule, places: Seats, *roster: Entrant, pins: tuple[str, ...] = ()) -> str:
    """What the first of these schools, with this score, reads about a star that was full for it."""
    placed = [Adjustment(Kind.PIN, "minutes", school, star) for school in pins]
    found = allocate([Entrant("X", score, "A", keys=(0,)), *roster], Policy(Bands(), places), rule, placed)
    reason = found.reasons["X"]
    step = next(step for step in reason.trail if step.star == star)
    assert step.outcome is Outcome.FULL
    said = explain_step(step, score, reason, Setting(found.tiers, Bands(), rule.overflow, rule.scope))
    assert said is not None
    return said.text


def test_a_full_star_says_why_it_is_full() -> None:
    """No place at all, the total, equal scores, the star's own schools, the districts: each has its own sentence."""
    rule = Rule(tie_keys=("key",))
    better, equal = Entrant("B", 9600, "B", keys=(0,)), Entrant("E", 9500, "B", keys=(1,))
    one, lower = Seats(1, 1, 0, 2), Entrant("L", 8600, "B", keys=(0,))
    assert full_at(3, 9500, rule, Seats(0, 0, 0, 0), better) == words.NO_PLACE
    assert full_at(3, 9500, rule, one, better) == words.AND_ABOVE
    assert full_at(3, 9500, rule, one, equal) == words.EQUAL
    assert full_at(2, 9500, rule, Seats(1, 1, 0, 1), better) == words.TOTAL
    assert full_at(3, 9500, replace(rule, overflow=Overflow.FORFEIT), one, better) == words.CUT_OFF
    own_first = replace(rule, overflow=Overflow.OWN_TIER_FIRST)
    assert full_at(2, 9500, own_first, one, better, lower) == words.OWN_FIRST
    districts = replace(rule, scope=Scope.DISTRICT_SLOTS, slots={"B": {3: 1}})
    assert full_at(3, 9500, districts, one, Entrant("L", 9100, "B", keys=(0,))) == words.DISTRICTS
    assert full_at(3, 9500, rule, one, lower._replace(score=9000), pins=("L",)) == words.TAKEN


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
        *(words.AND_ABOVE, words.EQUAL, words.USED, words.NO_PLACE),
        *(words.TAKEN, words.TOTAL, words.OWN_FIRST, words.DISTRICTS),
        words.OTHER,
    }
    chinese = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}
    assert texts <= set(chinese)
    for text in texts:
        assert set(re.findall(r"%\(\w+\)s", chinese[text])) <= set(re.findall(r"%\(\w+\)s", text))
