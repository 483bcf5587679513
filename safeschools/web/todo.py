"""What the home pages list as still to do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaigns.models import CampaignYear, Participation
from campaigns.queries import visible_participations
from safeschools.accounts.models import User
from scoring.domain.draft import Draft, Line, Part
from scoring.models import Disqualification

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
        return [reply_task(paper, year)]
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


def reply_task(paper: Disqualification, year: int) -> Task:
    """A proposed exit that the school may answer."""
    hint = _("Until %(end)s; nothing is decided before") % {"end": f"{timezone.localtime(paper.reply_until):%Y-%m-%d}"}
    title = _("Reply: your school would leave the year's selection")
    return Task("red", "message-reply", title, hint, reverse("disqualification_reply", args=[year]))


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
        withdrawn=Count("pk", filter=Q(state=State.WITHDRAWN)),
    )
    return counts
