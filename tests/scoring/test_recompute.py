"""The recompute: exact figures, one statement per stage whatever the number of schools, nothing lost, nothing stuck."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from scoring.models import Item, ItemScore, Rating, RatingSheet, Veto
from scoring.queries.ratings import is_resting
from scoring.queries.sheet import school_facts
from scoring.recompute import settle
from scoring.tasks import settle_lagging
from tests.factories import make_participation, make_rated, make_school, make_scores, make_user, make_year, put

pytestmark = pytest.mark.django_db
State = Participation.State


def rating_of(participation: Participation) -> Rating:
    return Rating.objects.get(pk=participation.pk)


def test_a_submission_becomes_score_band_rank_and_star() -> None:
    year = make_year(cap_three=10000, cap_two=10000, cap_one=10000, cap_total=10000)
    best, next_best = make_rated(year, 9001), make_rated(year, 8500)
    settle(year.pk)
    first, second = rating_of(best), rating_of(next_best)
    assert (first.score, first.band, first.rank, first.projected_star, first.reason) == (9001, 3, 1, 3, "AWARDED")
    assert (second.score, second.band, second.rank, second.projected_star) == (8500, 2, 2, 2)
    assert first.basis == Rating.Basis.REVIEWED


@pytest.mark.parametrize(("score", "band"), [(8999, 2), (9000, 3), (8499, 1), (8500, 2), (7999, 0), (8000, 1)])
def test_bands_are_half_open_on_the_published_score(score: int, band: int) -> None:
    year = make_year()
    participation = make_rated(year, score)
    settle(year.pk)
    assert rating_of(participation).band == band


def test_bands_are_the_years_own() -> None:
    year = make_year(band_three=9500, band_two=9200, band_one=9100)
    participation = make_rated(year, 9200)
    settle(year.pk)
    assert rating_of(participation).band == 2


def test_items_that_do_not_apply_are_rescaled_and_rounded_half_up_once() -> None:
    year = make_year()
    participation = make_rated(year, 10000)
    items = ItemScore.objects.filter(participation=participation).order_by("-max_points")
    left_out, lowered = items[0], items[1]
    ItemScore.objects.filter(pk=left_out.pk).update(applicable=False)
    ItemScore.objects.filter(pk=lowered.pk).update(reviewed_points=lowered.max_points - 33)
    touch(year.pk, [participation.pk])
    settle(year.pk)
    rating = rating_of(participation)
    applicable = 10000 - left_out.max_points
    assert (rating.earned, rating.applicable) == (applicable - 33, applicable)
    assert rating.score == (2 * (applicable - 33) * 10000 + applicable) // (2 * applicable)


def test_the_highest_layer_present_counts_item_by_item() -> None:
    year = make_year()
    participation = make_rated(year, 9000)
    item = ItemScore.objects.filter(participation=participation, reviewed_points__gt=0).earliest("pk")
    ItemScore.objects.filter(pk=item.pk).update(verified_facts={}, verified_points=0, verified_max=item.max_points)
    touch(year.pk, [participation.pk])
    settle(year.pk)
    rating = rating_of(participation)
    assert rating.score == 9000 - (item.reviewed_points or 0)
    assert (rating.claimed_score, rating.reviewed_score, rating.basis) == (9000, 9000, Rating.Basis.VERIFIED)


def test_a_returned_school_has_no_score_and_gives_its_star_back() -> None:
    year = make_year(cap_three=10000, cap_two=10000, cap_one=10000, cap_total=10000)
    participation = make_rated(year, 9500, state="submitted")
    settle(year.pk)
    assert rating_of(participation).projected_star == 3
    put(participation, State.RETURNED)
    touch(year.pk, [participation.pk])
    settle(year.pk)
    rating = rating_of(participation)
    assert (rating.score, rating.band, rating.rank, rating.projected_star) == (None, 0, None, 0)
    assert rating.reason == "UNSCORED"


def test_only_a_confirmed_veto_takes_the_star() -> None:
    year = make_year(cap_three=10000, cap_two=10000, cap_one=10000, cap_total=10000)
    participation = make_rated(year, 9500)
    item = Item.objects.filter(standard=year.sheet.standard, method="veto").earliest("order")
    proposer, decider = make_user("district_reviewer"), make_user("bureau_lead")
    veto = Veto.objects.create(participation=participation, item=item, document="1", reason="r", proposed_by=proposer)
    settle(year.pk)
    assert not rating_of(participation).vetoed
    veto.state, veto.decided_by, veto.decided_at = Veto.State.CONFIRMED, decider, timezone.now()
    veto.save()
    touch(year.pk, [participation.pk])
    settle(year.pk)
    rating = rating_of(participation)
    assert (rating.vetoed, rating.band, rating.projected_star, rating.reason) == (True, 3, 0, "VETO_ACCIDENT")


def test_participants_are_those_who_handed_in_until_the_roster_is_frozen() -> None:
    year = make_year()
    on_roster = [make_rated(year, 8000 + n) for n in range(20)]
    make_participation(year)
    settle(year.pk)
    assert RatingSheet.objects.get(year=year).report["participants"] == 20
    Participation.objects.filter(pk__in=[each.pk for each in on_roster[:10]]).update(on_roster=True)
    CampaignYear.objects.update(roster_frozen_at=timezone.now(), roster_size=10)
    touch(year.pk)
    settle(year.pk)
    assert RatingSheet.objects.get(year=year).report["participants"] == 10


def test_published_tie_keys_decide_between_equal_scores() -> None:
    year = make_year(cap_three=500, cap_two=1000, cap_one=500, cap_total=3000, tie_keys=["honesty"])
    honest, proud = make_rated(year, 9500), make_rated(year, 9500)
    make_scores(proud, 9900, "claimed")
    for score in range(18):
        make_rated(year, 7000 + score)
    settle(year.pk)
    assert (rating_of(honest).projected_star, rating_of(proud).projected_star) == (3, 2)
    assert (rating_of(honest).rank, rating_of(proud).rank) == (1, 2)


def test_a_star_is_secured_when_nobody_who_is_still_judged_can_take_it() -> None:
    year = make_year(cap_three=2000, cap_two=2000, cap_one=2000, cap_total=6000)  # one place each of five schools
    best, next_best = make_rated(year, 9500), make_rated(year, 9300)
    late = [make_rated(year, 7500, state="submitted") for _ in range(3)]
    settle(year.pk)
    assert (rating_of(best).projected_star, rating_of(best).secured_star) == (3, 0)
    for participation in late[:2]:
        put(participation, State.REVIEWED)
    touch(year.pk, [participation.pk for participation in late[:2]])
    settle(year.pk)
    # one school more at 95.00, and the two do not fit into any star: nothing is promised
    assert (rating_of(best).projected_star, rating_of(best).secured_star) == (3, 0)
    put(late[2], State.REVIEWED)
    touch(year.pk, [late[2].pk])
    settle(year.pk)
    assert (rating_of(best).secured_star, rating_of(next_best).secured_star) == (3, 2)
    assert {rating_of(participation).secured_star for participation in late} == {0}


def test_schools_that_may_still_join_are_reckoned_with_until_the_roster_is_frozen() -> None:
    year = make_year(cap_three=10000, cap_two=0, cap_one=0, cap_total=10000)
    best = make_rated(year, 9500, on_roster=True)
    make_participation(year)
    settle(year.pk)
    assert rating_of(best).secured_star == 0
    CampaignYear.objects.update(roster_frozen_at=timezone.now(), roster_size=1)
    touch(year.pk)
    settle(year.pk)
    assert rating_of(best).secured_star == 3


def test_an_open_tie_is_stored_with_the_star_it_could_bring() -> None:
    year = make_year(cap_three=2500, cap_two=2500, cap_one=2500, cap_total=7500)  # one place each of four schools
    tied = [make_rated(year, 9500) for _ in range(2)]
    behind, low = make_rated(year, 8600), make_rated(year, 7500)
    settle(year.pk)
    stars = [(rating.projected_star, rating.highest_star) for rating in map(rating_of, [*tied, behind, low])]
    assert stars == [(0, 3), (0, 3), (0, 2), (0, 0)]


def test_a_current_sheet_is_left_alone() -> None:
    year = make_year()
    make_rated(year, 9000)
    settle(year.pk)
    before = RatingSheet.objects.get(year=year).computed_at
    with CaptureQueriesContext(connection) as statements:
        settle(year.pk)
    assert RatingSheet.objects.get(year=year).computed_at == before
    assert len([each for each in statements if "SAVEPOINT" not in each["sql"]]) == 1


def test_a_closed_year_is_never_recomputed() -> None:
    year = make_year(state=CampaignYear.State.CLOSED)
    make_rated(year, 9000)
    settle(year.pk, full=True)
    settle_lagging()
    assert not Rating.objects.exists()


def statements_for(schools: int) -> int:
    year = make_year(tie_keys=["key_points", "honesty", "last_score"])
    for number in range(schools):
        make_rated(year, 8000 + number)
    with CaptureQueriesContext(connection) as statements:
        settle(year.pk)
    assert Rating.objects.filter(year=year, rank__isnull=False).count() == schools
    return len(statements)


def test_the_number_of_statements_does_not_depend_on_the_number_of_schools() -> None:
    assert statements_for(1) == statements_for(30)


def test_untouched_schools_keep_their_sums_but_are_ranked_anew() -> None:
    year = make_year()
    behind, ahead = make_rated(year, 8800), make_rated(year, 8700)
    settle(year.pk)
    assert (rating_of(behind).rank, rating_of(ahead).rank) == (1, 2)
    make_scores(ahead, 8900, "reviewed")
    touch(year.pk, [ahead.pk])
    settle(year.pk)
    assert (rating_of(behind).rank, rating_of(ahead).rank) == (2, 1)


def test_a_sheet_that_cannot_be_computed_says_so_and_rests_after_five_attempts() -> None:
    year = make_year(tie_keys=["unknown key"])
    make_rated(year, 9000)
    healthy = make_year()
    make_rated(healthy, 9000)
    for _ in range(5):
        settle_lagging()
    assert RatingSheet.objects.get(year=healthy).revision == 1
    sheet = RatingSheet.objects.get(year=year)
    assert (sheet.failures, sheet.revision) == (5, -1)
    assert "unknown key" in sheet.error
    assert sheet.failed_at
    settle(year.pk)
    assert is_resting(sheet, sheet.failed_at + timedelta(seconds=59))
    assert not is_resting(sheet, sheet.failed_at + timedelta(seconds=61))
    CampaignYear.objects.filter(pk=year.pk).update(tie_keys=[])
    settle(year.pk, full=True)
    sheet.refresh_from_db()
    assert (sheet.failures, sheet.error, sheet.revision) == (0, "", 1)


def test_recompute_without_a_year_settles_what_lags() -> None:
    lagging, current = make_year(), make_year()
    make_rated(lagging, 9000)
    settle(current.pk)
    touch(lagging.pk)
    call_command("recompute")
    call_command("recompute", year=lagging.calendar_year, check=True, stdout=StringIO())
    with pytest.raises(CommandError, match="--year"):
        call_command("recompute", check=True)


def test_recompute_refuses_a_year_that_does_not_exist() -> None:
    with pytest.raises(CommandError, match="1999"):
        call_command("recompute", year=1999)


def test_last_years_score_is_that_of_the_same_school_in_the_same_campaign() -> None:
    school = make_school()
    before, foreign, year = make_year(), make_year(), make_year(index=2)
    CampaignYear.objects.filter(pk=year.pk).update(campaign=before.campaign)
    for other, score in ((before, 8800), (foreign, 9900), (year, 9100)):
        make_rated(other, score, school=school)
        make_rated(other, 7000)
        settle(other.pk)
    facts = {row.code: row for row in school_facts(year)}
    assert facts[school.code].last == 8800
    assert [row.last for row in facts.values() if row.code != school.code] == [None]
    assert {row.last for row in school_facts(before)} == {None}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL rightly scans a table as small as a test's")
def test_last_years_score_is_looked_up_by_year_and_school_whatever_the_statistics() -> None:
    with CaptureQueriesContext(connection) as queries:
        school_facts(make_year())
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[-1]['sql']}")
        plan = " ".join(row[-1] for row in cursor.fetchall())
    assert "(year_id=? AND school_id=?)" in plan
    assert "SCAN" not in plan
