"""The one door through which points are written: rows for the items that apply, layers with their ledger."""

from typing import Any

import pytest
from django.db.models import F

from campaigns.models import CampaignYear, Participation
from safeschools.directory.models import School
from safeschools.lib.errors import Invalid
from scoring.models import ItemScore, ScoreEntry, Standard
from scoring.record import behind_register, follow_register, open_item_scores, set_layer
from tests.factories import make_district, make_participation, make_school, make_standard, make_user, make_year

pytestmark = pytest.mark.django_db

KINDS: list[dict[str, Any]] = [
    {"type": "211", "canteen": True},
    {"type": "211", "canteen": False, "catered_meals": True},
    {"type": "111", "school_bus": True},
    {"type": "345", "boarding": True, "boarders": 10, "lab": True},
]


@pytest.fixture
def standard() -> Standard:
    return make_standard()


@pytest.fixture
def year(standard: Standard) -> CampaignYear:
    return make_year(standard)


def applying(participation_id: int) -> set[str]:
    rows = ItemScore.objects.filter(participation_id=participation_id, applicable=True)
    return set(rows.values_list("item__code", flat=True))


def test_every_school_gets_every_item_and_the_register_says_which_apply(year: CampaignYear) -> None:
    rows = [make_participation(year, make_school(**fields)).pk for fields in KINDS]
    open_item_scores(rows)
    assert ItemScore.objects.count() == 60 * len(rows)
    canteen, catered, kindergarten, boarding = map(applying, rows)
    assert {"D4-01", "D4-02"} <= canteen
    assert "D4-03" in catered
    assert "D4-01" not in catered
    assert {"D3-05", "D3-06"} <= kindergarten
    assert not {"D1-06", "D4-07", "D6-07"} & kindergarten
    assert {"D4-08", "D2-07"} <= boarding


def test_rows_that_are_there_stay_as_they_are(year: CampaignYear) -> None:
    row = make_participation(year)
    open_item_scores([row.pk])
    row.item_scores.update(note="已填")
    open_item_scores([row.pk])
    assert set(row.item_scores.values_list("note", flat=True)) == {"已填"}


def test_statements_depend_on_combinations_not_on_schools(year: CampaignYear, django_assert_num_queries: Any) -> None:
    district = make_district()
    few = [make_participation(year, make_school(district, **KINDS[0])).pk]
    many = [make_participation(year, make_school(district, **KINDS[0])).pk for _ in range(30)]
    for ids in (few, many):
        with django_assert_num_queries(4):
            open_item_scores(ids)


def test_a_change_in_the_register_reaches_the_open_year(year: CampaignYear) -> None:
    changed, other = (make_participation(year, state="self_assessing") for _ in range(2))
    open_item_scores([changed.pk, other.pk])
    rows = Participation.objects.filter(year=year)
    School.objects.filter(pk=changed.school_id).update(canteen=False, catered_meals=True, version=F("version") + 1)
    School.objects.filter(pk=other.school_id).update(phone="1", version=F("version") + 1)
    assert follow_register(rows) == [changed.pk]
    assert "D4-01" not in applying(changed.pk)
    assert "D4-03" in applying(changed.pk)
    assert follow_register(rows) == []
    assert not behind_register(rows).exists()


def test_a_layer_is_set_with_points_maximum_and_a_line_in_the_ledger(
    year: CampaignYear, django_assert_num_queries: Any
) -> None:
    row, by = make_participation(year), make_user("district_reviewer")
    open_item_scores([row.pk])
    scores = list(row.item_scores.filter(item__code__in=["D1-04", "D2-03"]).select_related("item"))
    with django_assert_num_queries(2):
        set_layer(
            [(score, {"level": "A"} if score.item.code == "D1-04" else {"met": False}) for score in scores],
            "reviewed",
            by=by,
            reason="核对台账",
        )
    level, met = (row.item_scores.get(item__code=code) for code in ("D1-04", "D2-03"))
    assert level.layer("reviewed") == (250, 250)
    assert met.layer("reviewed") == (0, 200)
    assert level.claimed_points is None
    entry = ScoreEntry.objects.get(item_score=met)
    assert (entry.layer, entry.facts, entry.points, entry.max_points) == ("reviewed", {"met": False}, 0, 200)
    assert (entry.author, entry.reason) == (by, "核对台账")


@pytest.mark.parametrize("facts", [{}, {"level": "Z"}])
def test_a_layer_needs_complete_and_possible_facts(year: CampaignYear, facts: dict[str, Any]) -> None:
    row = make_participation(year)
    open_item_scores([row.pk])
    score = row.item_scores.select_related("item").get(item__code="D1-04")
    with pytest.raises(Invalid):
        set_layer([(score, facts)], "verified", by=make_user("inspector"))
    assert not ScoreEntry.objects.exists()
