"""Rules and inputs the golden cases do not reach: other lines, pins below the band, capped ties, district places."""

from typing import Any

from tests.domain.engine import allocate, ask


def schools(**scores: object) -> list[dict[str, Any]]:
    return [{"id": name, "score": score} for name, score in scores.items()]


def test_lines_and_floor_may_differ_from_the_policy() -> None:
    policy = {"year": 1, "thresholds": {"3": "95", "2": "90", "1": "60"}, "disqualify_below": "60"}
    answer = allocate(schools(A="95", B="94.99", C="60", D="59.99"), policy=policy, rule={"denominator": 100})
    assert answer["stars"] == {"A": 3, "B": 2, "C": 1, "D": 0}
    assert answer["reasons"]["D"]["code"] == "DISQUALIFIED_SCORE"


def test_caps_need_not_be_whole_percentages() -> None:
    caps = {"3": "33.4", "2": "0.5", "1": "16.65", "total": "50"}
    assert allocate([], policy={"caps": caps}, rule={"denominator": 1000})["quotas"] == {
        "3": 334,
        "2": 5,
        "1": 166,
        "total": 500,
    }


def test_withdrawn_schools_are_not_counted() -> None:
    roster = [{"id": f"S{n}", "score": "95", "participating": n > 0} for n in range(20)]
    answer = allocate(roster)
    assert answer["denominator"] == 19
    assert answer["quotas"]["3"] == 0
    assert answer["reasons"]["S0"]["code"] == "NOT_PARTICIPATING"


def test_what_is_settled_whatever_the_score_comes_first() -> None:
    roster = [
        {"id": "gone", "score": "60", "participating": False, "veto": True},
        {"id": "vetoed", "score": None, "veto": True},
        {"id": "excluded", "score": "60"},
        {"id": "pending", "score": None},
        {"id": "limited", "score": "99"},
    ]
    adjustments = [
        {"kind": "exclude", "school": "excluded", "reason": "minutes"},
        {"kind": "max_star", "school": "limited", "star": 0, "reason": "minutes"},
    ]
    reasons = allocate(roster, adjustments=adjustments)["reasons"]
    assert {school: reason["code"] for school, reason in reasons.items()} == {
        "gone": "NOT_PARTICIPATING",
        "vetoed": "VETO_ACCIDENT",
        "excluded": "EXCLUDED_BY_COMMITTEE",
        "pending": "UNSCORED",
        "limited": "CAPPED_BY_COMMITTEE",
    }


def test_a_school_pinned_below_its_band_frees_its_place_above() -> None:
    pin = {"kind": "pin", "school": "A", "star": 1, "reason": "minutes"}
    answer = allocate(schools(A="97", B="95"), adjustments=[pin], rule={"denominator": 20})
    assert answer["stars"] == {"A": 1, "B": 3}
    assert answer["tiers"]["3"]["candidates"] == 1
    assert answer["tiers"]["1"] | {} == answer["tiers"]["1"] | {"pinned": 1, "awarded": 1, "cutoff": None}


def test_a_capped_school_ties_with_its_equals_at_the_star_open_to_both() -> None:
    limit = {"kind": "max_star", "school": "A", "star": 2, "reason": "minutes"}
    policy = {"quotas": {"3": 0, "2": 1, "1": 0}}
    answer = allocate(schools(A="95", B="95"), policy=policy, adjustments=[limit])
    assert answer["stars"] == {"A": 0, "B": 0}
    assert answer["tiers"]["2"]["tie"] == {"score": "95.00", "size": 2, "slots_left": 1}


def test_nobody_overtakes_an_own_band_tie_from_above() -> None:
    """own_tier_first closes a star at the first group that does not fit, own band or not."""
    policy = {"quotas": {"3": 0, "2": 1, "1": 3}}
    answer = allocate(schools(A="95", B="86", C="86"), policy=policy, rule={"overflow": "own_tier_first"})
    assert answer["tiers"]["2"]["closed_by"] == "tie"
    assert answer["stars"] == {"A": 1, "B": 1, "C": 1}


def test_a_recorded_order_comes_before_the_lottery() -> None:
    order = {"kind": "tie_order", "schools": ["C", "A", "B"], "reason": "minutes"}
    rule = {"denominator": 20, "tie_residual": "lottery", "lottery_seed": "2026-public-seed"}
    answer = allocate(schools(A="95", B="95", C="95"), adjustments=[order], rule=rule)
    assert answer["stars"] == {"C": 3, "A": 2, "B": 2}


def test_district_places_come_before_better_schools_elsewhere() -> None:
    """The price of slots: 98 gets two stars, 90 elsewhere three."""
    roster = [
        {"id": "P", "score": "99", "district": "A"},
        {"id": "Q", "score": "98", "district": "A"},
        {"id": "X", "score": "90", "district": "B"},
        {"id": "Y", "score": "89", "district": "C"},
    ]
    slots = {"A": {"3": 1}, "B": {"3": 1}}
    rule = {"denominator": 40, "scope": "district_slots", "slots": slots}
    answer = allocate(roster, rule=rule)
    assert answer["stars"] == {"P": 3, "Q": 2, "X": 3, "Y": 2}
    assert answer["tiers"]["3"]["reserved_used"] == {"A": 1, "B": 1}


def test_tie_keys_may_be_decimals_of_any_length() -> None:
    roster = [
        {"id": "A", "score": "95", "tie_keys": {"k": "0.1000000000000000000000000000000001"}},
        {"id": "B", "score": "95", "tie_keys": {"k": 0.1}},
        {"id": "C", "score": "95", "tie_keys": {"k": "-3"}},
        {"id": "D", "score": "95"},
    ]
    policy = {"quotas": {"3": 1, "2": 1, "1": 1}}
    answer = allocate(roster, policy=policy, rule={"tie_keys": ["k"]})
    assert answer["stars"] == {"A": 3, "B": 2, "C": 1, "D": 0}


def test_the_report_counts_a_vetoed_school_as_not_attained() -> None:
    roster = [{"id": "A", "score": "95", "veto": True}, {"id": "B", "score": "80"}, {"id": "C", "score": None}]
    answer = ask(op="report", case={"policy": {"year": 1}, "schools": roster, "adjustments": [], "rule": {}})
    assert answer["attained_80"] == 1
    assert answer["attained_80_share"] == "100/3"
    assert answer["pending"] == ["C"]
    assert answer["provisional"] is True
    assert answer["flags"] == ["no_three_star_place"]


def test_a_school_without_a_score_has_not_attained_whatever_the_line() -> None:
    policy = {"year": 1, "thresholds": {"1": "0"}}
    answer = ask(op="report", case={"policy": policy, "schools": schools(A=None, B="0"), "adjustments": [], "rule": {}})
    assert answer["attained_80"] == 1


def test_a_report_on_nobody() -> None:
    answer = ask(op="report", case={"policy": {"year": 1}, "schools": [], "adjustments": [], "rule": {}})
    assert answer["attained_80_share"] is None
    assert answer["tiers"]["3"]["oversubscription"] is None
    assert answer["tiers"]["3"]["next_slot_at"] == 20


def test_a_pinned_school_takes_its_part_of_the_total_before_anybody_else() -> None:
    caps = {"3": "5", "2": "10", "1": "15", "total": "5"}
    pin = {"kind": "pin", "school": "B", "star": 2, "reason": "minutes"}
    answer = allocate(schools(A="95", B="88"), policy={"caps": caps}, adjustments=[pin], rule={"denominator": 20})
    assert answer["stars"] == {"A": 0, "B": 2}
    assert answer["tiers"]["3"]["closed_by"] == "quota"
