"""C2.2.2: 90 % of the schools attain the standard; named in one year can be 60 % at most (goal.attainment_90)."""

from tests.domain.engine import ask


def test_attained_means_eighty_points_and_no_veto_whether_or_not_there_was_a_place() -> None:
    roster: list[object] = [{"id": f"S{number:02d}", "score": "80"} for number in range(18)]
    roster += [{"id": "low", "score": "79.99"}, {"id": "vetoed", "score": "99", "veto": True}]
    answer = ask(op="report", case={"policy": {"year": 3}, "schools": roster, "adjustments": [], "rule": {}})
    assert (answer["attained_80"], answer["attained_80_share"]) == (18, "90")
    assert answer["total"]["awarded"] == 0
    assert answer["total"]["quota"] == 12
