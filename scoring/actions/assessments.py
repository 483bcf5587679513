"""The school's self-assessment: begin, save item by item, answer a return, hand in (product.md sections 2 and 3)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from campaigns.models import Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.lib.background import wake
from safeschools.lib.errors import DomainError, Invalid, NotAllowed, Stale
from safeschools.lib.transitions import move
from scoring.domain.documents import digest
from scoring.domain.score import final_score
from scoring.models import ItemScore, ReturnNote, Submission
from scoring.policies.editing import bar_closed_door, bar_confirming
from scoring.queries.assessment import Answers, answers_to_freeze, receipt_paper
from scoring.record import claim, follow_register, judge, open_item_scores
from scoring.tasks import recompute_year

Facts = dict[str, Any]


class Incomplete(DomainError):
    """Items without a complete answer; nothing was handed in."""

    status = 422


@transaction.atomic
def start(participation: Participation, *, by: User) -> None:
    """Begin the self-assessment: a row for every item of the year's standard.

    Raises NotAllowed, TooLate, WrongState.
    """
    bar_closed_door(participation, by)
    move(participation, Participation.MOVES, "start")
    open_item_scores([participation.pk])
    sentence = noop("%(actor)s began the self-assessment of %(object)s.")
    record("assessment.start", participation, by=by, sentence=sentence)


@transaction.atomic
def save_item(item_score: ItemScore, *, by: User, facts: Facts, note: str, version: int) -> ItemScore:
    """Store the working answer of one item; points follow from facts, incomplete facts are kept without points.

    `version` is the one the person saw. Sending the same answer again changes nothing and is no conflict.
    Raises Stale with nothing overwritten when somebody saved meanwhile (`item_score` then holds their version),
    Invalid for impossible facts, NotAllowed, TooLate, WrongState.
    """
    moment = bar_closed_door(item_score.participation, by).moment
    if not item_score.applicable:
        raise Invalid(_("This item does not apply to your school; the register says so."))
    bar_confirming(facts)
    if version == item_score.version and (item_score.facts, item_score.note) == (facts, note):
        return item_score
    result = judge(item_score.item, facts)
    changes: dict[str, Any] = {
        "facts": facts,
        "note": note,
        "draft_points": result.points if result.complete else None,
        "draft_max": result.max if result.complete else None,
        "updated_at": moment,
        "updated_by": by,
    }
    seen = ItemScore.objects.filter(pk=item_score.pk, version=version)
    if not seen.update(version=F("version") + 1, **changes):
        return _same_or_stale(item_score, facts, note)
    for name, value in (changes | {"version": version + 1}).items():
        setattr(item_score, name, value)
    _keep_version("assessment.save", item_score, noop("%(actor)s saved item %(item)s."), by, facts, note)
    return item_score


@transaction.atomic
def set_aside(item_score: ItemScore, *, by: User, facts: Facts, note: str) -> None:
    """Keep an answer that lost against a newer one in the item's history; the item itself stays as it is.

    Raises NotAllowed, TooLate, WrongState.
    """
    bar_closed_door(item_score.participation, by)
    sentence = noop("%(actor)s wrote another version of item %(item)s at the same time; it is kept here.")
    _keep_version("assessment.set_aside", item_score, sentence, by, facts, note)


@transaction.atomic
def reply(note: ReturnNote, *, by: User, text: str) -> None:
    """Answer the district's reason for a return. Raises Invalid without words, NotAllowed, TooLate, WrongState."""
    moment = bar_closed_door(note.participation, by).moment
    if not text.strip():
        raise Invalid(_("Write an answer first."))
    note.reply, note.replied_at = text.strip(), moment
    note.save(update_fields=["reply", "replied_at"])
    sentence = noop("%(actor)s answered the return of %(object)s.")
    record("assessment.reply", note.participation, by=by, sentence=sentence, data={"note": note.pk, "text": note.reply})


@transaction.atomic
def submit(participation: Participation, *, by: User) -> Submission:
    """Sign off and hand in: freezes the answers as claimed points, gives a receipt, counts in the year from now on.

    Raises Incomplete with the items still to do, TooLate, WrongState, NotAllowed.
    """
    if not by.can("assessment.submit"):
        raise NotAllowed(_("The head of the school signs off and submits."))
    door = bar_closed_door(participation, by)
    if door.behind_register:
        follow_register(Participation.objects.filter(pk=participation.pk))
    answers = answers_to_freeze(participation)
    if missing := [score.item.code for score in answers.scores if score.applicable and not score.answered]:
        raise Incomplete(_("Still open: %(items)s.") % {"items": "、".join(missing)})
    move(participation, Participation.MOVES, "submit", submitted_at=door.moment)
    claim(answers.scores, by=by)
    submission = _paper(participation, answers, by, door.moment)
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


def _same_or_stale(item_score: ItemScore, facts: Facts, note: str) -> ItemScore:
    """A repeated message is fine; a different answer is a conflict."""
    item_score.refresh_from_db(
        fields=["facts", "note", "version", "draft_points", "draft_max", "updated_at", "updated_by"]
    )
    if (item_score.facts, item_score.note) == (facts, note):
        return item_score
    raise Stale


def _keep_version(verb: str, score: ItemScore, sentence: str, by: User, facts: Facts, note: str) -> None:
    data = {"facts": facts, "note": note, "version": score.version}
    record(verb, score, by=by, sentence=sentence, data=data, item=score.item.code)


def _paper(participation: Participation, answers: Answers, by: User, moment: datetime) -> Submission:
    """The frozen content with its receipt."""
    content = answers.content
    earned, most = (sum(item[name] for item in content.values()) for name in ("points", "max"))
    submission = Submission(
        participation=participation,
        number=answers.papers + 1,
        content=content,
        score=final_score(earned, most, participation.year.scale) or 0,
        submitted_at=moment,
        submitted_by=by,
    )
    submission.receipt = digest(receipt_paper(submission))
    submission.save()
    return submission
