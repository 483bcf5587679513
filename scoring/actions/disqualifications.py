"""Leaving the year for a judged score below the floor: proposed, answered by the school, decided by people (C2.2.4)."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.domain.calendar import end_of
from campaigns.models import Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.lib.background import wake
from safeschools.lib.clock import now
from safeschools.lib.errors import Invalid, NotAllowed, WrongState
from safeschools.lib.transitions import move
from scoring.domain.numbers import shown
from scoring.models import Disqualification
from scoring.policies.duties import bar_own_school, bar_same_person
from scoring.policies.timing import bar_closed_year
from scoring.queries.disqualifications import JUDGED, judged_score
from scoring.tasks import recompute_year

#: days a school has for its reply, at the least: five working days and the weekend between
REPLY_DAYS = 7


@transaction.atomic
def propose(
    participation: Participation, *, by: User, document: str, reason: str, reply_until: date
) -> Disqualification:
    """Propose that a school below the floor leaves the year's selection; the school may reply until the given day.

    Raises NotAllowed (right, own school), Invalid without document or reason, for a day too early or a score that is
    not below the floor, WrongState where nothing is judged or the case is open or decided already.
    """
    present = _locked(participation, by, "disqualification.propose")
    score = _low_score(present)
    if not document.strip() or not reason.strip():
        raise Invalid(_("Leaving the year's selection needs a document number and a reason."))
    if (reply_until - timezone.localdate(now())).days < REPLY_DAYS:
        raise Invalid(_("The school needs at least %(days)s days for its reply.") % {"days": REPLY_DAYS})
    try:
        with transaction.atomic():
            paper = Disqualification.objects.create(
                participation=present,
                score=score,
                document=document.strip(),
                reason=reason.strip(),
                reply_until=end_of(reply_until),
                proposed_by=by,
                proposed_at=now(),
            )
    except IntegrityError as error:
        raise WrongState(_("This has been proposed for %(object)s already.") % {"object": present}) from error
    sentence = gettext_noop("%(actor)s proposed by document %(document)s that %(object)s leaves the year's selection.")
    _record("propose", paper, by, sentence, paper.reason, score=shown(score))
    return paper


@transaction.atomic
def reply(paper: Disqualification, *, by: User, text: str) -> None:
    """The school's side before anybody decides. Raises NotAllowed for others, Invalid without words, WrongState."""
    if by.school_id != paper.participation.school_id or not by.can("assessment.submit"):
        raise NotAllowed(_("The head of the school replies."))
    if not text.strip():
        raise Invalid(_("Write an answer first."))
    moment = now()
    if moment.replace(microsecond=0) > paper.reply_until:
        raise WrongState(_("The time for a reply ended on %(end)s.") % {"end": _day(paper.reply_until)})
    waiting = Disqualification.objects.filter(pk=paper.pk, state=Disqualification.State.PROPOSED)
    if not waiting.update(reply=text.strip(), replied_at=moment, replied_by=by):
        raise WrongState(_("This has been decided already."))
    sentence = gettext_noop("%(actor)s replied for %(object)s.")
    _record("reply", paper, by, sentence, text.strip())


@transaction.atomic
def confirm(paper: Disqualification, *, by: User, reason: str) -> None:
    """Let the school leave the year's selection; it stays a participant and keeps its score (elig.below70_effect).

    Only after the reply or its day, by another person. Raises NotAllowed, Invalid without a reason or where the score
    has risen since, WrongState.
    """
    present = _decide(paper, by, reason)
    score = _low_score(present)
    if not paper.replied_at and now() <= paper.reply_until:
        raise WrongState(
            _("The school may reply until %(end)s; nothing is decided before.") % {"end": _day(paper.reply_until)}
        )
    _settle(paper, "confirm", by, reason)
    move(present, Participation.MOVES, "disqualify")
    touch(present.year_id, [present.pk])
    wake(recompute_year, present.year_id)
    sentence = gettext_noop("%(actor)s confirmed by document %(document)s that %(object)s leaves the year's selection.")
    _record("confirm", paper, by, sentence, reason.strip(), score=shown(score))


@transaction.atomic
def reject(paper: Disqualification, *, by: User, reason: str) -> None:
    """Decide that the school stays in the year. Raises as `confirm`."""
    _decide(paper, by, reason)
    _settle(paper, "reject", by, reason)
    _record("reject", paper, by, gettext_noop("%(actor)s decided that %(object)s stays in the year."), reason.strip())


def _locked(participation: Participation, by: User, permission: str) -> Participation:
    if not by.can(permission):
        raise NotAllowed
    bar_closed_year(participation.year)
    bar_own_school(by, [participation.school_id])
    rows = Participation.objects.select_for_update(of=("self",)).select_related("year", "school")
    return rows.get(pk=participation.pk)


def _decide(paper: Disqualification, by: User, reason: str) -> Participation:
    present = _locked(paper.participation, by, "disqualification.confirm")
    bar_same_person(by, paper.proposed_by)
    if not reason.strip():
        raise Invalid(_("Give the reason; it stands in the event log."))
    return present


def _settle(paper: Disqualification, verb: str, by: User, reason: str) -> None:
    said = reason.strip()
    move(paper, Disqualification.MOVES, verb, decided_by=by, decided_at=now(), decision_reason=said)


def _low_score(participation: Participation) -> int:
    """The judged score; WrongState where there is none, Invalid where it reaches the floor."""
    if participation.state not in JUDGED:
        raise WrongState(
            _("%(object)s is now “%(state)s”; only a reviewed school can leave for its score.")
            % {"object": participation, "state": participation.get_state_display()}
        )
    score, floor = judged_score(participation), participation.year.floor
    if score is None and not participation.year.floors_unchecked:
        raise Invalid(
            _("The city has not checked the score of %(object)s yet.") % {"object": participation},
            hint=_("This year a school leaves only for a score the city has checked: plan a spot check first."),
        )
    if score is None or score >= floor:
        raise Invalid(
            _("The score %(score)s of %(object)s is not below %(floor)s.")
            % {"score": "–" if score is None else shown(score), "object": participation, "floor": shown(floor)}
        )
    return score


def _record(verb: str, paper: Disqualification, by: User, sentence: str, reason: str, **data: Any) -> None:
    record(
        f"disqualification.{verb}",
        paper.participation,
        by=by,
        sentence=sentence,
        reason=reason,
        data=data,
        document=paper.document,
    )


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d")
