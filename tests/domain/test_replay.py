"""A stored case replays byte for byte; its digest depends on content alone."""

import json

from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.seats import POLICY_CAPS
from scoring.domain.adjustments import Adjustment, Kind
from scoring.domain.allocation import allocate
from scoring.domain.bands import Bands
from scoring.domain.case import read_case
from scoring.domain.documents import canonical, case_document, digest, result_document
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Policy, Rule, Scope
from tests.domain.strategies import policies, rosters, rules

words = st.text(st.characters(exclude_categories=["Cs"]))
atoms = st.none() | st.booleans() | words | st.integers(-(2**63), 2**63 - 1)


@given(st.recursive(atoms, lambda parts: st.lists(parts) | st.dictionaries(words, parts)))
def test_documents_are_spelled_as_anybody_can_with_plain_json(document: object) -> None:
    plain = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(document) == plain


@given(rosters(scored=False, keys=2), policies(), rules)
def test_a_stored_case_gives_the_same_result_again(roster: list[Entrant], policy: Policy, rule: Rule) -> None:
    rule = Rule(rule.overflow, ("honesty", "last_year"), rule.tie_residual, rule.lottery_seed)
    first = allocate(roster, policy, rule)
    case = read_case(case_document("run 1", roster, policy, rule))
    again = allocate(case.entrants, case.policy, case.rule, case.adjustments)
    assert canonical(result_document(again)) == canonical(result_document(first))


@given(rosters(), policies(), st.data())
def test_the_digest_does_not_depend_on_the_order_of_schools(
    roster: list[Entrant], policy: Policy, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(roster))
    assert digest(case_document("1", shuffled, policy, Rule())) == digest(case_document("1", roster, policy, Rule()))


def test_every_part_of_a_case_is_read_back() -> None:
    entrants = (Entrant("A", 9500, "云城区"), Entrant("B", 9500, "江北区"), Entrant("C", 8800))
    policy = Policy(Bands(three=9100), POLICY_CAPS[2])
    rule = Rule(denominator=40, scope=Scope.DISTRICT_SLOTS, slots={"云城区": {3: 1, 2: 1, 1: 0}}, pool_unused=False)
    adjustments = (
        Adjustment(Kind.MAX_STAR, "minutes 3", school="C", star=1),
        Adjustment(Kind.TIE_ORDER, "minutes 4", schools=("B", "A")),
    )
    case = read_case(case_document("run", entrants, policy, rule, adjustments))
    assert (case.entrants, case.policy, case.rule, case.adjustments) == (entrants, policy, rule, adjustments)
