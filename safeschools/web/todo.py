"""What the home pages list as still to do, and what the bell counts as waiting for a person."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaigns.models import CampaignYear, Participation
from campaigns.queries import visible_participations
from inspections.models import Visit
from inspections.queries.visits import visible_visits
from safeschools.accounts.models import User
from safeschools.designations.models import AllocationRun
from scoring.domain.draft import Draft, Line, Part
from scoring.models import Disqualification, RecommendationList, Veto
from scoring.queries.disqualifications import paper_to_answer, visible_papers
from scoring.queries.vetoes import visible_vetoes

State = Participation.State
SHOWN = 3

#: the district has judged these
REVIEWED = tuple(set(Participation.HANDED_IN) - {State.SUBMITTED, State.RETURNED})


@dataclass(frozen=True)
class Task:
    """A line of the list: tone red, amber, blue or empty; icon; words; where to go; a short mark at the end."""

    tone: str
    icon: str
    title: str
    hint: str
    url: str
    mark: str = ""


def school_tasks(
    participation: Participation, draft: Draft, parts: Iterable[Part], *, is_open: bool = True
) -> list[Task]:
    """What the school still has to do in this state: returned items, open items by dimension, the sign-off.

    Nothing of the assessment when the door `is_open` no more.
    """
    year = participation.year.calendar_year
    if paper := participation.disqualifications.filter(state=Disqualification.State.PROPOSED).first():
        hint = _("Until %(end)s; nothing is decided before") % {
            "end": f"{timezone.localtime(paper.reply_until):%Y-%m-%d}"
        }
        url = reverse("disqualification_reply", args=[year])
        return [Task("red", "message-reply", _("Reply: your school would leave the year's selection"), hint, url)]
    if not participation.is_editable or not is_open:
        return []
    if participation.state == State.INVITED:
        work = reverse("assessment", args=[year])
        return [Task("blue", "pencil", _("Begin the self-assessment"), _("Facts in, points follow."), work)]
    tasks = []
    if count := len(draft.returned):
        words = ngettext("The district returned %(n)s item", "The district returned %(n)s items", count)
        first = reverse("assessment_dimension", args=[year, draft.returned[0].dimension])
        mark = _items(len(draft.unhandled)) if draft.unhandled else _("dealt with")
        tasks.append(Task("amber", "arrow-back-up", words % {"n": count}, _named(draft.returned), first, mark))
    tasks += _opens([part for part in parts if part.draft.missing], year)
    hint = _("Possible when every item is answered") if draft.missing else _("Everything is answered")
    mark = _("not begun") if draft.missing else _("ready")
    submit = reverse("assessment_submit", args=[year])
    return [*tasks, Task("", "signature", _("The head signs off and submits"), hint, submit, mark)]


def _opens(waiting: list[Part], year: int) -> Iterator[Task]:
    """A line for each dimension with open items; of more than four, three and the rest together."""
    shown = waiting if len(waiting) <= SHOWN + 1 else waiting[:SHOWN]
    yield from (_open(part, year) for part in shown)
    if rest := waiting[len(shown) :]:
        title = _("Still open: %(n)s more dimensions") % {"n": len(rest)}
        hint = pgettext("between names", ", ").join(part.title for part in rest)
        count = sum(len(part.draft.missing) for part in rest)
        yield Task("blue", "list-check", title, hint, reverse("assessment_submit", args=[year]), _items(count))


def _open(part: Part, year: int) -> Task:
    """The open items of a dimension."""
    url = reverse("assessment_dimension", args=[year, part.code]) + "?show=open"
    missing = part.draft.missing
    title = _("Still open: %(part)s") % {"part": part.title}
    return Task("blue", "clipboard-text", title, _named(missing), url, _items(len(missing)))


def _items(count: int) -> str:
    return ngettext("%(n)s item", "%(n)s items", count) % {"n": count}


def _named(lines: Sequence[Line]) -> str:
    """The first three by code and title."""
    shown = pgettext("between names", ", ").join(f"{line.code} {line.title}" for line in lines[:3])
    return shown if len(lines) <= 3 else _("%(first)s and others") % {"first": shown}


def district_numbers(year: CampaignYear, user: User) -> dict[str, int]:
    """Schools of the district by how far they are, in one statement."""
    rows = visible_participations(user).filter(year=year).order_by()
    counts: dict[str, int] = rows.aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(state__in=[State.INVITED, State.SELF_ASSESSING])),
        waiting=Count("pk", filter=Q(state=State.SUBMITTED)),
        returned=Count("pk", filter=Q(state=State.RETURNED)),
        reviewed=Count("pk", filter=Q(state=State.REVIEWED)),
        refused=Count("pk", filter=Q(state=State.NOT_RECOMMENDED)),
        judged=Count("pk", filter=Q(state__in=REVIEWED)),
        recommended=Count("pk", filter=Q(state=State.RECOMMENDED)),
        handed_in=Count("pk", filter=Q(state__in=Participation.HANDED_IN)),
    )
    return counts


def waiting_for(user: User, year: CampaignYear) -> list[Task]:
    """What waits for this person in the year: a line for each kind of work that the role in use does."""
    found = (look(user, year) for permission, look in KINDS.items() if user.can(permission))
    return [task for task in found if task is not None]


def _own_assessment(user: User, year: CampaignYear) -> Task | None:
    if paper_to_answer(user, year.calendar_year):
        url = reverse("disqualification_reply", args=[year.calendar_year])
        return Task("red", "message-reply", _("Reply: your school would leave the year's selection"), "", url)
    rows = visible_participations(user).filter(year=year, school=user.school_id or 0)
    url = reverse("assessment", args=[year.calendar_year])
    match rows.values_list("state", flat=True).first():
        case State.RETURNED:
            return Task("amber", "arrow-back-up", _("The district sent the self-assessment back"), "", url)
        case State.INVITED | State.SELF_ASSESSING if year.is_open:
            return Task("blue", "clipboard-text", _("The self-assessment is not handed in yet"), "", url)
    return None


def _reviews(user: User, year: CampaignYear) -> Task | None:
    number = visible_participations(user).filter(year=year, state=State.SUBMITTED).count()
    words = ngettext("%(n)s school awaits the review", "%(n)s schools await the review", number)
    return _counted(number, "checklist", words, reverse("review_queue", args=[year.calendar_year]))


def _lists(user: User, year: CampaignYear) -> Task | None:
    lists = RecommendationList.objects.filter(year=year, district=user.district_id)
    number = lists.filter(state=RecommendationList.State.DRAFT).count()
    url = reverse("recommendation", args=[year.calendar_year])
    return _counted(number, "thumb-up", _("The recommendation list is not submitted yet"), url)


def _visits(user: User, year: CampaignYear) -> Task | None:
    open_states = (Visit.State.PLANNED, Visit.State.STARTED)
    number = visible_visits(user).filter(participation__year=year, state__in=open_states).count()
    words = ngettext("%(n)s spot check is to be done", "%(n)s spot checks are to be done", number)
    return _counted(number, "clipboard-check", words, reverse("field_home"))


def _vetoes(user: User, year: CampaignYear) -> Task | None:
    number = visible_vetoes(user).filter(participation__year=year, state=Veto.State.PROPOSED).count()
    words = ngettext("%(n)s veto finding is to be decided", "%(n)s veto findings are to be decided", number)
    return _counted(number, "ban", words, reverse("veto_list", args=[year.calendar_year]))


def _exits(user: User, year: CampaignYear) -> Task | None:
    state = Disqualification.State.PROPOSED
    number = visible_papers(user).filter(participation__year=year, state=state).count()
    words = ngettext("%(n)s proposed exit is to be decided", "%(n)s proposed exits are to be decided", number)
    return _counted(number, "arrow-down", words, reverse("disqualification_list", args=[year.calendar_year]))


def _proposals(user: User, year: CampaignYear) -> Task | None:
    number = AllocationRun.objects.filter(year=year, state=AllocationRun.State.PROPOSED).count()
    words = ngettext("%(n)s allocation awaits approval", "%(n)s allocations await approval", number)
    return _counted(number, "signature", words, reverse("allocation", args=[year.calendar_year]))


def _namings(user: User, year: CampaignYear) -> Task | None:
    runs = AllocationRun.objects.filter(year=year, state=AllocationRun.State.APPROVED, naming=None)
    url = reverse("naming_page", args=[year.calendar_year])
    return _counted(runs.count(), "award", _("The approved allocation awaits the naming"), url)


def _counted(number: int, icon: str, words: str, url: str) -> Task | None:
    return Task("blue", icon, words % {"n": number}, "", url) if number else None


KINDS: dict[str, Callable[[User, CampaignYear], Task | None]] = {
    "assessment.fill": _own_assessment,
    "review.work": _reviews,
    "recommend.submit": _lists,
    "visit.record": _visits,
    "veto.confirm": _vetoes,
    "disqualification.confirm": _exits,
    "allocation.approve": _proposals,
    "naming.record": _namings,
}
