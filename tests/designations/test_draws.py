"""The public draw among tied schools: committed before the freeze, revealed, confirmed, obeyed by the next run."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from campaigns.actions import unfreeze_roster
from campaigns.domain.draws import Source, commitment, key, roster_digest, seed
from campaigns.models import CampaignYear, Draw
from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.designations.actions import runs
from safeschools.designations.queries.ranked import ranked
from safeschools.designations.queries.runs import replay
from safeschools.lib.errors import Invalid, NotAllowed, Stale, WrongState
from scoring.actions import draws
from scoring.actions.ties import propose_order
from scoring.domain.ranking import PURPOSE, ticket
from scoring.models import Rating
from scoring.tasks import recompute_year
from tests.designations.world import (
    RESULTS,
    TIED,
    allocatable_year,
    bound,
    come,
    committed,
    drawn,
    frozen,
    given,
    lead,
    lottery_year,
    officer,
    sources,
    tied,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def year() -> CampaignYear:
    """Ten schools, one place of each star; three are tied for the three stars."""
    return lottery_year(*TIED)


def verbs() -> list[str]:
    rows = Event.objects.filter(verb__startswith="draw.").order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_the_next_run_follows_the_confirmed_draw_and_replays(year: CampaignYear) -> None:
    draw, secret = committed(year)
    before = runs.run(year, by=officer())
    assert set(given(before).values()) == {0}
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    draws.confirm(draw, by=lead(), seed=draw.seed)
    found = key(RESULTS[:2])
    codes = year.participations.filter(on_roster=True).values_list("school__code", flat=True)
    assert draw.seed == seed(secret, roster_digest(codes), found)
    assert (draw.key, draw.commitment) == (found, commitment(secret))
    after = runs.run(year, by=officer())
    best = sorted(tied(year), key=lambda code: ticket(draw.seed, PURPOSE, code))
    assert given(after) == dict(zip(best, (3, 2, 1), strict=True))
    assert after.case["rule"]["tie_residual"] == "lottery"
    assert [line.participation.school.code for line in ranked(after.pk)[:3]] == best
    assert replay(after).holds
    assert replay(before).holds
    runs.propose(after, by=officer())
    assert verbs() == ["draw.commit", "draw.reveal", "draw.confirm"]


def test_the_figures_of_the_year_follow_it_too(year: CampaignYear) -> None:
    draw = drawn(year)
    recompute_year(year.pk)
    best = min(tied(year), key=lambda code: ticket(draw.seed, PURPOSE, code))
    stars = Rating.objects.filter(participation__year=year, score=9500).values_list(
        "participation__school__code", "projected_star"
    )
    assert [star for code, star in stars if code == best] == [3]


def test_the_roster_is_frozen_only_on_a_committed_draw(year: CampaignYear) -> None:
    with pytest.raises(WrongState, match="no draw is committed") as caught:
        frozen(year)
    assert "Commit the draw first" in str(caught.value.hint)
    assert not year.participations.filter(on_roster=True).exists()
    draw, _secret = draws.commit(year, by=officer(), sources=sources())
    assert draw.roster_digest == ""
    frozen(year)
    draw.refresh_from_db()
    codes = year.participations.filter(on_roster=True).values_list("school__code", flat=True)
    assert draw.roster_digest == roster_digest(codes)
    assert Event.objects.get(verb="year.freeze_roster").data == {"digest": draw.roster_digest}


def test_the_roster_is_not_frozen_on_results_somebody_may_know(year: CampaignYear) -> None:
    draw, _secret = draws.commit(year, by=officer(), sources=sources())
    come(draw)
    with pytest.raises(WrongState, match="may be known by then"):
        frozen(year)
    draws.withdraw(draw, by=lead(), reason="Too late")
    draws.commit(year, by=officer(), sources=sources(), reason="The days had passed")
    frozen(year)


def test_a_roster_that_a_draw_is_bound_to_stays(year: CampaignYear) -> None:
    draw, _secret = bound(year)
    with pytest.raises(WrongState, match="bound to this roster"):
        unfreeze_roster(year, by=officer(), reason="One school left")
    draws.withdraw(draw, by=lead(), reason="One school left")
    unfreeze_roster(year, by=officer(), reason="One school left")


def test_the_secret_is_nowhere_until_it_is_revealed(year: CampaignYear) -> None:
    draw, secret = committed(year)
    row = Draw.objects.filter(pk=draw.pk).values().get()
    written = [repr(row), *(repr(each) for each in Event.objects.values())]
    assert not any(secret in text for text in written)
    draws.reveal(draw, by=officer(), secret=f" {secret[:4].upper()} {secret[4:]}", withheld="", results=RESULTS)
    assert Draw.objects.get(pk=draw.pk).secret == secret


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"secret": "0" * 32}, "not the secret that was committed"),
        ({"secret": ""}, "say why it is not revealed"),
        ({"withheld": "lost"}, "say why it is not revealed"),
        ({"results": [[1], [], []]}, "fall back"),
        ({"results": [[1], [2], [3]]}, "fall back"),
        ({"results": [[1], [2]]}, "Enter the numbers"),
    ],
    ids=str,
)
def test_what_is_no_reveal_is_refused(year: CampaignYear, words: dict[str, Any], says: str) -> None:
    draw, secret = committed(year)
    with pytest.raises(Invalid, match=says):
        draws.reveal(draw, by=officer(), **{"secret": secret, "withheld": "", "results": RESULTS} | words)
    assert Draw.objects.get(pk=draw.pk).seed == ""


def test_nothing_is_revealed_before_the_freeze_or_before_its_day(year: CampaignYear) -> None:
    draw, secret = draws.commit(year, by=officer(), sources=sources())
    words: dict[str, Any] = {"secret": secret, "withheld": "", "results": RESULTS}
    with pytest.raises(WrongState, match="not frozen yet"):
        draws.reveal(draw, by=officer(), **words)
    frozen(year)
    draw.refresh_from_db()
    with pytest.raises(WrongState, match="has not come yet"):
        draws.reveal(draw, by=officer(), **words)


def test_a_result_that_was_not_published_gives_way_to_the_one_announced(year: CampaignYear) -> None:
    draw, secret = committed(year)
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=[[], [345678], [7, 5]])
    assert draw.key == "345678./5.7./"


def test_results_that_never_come_hold_no_year_up_for_ever(year: CampaignYear) -> None:
    draw, secret = committed(year)
    words: dict[str, Any] = {"secret": secret, "withheld": "", "results": [[], [345678], []]}
    day = timezone.localtime().replace(hour=12) + timedelta(days=13)  # on that day, whatever the hour of this test
    with time_machine.travel(day), pytest.raises(Invalid, match="fall back"):
        draws.reveal(draw, by=officer(), **words)
    with time_machine.travel(day + timedelta(days=1)):
        draws.reveal(draw, by=officer(), **words)
    assert draw.key == "345678./"
    assert [source["needed"] for source in draw.announced] == [True, True, True]


def test_a_secret_withheld_counts_as_the_empty_one_whoever_withholds_it(year: CampaignYear) -> None:
    draw, _secret = committed(year)
    draws.reveal(draw, by=officer(), secret="", withheld="The seal was broken", results=RESULTS)
    once = draw.seed
    assert once == seed("", draw.roster_digest, key(RESULTS[:2]))
    draws.send_back(draw, by=lead(), reason="Look again")
    draws.reveal(draw, by=officer(), secret="", withheld="Still", results=[RESULTS[0][::-1], *RESULTS[1:]])
    assert draw.seed == once


def test_one_person_alone_draws_nothing(year: CampaignYear) -> None:
    draw, secret = committed(year)
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    User.objects.filter(pk__in=[officer().pk, lead().pk]).update(person="P1")
    draw = Draw.objects.get(pk=draw.pk)
    with pytest.raises(NotAllowed):
        draws.confirm(draw, by=lead(), seed=draw.seed)
    with pytest.raises(NotAllowed):
        draws.send_back(draw, by=lead(), reason="x")
    with pytest.raises(NotAllowed):
        draws.withdraw(draw, by=lead(), reason="x")


def test_numbers_entered_wrongly_are_entered_anew_in_the_same_draw(year: CampaignYear) -> None:
    draw, secret = committed(year)
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=[[1], [2], []])
    with pytest.raises(Invalid):
        draws.send_back(draw, by=lead(), reason=" ")
    draws.send_back(draw, by=lead(), reason="The first number is 11")
    assert (draw.state, draw.seed, draw.secret, draw.results) == ("committed", "", "", [])
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    draws.confirm(draw, by=lead(), seed=draw.seed)
    assert verbs() == ["draw.commit", "draw.reveal", "draw.send_back", "draw.reveal", "draw.confirm"]


def test_a_signature_counts_for_the_results_that_were_looked_at(year: CampaignYear) -> None:
    draw, secret = committed(year)
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=[[1], [2], []])
    seen = Draw.objects.get(pk=draw.pk)
    draws.send_back(draw, by=lead(), reason="The first number is 11")
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    with pytest.raises(Stale, match="entered anew"):
        draws.confirm(seen, by=lead(), seed=seen.seed)
    assert Draw.objects.get(pk=draw.pk).state == "revealed"
    draws.confirm(draw, by=lead(), seed=draw.seed)


DAY = timezone.localdate()


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        sources()[:2],
        [*sources()[:2], sources()[0]],
        [*sources()[:2], Source(" ", DAY + timedelta(days=2))],
        sources(days=0),
        sources(days=-1),
    ],
    ids=["none", "two", "twice", "nameless", "today", "yesterday"],
)
def test_the_public_results_are_three_different_ones_still_to_come(year: CampaignYear, wrong: Sequence[Source]) -> None:
    with pytest.raises(Invalid):
        draws.commit(year, by=officer(), sources=wrong)


def test_a_year_without_a_lottery_has_no_draw() -> None:
    with pytest.raises(WrongState, match="no public draw"):
        draws.commit(allocatable_year(*TIED), by=officer(), sources=sources())


def test_a_run_with_an_undrawn_tie_is_not_proposed(year: CampaignYear) -> None:
    draw, secret = committed(year)
    with pytest.raises(runs.UndrawnTie) as caught:
        runs.propose(runs.run(year, by=officer()), by=officer())
    assert "Reveal and confirm the draw" in str(caught.value.hint)
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    with pytest.raises(runs.UndrawnTie):
        runs.propose(runs.run(year, by=officer()), by=officer())


def test_a_year_without_a_tie_needs_no_reveal() -> None:
    year = lottery_year()
    committed(year)
    runs.propose(runs.run(year, by=officer()), by=officer())


def test_nobody_records_an_order_where_lots_are_drawn(year: CampaignYear) -> None:
    committed(year)
    with pytest.raises(WrongState, match="drawn by lot"):
        propose_order(year, by=officer(), schools=tied(year), document="7", reason="minutes")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such trigger, see docs/invariants.md")
def test_a_confirmed_draw_is_immutable(year: CampaignYear) -> None:
    draw = drawn(year)
    with pytest.raises(IntegrityError, match="draw_confirmed_frozen"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(seed="another")
