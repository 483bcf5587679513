"""The pages of the public draw: the bureau's next step, the secret shown once, what any citizen can check."""

import re
import subprocess
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.domain.draws import commitment
from campaigns.models import CampaignYear, Draw
from safeschools.designations.actions import naming, runs
from safeschools.designations.models import AllocationRun
from safeschools.once.models import Answer
from scoring.actions import draws
from scoring.domain.ranking import PURPOSE, ticket
from tests.designations.world import (
    RESULTS,
    TIED,
    allocatable_year,
    browser,
    committed,
    drawn,
    frozen,
    lead,
    lottery_year,
    officer,
    proposed,
    sources,
    url,
)
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def year() -> CampaignYear:
    return lottery_year(*TIED)


def page(client: Client, name: str = "draw") -> str:
    return client.get(url(name)).content.decode()


def announced() -> dict[str, Any]:
    found = list(enumerate(sources()))
    names = {f"name_{place}": source.name for place, source in found}
    return names | {f"on_{place}": source.on.isoformat() for place, source in found}


def entered(secret: str) -> dict[str, str]:
    numbers = {f"numbers_{place}": " ".join(map(str, found)) for place, found in enumerate(RESULTS)}
    return {"secret": secret, "withheld": "", **numbers}


def test_the_secret_is_shown_once_and_kept_nowhere(year: CampaignYear) -> None:
    desk = browser(officer())
    assert "Commit and show the secret once" in page(desk)
    answer = desk.post(url("draw_commit"), announced(), headers={"Idempotency-Key": "k1"})
    assert answer.status_code == 201
    assert "no-store" in answer.headers["Cache-Control"]
    found = re.search(r"<code>([0-9a-f]{32})</code>", answer.content.decode())
    assert found
    secret = found[1]
    assert Draw.objects.get().commitment == commitment(secret)
    assert not Answer.objects.exists()
    assert secret not in page(desk)
    assert desk.post(url("draw_commit"), announced(), headers={"Idempotency-Key": "k1"}).status_code == 422


def test_what_is_wrong_with_a_commitment_stands_on_its_form(year: CampaignYear) -> None:
    answer = browser(officer()).post(url("draw_commit"), announced() | {"on_0": "2020-01-01"})
    assert answer.status_code == 422
    assert "must be of days still to come" in answer.content.decode()
    assert "双色球第 2026123 期" in answer.content.decode()
    assert browser(lead()).post(url("draw_commit"), announced()).status_code == 403


def test_after_the_commitment_the_roster_is_frozen(year: CampaignYear) -> None:
    draws.commit(year, by=officer(), sources=sources())
    assert "To the freezing of the roster" in page(browser(officer()))
    frozen(year)
    assert "Reveal the draw" in page(browser(officer()))


def test_the_officer_reveals_and_the_lead_confirms(year: CampaignYear) -> None:
    draw, secret = committed(year)
    desk, chief = browser(officer()), browser(lead())
    wrong = desk.post(url("draw_reveal", draw.pk), entered("0" * 32))
    assert wrong.status_code == 422
    assert "not the secret that was committed" in wrong.content.decode()
    unread = desk.post(url("draw_reveal", draw.pk), entered(secret) | {"numbers_1": "3456.78"})
    assert "a price without its point" in unread.content.decode()
    assert desk.post(url("draw_confirm", draw.pk)).status_code == 403
    assert chief.post(url("draw_confirm", draw.pk)).status_code == 409
    assert desk.post(url("draw_reveal", draw.pk), entered(secret)).status_code == 302
    assert "Confirm the draw" in page(chief)
    assert chief.post(url("draw_send_back", draw.pk), {"reason": "Look again"}).status_code == 302
    assert desk.post(url("draw_reveal", draw.pk), entered(secret)).status_code == 302
    assert secret not in page(browser(), "public_draw")
    assert chief.post(url("draw_confirm", draw.pk)).status_code == 302
    assert "To the allocation" in page(desk)
    assert chief.post(url("draw_withdraw", draw.pk), {"reason": "A school was missing"}).status_code == 302
    assert "Why another draw is needed" in page(desk)
    public = page(browser(), "public_draw")
    assert "No draw is in force" in public
    assert "A school was missing" in public


