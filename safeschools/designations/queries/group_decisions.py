"""Decisions of the leading group: who may see them, what they say, whom one may be about."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.domain.decisions import chosen
from campaigns.models import CampaignYear, Participation
from scoring.domain.explain import STARS
from scoring.models import GroupDecision
from scoring.queries.schools import narrow, schools_of
from scoring.queries.sentences import say

Kind = GroupDecision.Kind

FOUND = 12


def visible_decisions(user: Any, year: CampaignYear) -> QuerySet[GroupDecision]:
    """Every decision of the year, newest first; nobody without the right to see runs sees one."""
    rows = GroupDecision.objects.filter(participation__year=year).select_related("proposed_by", "decided_by")
    rows = rows.select_related("participation__school", "participation__district", "participation__year")
    return rows if user.can("allocation.view") else rows.none()


def decision_words(kind: str, star: int | None) -> str:
    """What is decided, in a few words; an order among tied schools has no star."""
    if kind == Kind.EXCLUDE:
        return _("Left out of the ranking")
    if kind not in Kind.values:
        return _("Order among tied schools")
    if not star:
        return _("Ranked, but no star")
    words = _("Placed at %(stars)s") if kind == Kind.PIN else _("At most %(stars)s")
    return words % {"stars": say(STARS[star])}


def decision_choices(year: CampaignYear) -> list[tuple[str, int | None]]:
    """Kind and star of everything that may be decided under the year's rules (quota.pins)."""
    pins = [(Kind.PIN.value, star) for star in (3, 2, 1)] if chosen(year.decisions, "quota.pins").slug == "on" else []
    return [(Kind.EXCLUDE.value, None), *((Kind.MAX_STAR.value, star) for star in (2, 1, 0)), *pins]


def sought(user: Any, year: CampaignYear, text: str) -> list[Participation]:
    """The first schools of the year with this in name, code or pinyin; none while nothing is sought."""
    rows = narrow(schools_of(user, year), year, text=text).select_related("school", "district")
    return list(rows.order_by("school__code")[:FOUND]) if text.strip() else []
