"""What waits for a person: the lines of the page behind the bell, one for each kind of work the role in use does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign, CampaignYear, Draw, Participation, Phase
from campaigns.queries import deadline, visible_participations
from inspections.models import Visit
from inspections.queries.visits import to_check, visible_visits
from safeschools.accounts.models import User
from safeschools.accounts.queries import awaiting_release
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.group_decisions import visible_decisions
from safeschools.web.due import due_words, end_of, open_roster
from safeschools.web.todo import Task, reply_task
from scoring.models import Disqualification, GroupDecision, RecommendationList, TieOrder, Veto
from scoring.queries.disqualifications import paper_to_answer, visible_papers
from scoring.queries.vetoes import visible_vetoes

State = Participation.State
RunState = AllocationRun.State


@dataclass(frozen=True)
class Desk:
    """Whose work in which year, with the phases it is due in."""

    user: User
    year: CampaignYear
    phases: list[Phase]

    def url(self, name: str) -> str:
        """The address of a page of the year."""
        return reverse(name, args=[self.year.calendar_year])

    def ends(self, kind: str) -> datetime | None:
        """When a phase ends for the whole city."""
        return end_of(self.phases, kind)


def waiting_for(user: User, year: CampaignYear | None) -> list[Task]:
    """What waits for this person in the year in view, and what waits in any year."""
    found = [_releases(user)] if user.can("roles.grant") else []
    if year is not None:
        desk = Desk(user, year, list(year.phases.all()))
        found += [look(desk) for permission, look in KINDS if user.can(permission)]
    return [task for task in found if task is not None]


def _own_assessment(desk: Desk) -> Task | None:
    if paper := paper_to_answer(desk.user, desk.year.calendar_year):
        return reply_task(paper, desk.year.calendar_year)
    rows = visible_participations(desk.user).filter(year=desk.year, school=desk.user.school_id or 0)
    state, district = rows.values_list("state", "district").first() or ("", 0)
    if state not in (State.RETURNED, State.INVITED, State.SELF_ASSESSING) or not desk.year.is_open:
        return None
    found = deadline(desk.year, Phase.Kind.SELF_ASSESSMENT, district)
    tone, words = due_words(found[0] if found else None)
    if state == State.RETURNED:
        title = _("The district sent the self-assessment back")
        return Task("amber", "arrow-back-up", title, words, desk.url("assessment"))
    title = _("The self-assessment is not handed in yet")
    return Task(tone, "clipboard-text", title, words, desk.url("assessment"))


def _reviews(desk: Desk) -> Task | None:
    number = visible_participations(desk.user).filter(year=desk.year, state=State.SUBMITTED).count()
    words = ngettext("%(n)s school awaits the review", "%(n)s schools await the review", number)
    return _counted(number, "checklist", words, desk.url("review_queue"), desk.ends(Phase.Kind.DISTRICT_REVIEW))


def _lists(desk: Desk) -> Task | None:
    lists = RecommendationList.objects.filter(year=desk.year, district=desk.user.district_id)
    number = lists.filter(state=RecommendationList.State.DRAFT).count()
    words = _("The recommendation list is not submitted yet")
    return _counted(number, "thumb-up", words, desk.url("recommendation"), desk.ends(Phase.Kind.DISTRICT_REVIEW))


def _visits(desk: Desk) -> Task | None:
    open_states = (Visit.State.PLANNED, Visit.State.STARTED)
    number = visible_visits(desk.user).filter(participation__year=desk.year, state__in=open_states).count()
    words = ngettext("%(n)s spot check is to be done", "%(n)s spot checks are to be done", number)
    return _counted(number, "clipboard-check", words, reverse("field_home"), desk.ends(Phase.Kind.SPOT_CHECK))


def _unchecked(desk: Desk) -> Task | None:
    """Schools that the city has to check before their scores decide anything (score.final_source)."""
    if not desk.year.is_open or (desk.year.counts_unchecked and desk.year.floors_unchecked):
        return None
    number = to_check(desk.user, desk.year).count()
    words = ngettext("%(n)s school is to be checked by the city", "%(n)s schools are to be checked by the city", number)
    return _counted(number, "clipboard-check", words, desk.url("visit_list"), desk.ends(Phase.Kind.SPOT_CHECK))


def _vetoes(desk: Desk) -> Task | None:
    number = visible_vetoes(desk.user).filter(participation__year=desk.year, state=Veto.State.PROPOSED).count()
    words = ngettext("%(n)s veto finding is to be decided", "%(n)s veto findings are to be decided", number)
    return _counted(number, "ban", words, desk.url("veto_list"))


def _exits(desk: Desk) -> Task | None:
    state = Disqualification.State.PROPOSED
    number = visible_papers(desk.user).filter(participation__year=desk.year, state=state).count()
    words = ngettext("%(n)s proposed exit is to be decided", "%(n)s proposed exits are to be decided", number)
    return _counted(number, "arrow-down", words, desk.url("disqualification_list"))


def _roster(desk: Desk) -> Task | None:
    words = open_roster(desk.year, desk.phases) if desk.year.is_open else None
    return Task("amber", "lock", *words, desk.url("allocation")) if words else None


def _own_runs(desk: Desk) -> Task | None:
    """The newest run, where the officer's side has the next step."""
    newest = AllocationRun.objects.filter(year=desk.year).only("number", "state", "decision_reason").first()
    if newest is None or not desk.year.is_open:
        return None
    url = reverse("run", args=[desk.year.calendar_year, newest.number])
    number = {"number": newest.number}
    match newest.state:
        case RunState.REJECTED:
            return Task("amber", "circle-x", _("Run #%(number)s is rejected.") % number, newest.decision_reason, url)
        case RunState.DRAFT:
            return Task("blue", "send", _("Run #%(number)s is not proposed yet") % number, "", url)
    return None


