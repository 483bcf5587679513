"""The district's recommendation list: who goes up, with which star, who does not and why (C5.3c, proc.recommend)."""

from collections.abc import Collection, Iterator, Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.accounts.queries import schools_of_person
from safeschools.audit.models import Event
from safeschools.audit.record import event, record
from safeschools.directory.models import District
from safeschools.lib.background import wake
from safeschools.lib.clock import now
from safeschools.lib.errors import Invalid, WrongState
from safeschools.lib.transitions import move
from scoring.domain.numbers import shown
from scoring.models import Recommendation, RecommendationList
from scoring.policies.duties import bar_own_school
from scoring.policies.timing import bar_late_review
from scoring.queries.recommendations import Standing, ceilings, listed, standing_of, standings, waiting
from scoring.tasks import recompute_year

State = Participation.State


@transaction.atomic
def recommend(participation: Participation, *, by: User, star: int, reason: str = "") -> Recommendation:
    """Put a reviewed school on the list with a star: the one open to it, or lower with a reason, never higher.

    Raises WrongState when the review is not finished or the list is submitted, Invalid for a star above the band, a
    vetoed school or a missing reason, NotAllowed for the own school.
    """
    papers = _open_list(participation, by)
    standing = standing_of(participation)
    if not 1 <= star <= 3:
        raise Invalid(_("Choose one, two or three stars."))
    if star > standing.highest:
        raise Invalid(_too_high(participation, standing))
    if star < standing.highest and not reason.strip():
        raise Invalid(_("Say why a lower star than the score's is recommended."))
    line = _write_line(papers, participation, recommended=True, star=star, reason=reason)
    sentence = gettext_noop("%(actor)s put %(object)s on the recommendation list for %(star)s stars.")
    record("recommendation.line", participation, by=by, sentence=sentence, reason=line.reason, star=star)
    return line


@transaction.atomic
def refuse(participation: Participation, *, by: User, reason: str) -> Recommendation:
    """Keep a reviewed school off the recommendation, with the reason it will read. Raises as `recommend`."""
    papers = _open_list(participation, by)
    if not reason.strip():
        raise Invalid(_("Say why the school is not recommended; the school will read it."))
    line = _write_line(papers, participation, recommended=False, star=0, reason=reason)
    sentence = gettext_noop("%(actor)s put %(object)s on the list as not recommended.")
    record("recommendation.line", participation, by=by, sentence=sentence, reason=line.reason)
    return line


@transaction.atomic
def fill_in(year: CampaignYear, *, by: User, district: District) -> int:
    """Give every reviewed school without a line the obvious one: its band, or below the lines not recommended.

    The person's own schools and vetoed schools with a star's score are left for people. Returns how many were written.
    """
    papers = _draft(year, district)
    bar_late_review(year, district.pk)
    rows = listed(year, district).filter(state=State.REVIEWED, recommendation__isnull=True)
    found = standings(rows, year)
    own = schools_of_person(by)
    lines = [
        Recommendation(
            list=papers,
            participation=row,
            recommended=found[row.pk].highest > 0,
            star=found[row.pk].highest,
            reason="" if found[row.pk].highest else _below(found[row.pk], year.band_one),
        )
        for row in rows
        if row.school_id not in own and not found[row.pk].vetoed
    ]
    Recommendation.objects.bulk_create(lines)
    if lines:
        sentence = gettext_noop("%(actor)s filled in %(count)s lines of the recommendation list of %(object)s.")
        record("recommendation.fill_in", papers, by=by, sentence=sentence, count=len(lines))
    return len(lines)


@transaction.atomic
def submit_list(
    papers: RecommendationList, *, by: User, leave_out: Collection[int] = (), reason: str = ""
) -> RecommendationList:
    """Send the district's list to the city; reviewed schools become recommended or not recommended.

    `leave_out` names participations that await review and shall stay off the list, with one `reason`. Raises Invalid
    for schools neither judged nor left out, reviewed schools without a line, a star above the band, more recommended
    than the ceiling; WrongState when submitted already or too late; NotAllowed where an own school is on the list.
    """
    year, district = papers.year, papers.district
    bar_late_review(year, district.pk)
    list(Participation.objects.select_for_update().filter(year=year, district=district).values_list("pk"))
    left_out = _bar_waiting(year, district, leave_out, reason)
    rows = list(listed(year, district).filter(state=State.REVIEWED))
    bar_own_school(by, [row.school_id for row in rows])
    _bar_bad_lines(year, district, rows)
    move(papers, RecommendationList.MOVES, "submit", submitted_at=now(), submitted_by=by)
    chosen = [row for row in rows if row.recommendation.recommended]
    others = [row for row in rows if not row.recommendation.recommended]
    _set_state(chosen, "recommend")
    _set_state(others, "not_recommend")
    Event.objects.bulk_create(_events(papers, chosen, others, left_out, by, reason.strip()))
    touch(year.pk, [row.pk for row in rows])
    wake(recompute_year, year.pk)
    return papers


def _draft(year: CampaignYear, district: District) -> RecommendationList:
    """The district's list, made with its first line; WrongState when it has gone to the city."""
    papers, _made = RecommendationList.objects.get_or_create(year=year, district=district)
    if papers.state != RecommendationList.State.DRAFT:
        raise WrongState(_("The recommendation list of %(list)s has been submitted.") % {"list": papers})
    return papers


