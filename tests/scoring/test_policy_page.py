"""The page of clauses: what it lists is what the code and the policy tests say."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.domain.clauses import CLAUSES, RULES
from campaigns.domain.decisions import DECISIONS
from scoring.queries.policy import policy_map, policy_tests
from scripts.policy_tests import TARGET, collected, text
from tests.factories import make_user, make_year

pytestmark = pytest.mark.django_db


def test_the_list_of_tests_is_up_to_date() -> None:
    """Run `python -m scripts.policy_tests` after changing a policy test."""
    assert TARGET.read_text("utf-8") == text()


def test_every_policy_test_names_its_clause_and_every_rule_has_a_test() -> None:
    for module in collected():
        stem = module["file"].removeprefix("test_c").removesuffix(".py")
        assert module["clauses"], module["file"]
        assert any(stem.startswith(clause[1:].replace(".", "_")) for clause in module["clauses"]), module["file"]
        assert all(
            any(clause == name or clause.startswith(f"{name}.") for name in CLAUSES) for clause in module["clauses"]
        )
        assert set(module["decisions"]) <= set(DECISIONS), module["file"]
    proved = {clause for module in policy_tests() for clause in module["clauses"]}
    assert set(RULES) - proved <= {"C5.1", "C5.3b"}


def test_every_question_stands_under_its_clause_with_answer_and_tests() -> None:
    rows = [row for clause in policy_map(make_year()) for row in clause["settings"]]
    assert {row["key"] for row in rows} == set(DECISIONS)
    assert "test_c2_2_5_denominator.py" in next(row["files"] for row in rows if row["key"] == "quota.denominator")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_clause_rule_setting_and_test(language: str) -> None:
    year, person = make_year(), make_user("district_reviewer")
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    page = client.get(reverse("year_policy", args=[year.calendar_year])).content.decode()
    for word in ("C5.3e", "quota.overflow", "test_c2_2_3_bands.py"):
        assert word in page