def _proposals(desk: Desk) -> Task | None:
    number = AllocationRun.objects.filter(year=desk.year, state=RunState.PROPOSED).count()
    words = ngettext("%(n)s allocation awaits approval", "%(n)s allocations await approval", number)
    return _counted(number, "signature", words, desk.url("allocation"), desk.ends(Phase.Kind.ALLOCATION))


def _group_decisions(desk: Desk) -> Task | None:
    rows = visible_decisions(desk.user, desk.year).filter(state=GroupDecision.State.PROPOSED)
    number = _signable(desk, rows)
    words = ngettext(
        "%(n)s decision of the leading group is to be confirmed",
        "%(n)s decisions of the leading group are to be confirmed",
        number,
    )
    return _counted(number, "gavel", words, desk.url("group_decision_list"))


def _tie_orders(desk: Desk) -> Task | None:
    rows = TieOrder.objects.filter(year=desk.year, state=TieOrder.State.PROPOSED)
    number = _signable(desk, rows)
    words = ngettext(
        "%(n)s order among tied schools is to be confirmed",
        "%(n)s orders among tied schools are to be confirmed",
        number,
    )
    return _counted(number, "list-numbers", words, desk.url("tie_orders"))


def _draws(desk: Desk) -> Task | None:
    number = _signable(desk, Draw.objects.filter(year=desk.year, state=Draw.State.REVEALED))
    return _counted(number, "signature", _("The public draw is to be confirmed"), desk.url("draw"))


def _namings(desk: Desk) -> Task | None:
    titles = Campaign.Mode.NAMING
    runs = AllocationRun.objects.filter(
        year=desk.year, year__campaign__mode=titles, state=RunState.APPROVED, naming=None
    )
    words = _("The approved allocation awaits the naming")
    return _counted(runs.count(), "award", words, desk.url("naming_page"), desk.ends(Phase.Kind.NAMING))


def _releases(user: User) -> Task | None:
    number = awaiting_release(user).count()
    words = ngettext("%(n)s new account awaits its release", "%(n)s new accounts await their release", number)
    return _counted(number, "user-check", words, reverse("account_list") + "?active=no")


def _signable(desk: Desk, rows: QuerySet[Any]) -> int:
    """In a closed year nobody signs any more."""
    return rows.count() if desk.year.is_open else 0


def _counted(number: int, icon: str, words: str, url: str, ends: datetime | None = None) -> Task | None:
    tone, hint = due_words(ends)
    return Task(tone, icon, words % {"n": number}, hint, url) if number else None


KINDS: tuple[tuple[str, Callable[[Desk], Task | None]], ...] = (
    ("assessment.fill", _own_assessment),
    ("review.work", _reviews),
    ("recommend.submit", _lists),
    ("visit.record", _visits),
    ("visit.plan", _unchecked),
    ("veto.confirm", _vetoes),
    ("disqualification.confirm", _exits),
    ("year.configure", _roster),
    ("allocation.propose", _own_runs),
    ("allocation.approve", _proposals),
    ("allocation.approve", _group_decisions),
    ("allocation.approve", _tie_orders),
    ("allocation.approve", _draws),
    ("naming.record", _namings),
)
