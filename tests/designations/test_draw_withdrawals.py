"""A public draw is withdrawn in time or never: whoever may know its outcome draws no second time."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.models import CampaignYear, Draw
from safeschools.designations.actions import runs
from safeschools.lib.errors import Invalid, WrongState
from scoring.actions import draws
from tests.designations.world import RESULTS, TIED, bound, come, committed, lead, lottery_year, officer, sources

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def year() -> CampaignYear:
    """Ten schools, one place of each star; three are tied for the three stars."""
    return lottery_year(*TIED)


def test_another_draw_needs_a_new_commitment_and_a_reason(year: CampaignYear) -> None:
    first, old = bound(year)
    with pytest.raises(WrongState, match="committed already") as caught:
        draws.commit(year, by=officer(), sources=sources())
    assert "If nobody has it on paper" in str(caught.value.hint)
    with pytest.raises(Invalid):
        draws.withdraw(first, by=lead(), reason="")
    draws.withdraw(first, by=lead(), reason="A school was missing")
    with pytest.raises(Invalid, match="Say why"):
        draws.commit(year, by=officer(), sources=sources())
    second, secret = draws.commit(year, by=officer(), sources=sources(), reason="Appeal granted")
    assert second.roster_digest == first.roster_digest
    assert secret != old
    assert [draw.state for draw in Draw.objects.filter(year=year)] == ["committed", "withdrawn"]


def test_nobody_withdraws_a_draw_whose_outcome_may_be_known(year: CampaignYear) -> None:
    draw, secret = bound(year)
    early = Draw.objects.get(pk=draw.pk)
    come(draw)
    with pytest.raises(WrongState, match="can no longer be withdrawn"):
        draws.withdraw(early, by=lead(), reason="The numbers do not suit us")
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    with pytest.raises(WrongState, match="can no longer be withdrawn"):
        draws.withdraw(draw, by=lead(), reason="We liked the other one better")
    draws.send_back(draw, by=lead(), reason="Look again")
    with pytest.raises(WrongState, match="can no longer be withdrawn"):
        draws.withdraw(draw, by=lead(), reason="Sent back, then withdrawn")
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    draws.confirm(draw, by=lead(), seed=draw.seed)
    with pytest.raises(WrongState, match="can no longer be withdrawn"):
        draws.withdraw(draw, by=lead(), reason="We liked the other one better")
    assert Draw.objects.get(pk=draw.pk).state == "confirmed"


def test_the_database_keeps_a_revealed_draw_from_being_withdrawn(year: CampaignYear) -> None:
    draw, secret = committed(year)
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    gone: dict[str, Any] = {"withdrawn_by": lead(), "withdrawn_at": timezone.now(), "withdrawal_reason": "x"}
    with pytest.raises(IntegrityError, match="draw_state_signed"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(state="withdrawn", **gone)


def test_a_draw_is_not_withdrawn_after_the_stars_are_decided() -> None:
    year = lottery_year()
    draw, _secret = bound(year)
    run = runs.run(year, by=officer())
    runs.propose(run, by=officer())
    runs.approve(run, by=lead())
    with pytest.raises(WrongState, match="decided already"):
        draws.withdraw(draw, by=lead(), reason="x")
