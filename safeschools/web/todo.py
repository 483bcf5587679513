"""What the home pages list as still to do."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import CampaignYear, Participation
from campaigns.queries import visible_participations
from safeschools.accounts.models import User
from scoring.domain.draft import Draft

State = Participation.State


@dataclass(frozen=True)
class Task:
    """A line of the list: tone red, amber, blue or empty; icon; words; where to go."""

    tone: str
    icon: str
    title: str
    hint: str
    url: str


def school_tasks(participation: Participation, draft: Draft) -> list[Task]:
    """What the school still has to do in this state."""
    year = participation.year.calendar_year
    work = reverse("assessment", args=[year])
    if participation.state == State.INVITED:
        return [Task("blue", "pencil", _("Begin the self-assessment"), _("Facts in, points follow."), work)]
    if not participation.is_editable:
        return []
    tasks = []
    if count := len(draft.returned):
        words = ngettext("The district returned %(n)s item", "The district returned %(n)s items", count)
        codes = "、".join(line.code for line in draft.returned)
        tasks.append(Task("amber", "arrow-back-up", words % {"n": count}, codes, work))
    if count := len(draft.missing):
        words = ngettext("%(n)s item is open", "%(n)s items are open", count)
        codes = "、".join(line.code for line in draft.missing[:8])
        tasks.append(Task("blue", "clipboard-text", words % {"n": count}, codes, work))
    hint = _("Possible when every item is answered") if draft.missing else _("Everything is answered")
    tasks.append(
        Task("", "signature", _("The head signs off and submits"), hint, reverse("assessment_submit", args=[year]))
    )
    return tasks


def district_numbers(year: CampaignYear, user: User) -> dict[str, int]:
    """Schools of the district by how far they are, in one statement."""
    rows = visible_participations(user).filter(year=year).order_by()
    counts: dict[str, int] = rows.aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(state__in=[State.INVITED, State.SELF_ASSESSING])),
        waiting=Count("pk", filter=Q(state=State.SUBMITTED)),
        returned=Count("pk", filter=Q(state=State.RETURNED)),
        reviewed=Count("pk", filter=Q(state=State.REVIEWED)),
        recommended=Count("pk", filter=Q(state=State.RECOMMENDED)),
        handed_in=Count("pk", filter=Q(state__in=Participation.HANDED_IN)),
    )
    return counts
