"""The school's self-assessment: begin, save item by item, hand in (product.md sections 2 and 3)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as noop

from campaigns.models import Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.lib.background import wake
from safeschools.lib.clock import now
from safeschools.lib.errors import DomainError, Invalid, NotAllowed, Stale, WrongState
from safeschools.lib.transitions import move
from scoring.models import ItemScore, ScoreEntry, Submission
from scoring.queries.assessment import ItemLine, hand_in_limits, item_lines, receipt_hash, summarise
from scoring.record import clear_outdated_reviews, judge, open_item_scores
from scoring.tasks import recompute_year


class TooLate(DomainError):
    """After the deadline by the database's clock, grace included (proc.deadline)."""

    default = gettext_lazy(
        "The deadline has passed. What was saved until then is kept; ask your district for an extension."
    )


class Incomplete(DomainError):
    """Items without an answer; nothing was submitted."""

    status = 422


@transaction.atomic
def start(participation: Participation, *, by: User) -> None:
    """Begin the self-assessment: a row for every item of the year's standard.

    Raises NotAllowed, TooLate, WrongState.
    """
    _gate(participation, by)
    move(participation, Participation.MOVES, "start")
    open_item_scores([participation.pk])
    record(
        "assessment.start", participation, by=by, sentence=noop("%(actor)s began the self-assessment of %(object)s.")
    )


@transaction.atomic
def save_item(item_score: ItemScore, *, by: User, facts: dict[str, Any], note: str, version: int) -> ItemScore:
    """Store the working answer of one item; points follow from facts, incomplete facts are kept without points.

    Raises Stale with nothing overwritten when somebody saved meanwhile, Invalid for impossible facts, NotAllowed,
    TooLate, WrongState.
    """
    _gate(item_score.participation, by)
    if not item_score.applicable:
        raise Invalid(_("This item does not apply to your school; the register says so."))
    result = judge(item_score.item, facts)
    changes: dict[str, Any] = {
        "facts": facts,
        "note": note,
        "draft_points": result.points if result.complete else None,
        "draft_max": result.max if result.complete else None,
        "updated_at": timezone.now(),
        "updated_by": by,
    }
    mine = ItemScore.objects.filter(pk=item_score.pk, version=version)
    if not mine.update(version=F("version") + 1, **changes):
        raise Stale()
    for name, value in changes.items():
        setattr(item_score, name, value)
    item_score.version = version + 1
    record(
        "assessment.save",
        item_score,
        by=by,
        sentence=noop("%(actor)s saved item %(item)s."),
        data={"facts": facts, "note": note, "version": version + 1},
        item=item_score.item.code,
    )
    return item_score


@transaction.atomic
def submit(participation: Participation, *, by: User) -> Submission:
    """Sign off and hand in: freezes the answers as claimed points, gives a receipt, counts in the year from now on.

    Raises Incomplete with the open items, TooLate, WrongState, NotAllowed.
    """
    if not by.can("assessment.submit"):
        raise NotAllowed(_("The head of the school signs off and submits."))
    moment = _gate(participation, by)
    lines = [line for line in item_lines(participation) if line.applicable]
    if missing := [line.code for line in lines if line.points is None]:
        raise Incomplete(_("Still open: %(items)s.") % {"items": "、".join(missing)})
    move(participation, Participation.MOVES, "submit", submitted_at=moment)
    clear_outdated_reviews(participation.pk)
    _claim(participation, by)
    submission = _paper(participation, lines, by, moment)
    record(
        "assessment.submit",
        participation,
        by=by,
        sentence=noop("%(actor)s handed in the self-assessment of %(object)s, number %(number)s."),
        data={"receipt": submission.receipt},
        number=submission.number,
    )
    touch(participation.year_id, [participation.pk])
    wake(recompute_year, participation.year_id)
    return submission


def _gate(participation: Participation, by: User) -> datetime:
    """Own school, a state that can be edited, before the deadline; returns the database's time."""
    if by.school_id != participation.school_id or not by.can("assessment.fill"):
        raise NotAllowed(_("Only people of the school may change its self-assessment."))
    if not participation.is_editable:
        raise WrongState(_("The self-assessment is handed in and read-only until the district returns it."))
    moment = now()
    limits = hand_in_limits(participation)
    if not participation.year.is_open or limits is None:
        raise WrongState(_("The year is not open for self-assessment."))
    if moment > limits[1]:
        raise TooLate()
    return moment


def _claim(participation: Participation, by: User) -> None:
    """Copy the working answers to the claimed layer and add the ledger lines."""
    rows = ItemScore.objects.filter(participation=participation, applicable=True)
    rows.update(claimed_facts=F("facts"), claimed_points=F("draft_points"), claimed_max=F("draft_max"))
    fields = ("pk", "facts", "draft_points", "draft_max", "note")
    ScoreEntry.objects.bulk_create(
        ScoreEntry(
            item_score_id=pk, layer="claimed", facts=facts, points=points, max_points=most, reason=note, author=by
        )
        for pk, facts, points, most, note in rows.values_list(*fields)
    )


def _paper(participation: Participation, lines: list[ItemLine], by: User, moment: datetime) -> Submission:
    content = {
        line.code: {"facts": line.facts, "points": line.points, "max": line.max, "note": line.note} for line in lines
    }
    number = participation.submissions.count() + 1
    return Submission.objects.create(
        participation=participation,
        number=number,
        content=content,
        receipt=receipt_hash(participation, number, content, moment),
        score=summarise(lines).score or 0,
        submitted_at=moment,
        submitted_by=by,
    )
