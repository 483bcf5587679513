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
from safeschools.designations.queries.draws import drawn_groups
from safeschools.once.models import Answer
from scoring.actions import draws
from scoring.domain.ranking import PURPOSE, ticket
from scoring.tasks import recompute_year
from tests.designations.group_decisions import decided
from tests.designations.world import (
    RESULTS,
    TIED,
    allocatable_year,
    bound,
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
    again = desk.post(url("draw_commit"), announced(), headers={"Idempotency-Key": "k1"})
    assert again.status_code == 409
    assert "If nobody has it on paper, another person withdraws the draw" in again.content.decode()
    assert Draw.objects.count() == 1


def test_a_second_click_does_not_send_the_commitment_again(year: CampaignYear) -> None:
    form = re.search(rf'action="{url("draw_commit")}".*?</form>', page(browser(officer())), re.DOTALL)
    assert form
    assert re.search(r'<button[^>]*type="submit"[^>]*data-busy="[^"]+"', form[0])


def test_a_refused_form_never_stands_in_the_form_of_another_step(year: CampaignYear) -> None:
    committed(year)
    answer = browser(officer()).post(url("draw_commit"), announced())
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'name="secret"' in text
    assert 'name="on_0"' not in text


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
    old = seen(chief)
    assert chief.post(url("draw_send_back", draw.pk), {"reason": "Look again"}).status_code == 302
    assert desk.post(url("draw_reveal", draw.pk), entered(secret) | {"numbers_1": "345679"}).status_code == 302
    assert secret not in page(browser(), "public_draw")
    unseen = chief.post(url("draw_confirm", draw.pk), old)
    assert unseen.status_code == 409
    assert "entered anew since you opened it" in unseen.content.decode()
    assert chief.post(url("draw_confirm", draw.pk), seen(chief)).status_code == 302
    assert "To the allocation" in page(desk)
    assert url("draw_withdraw", draw.pk) not in page(chief)
    assert chief.post(url("draw_withdraw", draw.pk), {"reason": "A school was missing"}).status_code == 409


def seen(client: Client) -> dict[str, str]:
    """What the form of the second signature on the page sends."""
    found = re.search(r'name="seed" value="([0-9a-f]{64})".*?Confirm the draw', page(client), re.DOTALL)
    assert found
    return {"seed": found[1]}


def test_a_withdrawn_draw_stays_public_with_all_that_was_announced(year: CampaignYear) -> None:
    draw, _secret = bound(year)
    desk, chief = browser(officer()), browser(lead())
    assert url("draw_withdraw", draw.pk) in page(chief)
    assert chief.post(url("draw_withdraw", draw.pk), {"reason": "A school was missing"}).status_code == 302
    assert "Why another draw is needed" in page(desk)
    public = page(browser(), "public_draw")
    assert "No draw is in force" in public
    announced = [value for source in draw.sources for value in source.values()]
    assert all(word in public for word in ("A school was missing", draw.commitment, draw.roster_digest, *announced))


def test_who_withholds_the_secret_reads_that_the_reason_will_be_public(year: CampaignYear) -> None:
    committed(year)
    desk = browser(officer())
    assert "The reason will be public." in page(desk)
    assert "所写理由将对外公开" in desk.get(url("draw"), headers={"accept-language": "zh-hans"}).content.decode()


@pytest.mark.parametrize(
    ("scores", "kind", "star", "overflow", "parted"),
    [
        ((9200, 9200), "max_star", 1, "cascade", False),
        ((9500, 9200, 9200), "pin", 3, "cascade", False),
        ((9500, 9500, 9200, 9200), "max_star", 2, "cascade", True),
        ((9500, 9500, 9200, 9200), "max_star", 2, "own_tier_first", False),
    ],
    ids=["limited", "placed", "met at two stars", "its own star first"],
)
def test_only_schools_that_met_at_a_full_star_were_drawn(
    scores: tuple[int, ...], kind: str, star: int, overflow: str, parted: bool
) -> None:
    """Of two equal schools one is limited or placed by decision: the ticket decides only where both wait for a star."""
    year = lottery_year(*scores, *[7800 - 10 * low for low in range(10 - len(scores))], cap_three=2000, cap_total=4000)
    CampaignYear.objects.filter(pk=year.pk).update(
        decisions={"quota.ties": "lottery", "quota.overflow": overflow, "quota.pins": "on"}
    )
    year.refresh_from_db()
    committed(year)
    recompute_year(year.pk)
    rows = list(year.participations.filter(rating__score=9200).select_related("school"))
    decided(rows[0], kind, star)
    draw = Draw.objects.get()
    draws.reveal(draw, by=officer(), secret="", withheld="x", results=RESULTS)
    draws.confirm(draw, by=lead(), seed=draw.seed)
    run = runs.run(year, by=officer())
    assert len(set(run.lines.filter(score=9200).values_list("star", flat=True))) == 2
    schools = [{lot.school for lot in group} for group in drawn_groups(draw)]
    assert schools == ([{row.school for row in rows}] if parted else [])


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
    draws.confirm(draw, by=lead(), seed=draw.seed)
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
