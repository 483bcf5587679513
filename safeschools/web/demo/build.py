"""Building the city from its parts, in order."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from campaigns.actions.years import close_year, freeze_roster
from campaigns.models import CampaignYear, Participation
from safeschools.accounts.models import User
from safeschools.designations.actions import naming, runs, scenarios
from safeschools.designations.forms.whatif import TRIAL_SEED
from safeschools.directory.actions.shipped import load_agencies
from safeschools.directory.models import School
from safeschools.lib.clock import history
from safeschools.web.demo import scenes
from safeschools.web.demo.answers import POOL, make_pool
from safeschools.web.demo.batches import create, in_batches
from safeschools.web.demo.city import load_schools, name_liaisons
from safeschools.web.demo.evidence import attach_pictures
from safeschools.web.demo.people import SHOWCASE, make_people
from safeschools.web.demo.visits import make_visits
from safeschools.web.demo.years import make_campaign, make_year, members
from scoring.actions.shipped import load_shipped_standard
from scoring.actions.standards import publish
from scoring.domain.documents import digest
from scoring.domain.score import final_score
from scoring.models import Standard, Submission
from scoring.queries.assessment import frozen_contents, receipt_paper
from scoring.tasks import recompute_year

Show = Callable[[str, int, int], None]
STEPS = 9
PAPERS = 200  # a portion: each holds every answer of a school


@history()
def build(now: datetime, *, schools: int | None, seed: int, progress: Show) -> None:
    """Everything of the demonstration, within one transaction of the caller."""
    today = now.date()

    def step(number: int, words: str) -> None:
        progress(words, number, STEPS)

    def within(number: int, words: str) -> Callable[[int], None]:
        return lambda done: progress(f"{words}: {done}", number, STEPS)

    step(0, "member units and schools")
    load_agencies(by=None)
    name_liaisons(today)
    count = load_schools(schools, seed)
    step(1, f"{count} schools")
    showcase = _showcase()
    people = make_people(*showcase)
    step(2, "accounts of every role")
    standard = load_shipped_standard(by=people["officer"])
    publish(standard, by=people["officer"])
    standard = Standard.objects.get(pk=standard.pk)
    pool = min(count, POOL)
    make_pool(
        standard.pk, pool, seed, lambda done, total: progress("plausible answers", 2 * total + done, STEPS * total)
    )
    step(3, "plausible answers")
    campaign = make_campaign(today)
    first = make_year(campaign, 1, today, standard)
    scenes.first_year(scenes.Stage(first, people, pool, seed, now), recompute_year, within(3, str(first.calendar_year)))
    step(4, f"{first.calendar_year}: claimed, reviewed, recommended")
    _name(first, people)
    step(5, f"{first.calendar_year}: allocated, named, closed")
    second = make_year(campaign, 2, today, standard)
    stage = scenes.Stage(second, people, pool, seed, now)
    numbers = scenes.second_year(
        stage, recompute_year, (showcase[0].pk, showcase[1].pk), within(5, str(second.calendar_year))
    )
    step(6, f"{second.calendar_year}: in review")
    _papers(second, people["head"], within(6, "papers"))
    make_visits(stage, numbers)
    attach_pictures(showcase, people["editor"], second)
    step(7, f"{second.calendar_year}: papers, spot checks, evidence")
    recompute_year(second.pk)
    make_year(campaign, 3, today, None)
    step(STEPS, f"{second.calendar_year + 1}: not opened")


def _showcase() -> tuple[School, School]:
    """Two primary schools with a canteen for the printed accounts."""
    schools = School.objects.filter(status=School.Status.ACTIVE, canteen=True).order_by("code")
    near = schools.filter(district__code=SHOWCASE)
    wishes = (near.filter(type=School.Type.PRIMARY), near, schools)
    chosen = next(found for wish in wishes if len(found := list(wish[:2])) == 2)
    return chosen[0], chosen[1]


def _name(year: CampaignYear, people: dict[str, User]) -> None:
    """The first year goes its official way: frozen, run, proposed, approved by another, named by a third, closed."""
    freeze_roster(year, by=people["officer"])
    recompute_year(year.pk)
    run = runs.run(year, by=people["officer"])
    more = {"caps": {"3": "6.00"}, "rule": {"tie_residual": "lottery", "lottery_seed": TRIAL_SEED}}
    scenarios.save_scenario(run, by=people["officer"], name="三星上限 6%，同分抽签", changes=more)
    runs.propose(run, by=people["officer"])
    runs.approve(run, by=people["lead"])
    run.refresh_from_db()
    day = timezone.localdate(year.phases.get(kind="naming").starts_at)
    document = f"云综委〔{day.year}〕18 号"
    naming.record_naming(run, by=people["naming"], document=document, decided_on=day)
    year.refresh_from_db()
    recompute_year(year.pk)
    close_year(year, by=people["officer"])


def _papers(year: CampaignYear, head: User, show: Callable[[int], None]) -> None:
    """The papers of the hand-ins of the running year, with their receipts."""
    ids = members(year, submitted_at__isnull=False)
    done = 0
    for chunk in in_batches(ids, PAPERS):
        done += create(_written(chunk, head))
        show(done)


def _written(participation_ids: Sequence[int], head: User) -> Iterator[Submission]:
    rows = Participation.objects.filter(pk__in=participation_ids).select_related("school", "year__sheet__standard")
    contents = frozen_contents(participation_ids)
    for row in rows.order_by("pk"):
        yield _paper(row, contents[row.pk], head)


def _paper(participation: Participation, content: dict[str, Any], head: User) -> Submission:
    at = participation.submitted_at
    assert at is not None  # noqa: S101 - filtered by the query
    earned, most = (sum(item[name] for item in content.values()) for name in ("points", "max"))
    paper = Submission(
        participation=participation,
        number=1,
        content=content,
        score=final_score(earned, most, participation.year.scale) or 0,
        submitted_at=at,
        submitted_by=head,
    )
    paper.receipt = digest(receipt_paper(paper))
    return paper