def name(run: AllocationRun) -> None:
    """The commission's document is recorded: who was starred is public from now on."""
    day = timezone.localdate()
    present = AllocationRun.objects.get(pk=run.pk)
    naming.record_naming(present, by=make_user("naming_authority"), document="〔2026〕18", decided_on=day)


def test_a_citizen_draws_it_again_from_the_page_alone(year: CampaignYear) -> None:
    draw = drawn(year)
    run = proposed(year)
    runs.approve(run, by=lead())
    assert "printf 'starquota/1" not in page(browser(), "public_draw").replace("&#x27;", "'")
    name(run)
    text = page(browser(), "public_draw").replace("&#x27;", "'")
    commands = re.findall(r"<code>(printf '[^']*') \| sha256sum</code>", text)
    assert len(commands) == 2 + 3
    answers = []
    for command in commands:
        said = subprocess.run(["sh", "-c", f"{command} | sha256sum"], capture_output=True, check=True, text=True).stdout
        answers.append(said.split()[0])
    tied = run.lines.filter(score=9500).order_by("-star")
    best = list(tied.values_list("participation__school__code", flat=True))
    assert answers == [draw.commitment, draw.seed, *(ticket(draw.seed, PURPOSE, code) for code in best)]
    assert all(answer in text for answer in answers)
    assert "95.00" not in text
    others = year.participations.exclude(rating__score=9500).values_list("school__code", "school__name")
    assert not any(word in text for school in others for word in school)


def test_before_the_confirmation_only_what_is_fixed_is_public(year: CampaignYear) -> None:
    assert browser().get(url("public_draw")).status_code == 404
    assert browser().get(reverse("register_home")).status_code == 200
    draw, secret = committed(year)
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    text = page(browser(), "public_draw")
    assert draw.commitment in text
    assert draw.roster_digest in text
    assert all(source["name"] in text for source in draw.sources)
    assert not any(word in text for word in (secret, draw.seed, draw.key))
    assert url("public_draw") in browser().get(reverse("register_home")).content.decode()


def test_the_run_says_that_it_is_provisional(year: CampaignYear) -> None:
    assert "Commit the public draw" in browser(officer()).get(url("allocation")).content.decode()
    draw, secret = committed(year)
    runs.run(year, by=officer())
    desk = browser(officer())
    assert "This run is provisional" in page(desk, "allocation")
    ties = page(desk, "tie_orders")
    assert url("draw") in ties
    assert "Propose the order" not in ties
    draws.reveal(draw, by=officer(), secret=secret, withheld="", results=RESULTS)
    draws.confirm(draw, by=lead())
    run = runs.run(year, by=officer())
    assert "This run is provisional" not in page(desk, "allocation")
    best = run.lines.get(star=3).participation.school
    why = desk.get(url("run_why", run.number, best.code)).content.decode()
    assert f"<code>{ticket(draw.seed, PURPOSE, best.code)[:8]}…</code>" in why


def test_a_year_without_a_lottery_says_so() -> None:
    allocatable_year()
    assert "The ties of this year are not drawn" in page(browser(officer()))


def test_the_number_of_tied_schools_costs_no_queries() -> None:
    def count(*scores: int) -> int:
        made = lottery_year(*scores)
        drawn(made)
        run = proposed(made)
        runs.approve(run, by=lead())
        name(run)
        with CaptureQueriesContext(connection) as seen:
            browser().get(reverse("public_draw", args=[made.calendar_year]))
        return len(seen)

    assert count(*TIED) == count(*[9500] * 8, 8600, 8500)
