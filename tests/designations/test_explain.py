"""What the bureau reads of a school: what is missing to the next star, and what decided where no points are missing."""

from typing import Any

import pytest
from django.utils.translation import override

from campaigns.models import CampaignYear
from safeschools.designations.actions import runs
from safeschools.designations.queries.explain import reach, steps
from safeschools.designations.queries.workbench import results_of
from tests.designations.world import frozen, officer
from tests.factories import make_rated, make_year

pytestmark = pytest.mark.django_db


def made(*scores: int, overflow: str = "cascade", **caps: Any) -> CampaignYear:
    year = make_year(decisions={"quota.overflow": overflow}, **caps)
    for score in scores:
        make_rated(year, score)
    return frozen(year)


def read(year: CampaignYear, *scores: int) -> list[str]:
    """What the panel says of the schools with these scores, in English."""
    run = runs.run(year, by=officer())
    setting = results_of(run).setting
    lines = {line.score: line for line in run.lines.select_related("run__year")}
    with override("en"):
        return [reach(lines[score], setting) for score in scores]


def test_a_city_too_small_for_a_star_says_so() -> None:
    assert read(made(9500, *[7500] * 18), 9500) == ["three stars: there is no place this year."]


def test_a_tied_group_and_those_behind_it_are_told_apart_from_points() -> None:
    caps: dict[str, Any] = {"cap_three": 500, "cap_two": 2000, "cap_one": 0, "cap_total": 2500}
    tied, behind, below = read(made(9500, 9500, 9200, 8600, *[7500] * 16, **caps), 9500, 9200, 8600)
    assert tied == (
        "No points are missing: three stars: the schools of this score do not all fit into the places left (1), "
        "so none is admitted."
    )
    assert behind.startswith("No points are missing: three stars: a tied group before the school does not fit")
    assert below == "4.00 points are missing to the standard line for three stars (90.00)."


def test_a_star_whose_own_schools_go_first_has_no_line_for_the_others() -> None:
    caps: dict[str, Any] = {"cap_three": 1000, "cap_two": 2000, "cap_one": 0, "cap_total": 3000}
    year = made(9700, 9500, 8800, 8600, *[7500] * 6, overflow="own_tier_first", **caps)
    run = runs.run(year, by=officer())
    line = run.lines.get(score=9500)
    with override("en"):
        calcs = [step["calc"] for step in steps(line, results_of(run).setting, year)]
    assert not any("and above" in calc or "86.00" in calc for calc in calcs)
    assert any("schools that reach exactly this star go first; 2 of 2 places are used" in calc for calc in calcs)
    (why,) = read(year, 9500)
    assert why.startswith("No points are missing: two stars: schools that reach exactly this star go first")


def test_under_forfeit_the_star_of_the_score_is_the_one_missed() -> None:
    caps: dict[str, Any] = {"cap_three": 1000, "cap_two": 2000, "cap_one": 2000, "cap_total": 5000}
    (missing,) = read(made(9700, 9500, *[7500] * 8, overflow="forfeit", **caps), 9500)
    assert missing == "This run took 97.00 points for three stars; 2.00 are missing."