def _open_list(participation: Participation, by: User) -> RecommendationList:
    year = participation.year
    bar_late_review(year, participation.district_id)
    bar_own_school(by, [participation.school_id])
    state = Participation.objects.select_for_update().values_list("state", flat=True).get(pk=participation.pk)
    if state != State.REVIEWED:
        raise WrongState(_("The review of %(object)s is not finished.") % {"object": participation})
    return _draft(year, participation.district)


def _write_line(
    papers: RecommendationList, participation: Participation, *, recommended: bool, star: int, reason: str
) -> Recommendation:
    values = {"list": papers, "recommended": recommended, "star": star, "reason": reason.strip()}
    return Recommendation.objects.update_or_create(participation=participation, defaults=values)[0]


def _too_high(participation: Participation, standing: Standing) -> str:
    if standing.vetoed:
        return _("A veto stands against %(object)s; it cannot be recommended.") % {"object": participation}
    if standing.on_keys:
        return standing.on_keys
    return _("The reviewed score %(score)s of %(object)s allows at most %(star)s stars.") % {
        "score": shown(standing.score or 0),
        "object": participation,
        "star": standing.highest,
    }


def _below(standing: Standing, one_star_line: int) -> str:
    return _("The reviewed score %(score)s is below the one-star line of %(line)s.") % {
        "score": shown(standing.score or 0),
        "line": shown(one_star_line),
    }


def _bar_waiting(
    year: CampaignYear, district: District, leave_out: Collection[int], reason: str
) -> Sequence[Participation]:
    """The schools left out; refuse while others still await the review, or when leaving out has no reason."""
    rows = list(waiting(year, district))
    blocking = [str(row.school) for row in rows if row.pk not in leave_out]
    if blocking:
        raise Invalid(
            ngettext(
                "%(count)s school still awaits the review: %(names)s.",
                "%(count)s schools still await the review: %(names)s.",
                len(blocking),
            )
            % {"count": len(blocking), "names": ", ".join(blocking[:5]) + (" …" if len(blocking) > 5 else "")},
            hint=_("Finish these reviews, return the assessments, or leave the schools out explicitly."),
        )
    if rows and not reason.strip():
        raise Invalid(_("Say why these schools are left out; they can no longer be recommended this year."))
    return rows


def _bar_bad_lines(year: CampaignYear, district: District, rows: Sequence[Participation]) -> None:
    """Refuse an empty list, schools without a line, stars above what the review allows, more than the ceiling."""
    if not rows:
        raise Invalid(_("No school of the district has been reviewed, so there is nothing to submit."))
    missing = [row for row in rows if not hasattr(row, "recommendation")]
    if missing:
        raise Invalid(
            ngettext(
                "%(count)s reviewed school has no line yet.",
                "%(count)s reviewed schools have no line yet.",
                len(missing),
            )
            % {"count": len(missing)}
        )
    found = standings(Participation.objects.filter(pk__in=[row.pk for row in rows]), year)
    for row in rows:
        if row.recommendation.star > found[row.pk].highest:
            raise Invalid(_too_high(row, found[row.pk]))
    count = sum(row.recommendation.recommended for row in rows)
    ceiling = ceilings(year).get(district.pk)
    limit = ceiling.limit if ceiling else 0
    if limit is not None and count > limit:
        raise Invalid(
            _("%(count)s schools are recommended, %(limit)s is the district's ceiling: %(over)s too many.")
            % {"count": count, "limit": limit, "over": count - limit},
            hint=_("Take schools off the recommendation, lowest scores first unless you have reasons not to."),
        )


def _set_state(rows: Sequence[Participation], verb: str) -> None:
    """One UPDATE for all rows; WrongState when one of them is no longer where the verb starts."""
    step = Participation.MOVES[verb]
    changed = Participation.objects.filter(pk__in=[row.pk for row in rows], state__in=step.sources)
    if changed.update(state=step.target) != len(rows):
        raise WrongState


def _events(
    papers: RecommendationList,
    chosen: Sequence[Participation],
    others: Sequence[Participation],
    left_out: Sequence[Participation],
    by: User,
    reason: str,
) -> Iterator[Event]:
    """One sentence for the list and one for every school on it or left out."""
    yield event(
        "recommendation.submit",
        papers,
        by=by,
        sentence=gettext_noop("%(actor)s submitted the list of %(object)s: %(yes)s recommended, %(no)s not."),
        reason=reason,
        data={"left_out": [row.pk for row in left_out]},
        yes=len(chosen),
        no=len(others),
    )
    up = gettext_noop("%(actor)s recommended %(object)s for %(star)s stars.")
    for row in chosen:
        line = row.recommendation
        yield event("recommendation.yes", row, by=by, sentence=up, reason=line.reason, star=line.star)
    down = gettext_noop("%(actor)s did not recommend %(object)s.")
    for row in others:
        yield event("recommendation.no", row, by=by, sentence=down, reason=row.recommendation.reason)
    out = gettext_noop("%(actor)s left %(object)s out of the list because its review was not finished.")
    for row in left_out:
        yield event("recommendation.left_out", row, by=by, sentence=out, reason=reason)
