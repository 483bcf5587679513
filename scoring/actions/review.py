"""The district's review: item by item, then back to the school or on to the recommendation (C2.2.1)."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from campaigns.models import Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.accounts.queries import people_of_schools
from safeschools.audit.record import record
from safeschools.lib.background import wake
from safeschools.lib.clock import now
from safeschools.lib.errors import Invalid, Stale, WrongState
from safeschools.lib.transitions import move
from safeschools.notify.record import tell
from scoring.models import ItemScore, Layer, Recommendation, RecommendationList, ReturnNote
from scoring.policies.completeness import bar_unfinished
from scoring.policies.duties import bar_own_school, bar_submitter
from scoring.policies.editing import bar_confirming
from scoring.policies.timing import bar_late_review
from scoring.queries.review import applicable_items, draft_notes, last_number, undecided_declarations, unreviewed
from scoring.record import clear_layer, follow_register, judge, set_layer
from scoring.tasks import recompute_year

Facts = dict[str, Any]


@transaction.atomic
def accept(item_score: ItemScore, *, by: User, version: int | None = None) -> None:
    """Take over the school's facts and points for one item.

    `version` is the version the reviewer saw (the object's own when not given). Raises WrongState unless the
    assessment awaits review and the deadline allows, NotAllowed for the own school or submission, Stale when a
    colleague was faster, Invalid where the school gave no answer.
    """
    participation = _begin(item_score, by, version)
    if item_score.claimed_facts is None:
        raise Invalid(_("The school has not answered this item; enter the facts or return it."))
    draft_notes(participation).filter(item_score=item_score).delete()
    set_layer([(item_score, item_score.claimed_facts)], Layer.REVIEWED, by=by, reason="")
    sentence = gettext_noop("%(actor)s accepted item %(item)s of %(object)s.")
    record("review.accept", participation, by=by, sentence=sentence, item=item_score.item.code)
    _changed(participation)


@transaction.atomic
def accept_all_remaining(participation: Participation, *, by: User) -> int:
    """Accept every item not yet judged, except those noted for return and declared vetoes; returns how many."""
    participation = _lock(participation, by)
    noted = draft_notes(participation).filter(item_score__isnull=False).values("item_score")
    rest = list(
        unreviewed(participation)
        .exclude(pk__in=noted)
        .exclude(pk__in=undecided_declarations(participation))
        .exclude(claimed_facts=None)
    )
    if rest:
        set_layer([(score, score.claimed_facts or {}) for score in rest], Layer.REVIEWED, by=by, reason="")
        ItemScore.objects.filter(pk__in=[score.pk for score in rest]).update(version=F("version") + 1)
        sentence = gettext_noop("%(actor)s accepted the remaining %(count)s items of %(object)s.")
        codes = [score.item.code for score in rest]
        record("review.accept_rest", participation, by=by, sentence=sentence, data={"items": codes}, count=len(rest))
        _changed(participation)
    return len(rest)


@transaction.atomic
def adjust(item_score: ItemScore, *, by: User, facts: Facts, reason: str, version: int | None = None) -> None:
    """Enter the facts as the district found them; points follow from facts.

    Raises as `accept`, and Invalid when the points differ from the claimed ones and no reason is given, or the
    facts do not fit the item.
    """
    bar_confirming(facts)
    participation = _begin(item_score, by, version)
    draft_notes(participation).filter(item_score=item_score).delete()
    result = judge(item_score.item, facts)
    if (result.points, result.max) != item_score.layer("claimed") and not reason.strip():
        raise Invalid(_("Say why the points differ from the school's; the school will read it."))
    set_layer([(item_score, facts)], Layer.REVIEWED, by=by, reason=reason.strip())
    sentence = gettext_noop("%(actor)s adjusted item %(item)s of %(object)s.")
    record(
        "review.adjust",
        participation,
        by=by,
        sentence=sentence,
        reason=reason.strip(),
        data={"facts": facts, "points": item_score.reviewed_points, "claimed": item_score.claimed_points},
        item=item_score.item.code,
    )
    _changed(participation)


@transaction.atomic
def note_return(item_score: ItemScore, *, by: User, text: str, version: int | None = None) -> None:
    """Write down why this item goes back; `return_to_school` sends all notes together. Empty text takes it back.

    Raises as `accept`.
    """
    participation = _begin(item_score, by, version)
    notes = draft_notes(participation).filter(item_score=item_score)
    notes.delete()
    if text.strip():
        ReturnNote.objects.create(
            participation=participation,
            item_score=item_score,
            submission_number=last_number(participation),
            text=text.strip(),
            author=by,
            at=now(),
        )
    noted = gettext_noop("%(actor)s noted item %(item)s of %(object)s for return.")
    taken = gettext_noop("%(actor)s took back the note on item %(item)s of %(object)s.")
    record(
        "review.note_return",
        participation,
        by=by,
        sentence=noted if text.strip() else taken,
        reason=text.strip(),
        item=item_score.item.code,
    )


@transaction.atomic
def return_to_school(participation: Participation, *, by: User, text: str = "") -> None:
    """Send the assessment back with every noted reason; it does not count until it is handed in again.

    A noted item has to be judged anew, so its review is cleared (the ledger keeps it). Raises Invalid without any
    reason, and as `accept`.
    """
    participation = _lock(participation, by)
    if text.strip():
        ReturnNote.objects.create(
            participation=participation,
            submission_number=last_number(participation),
            text=text.strip(),
            author=by,
            at=now(),
        )
    notes = draft_notes(participation)
    reasons = [str(note["text"]) for note in notes.values("text")]
    if not reasons:
        raise Invalid(_("Give at least one reason: note an item for return, or write what the school should do."))
    clear_layer(ItemScore.objects.filter(return_notes__in=notes), Layer.REVIEWED)
    notes.update(sent=True)
    move(participation, Participation.MOVES, "return_")
    follow_register(Participation.objects.filter(pk=participation.pk))
    sentence = gettext_noop("%(actor)s returned %(object)s to the school with %(count)s reasons.")
    record("review.return", participation, by=by, sentence=sentence, reason="\n".join(reasons), count=len(reasons))
    _tell_school(participation, reasons)
    _changed(participation)


@transaction.atomic
def finish(participation: Participation, *, by: User) -> None:
    """Close the review once every applicable item is judged.

    Raises Invalid naming what is still open: items without a verdict, notes not sent, declared vetoes nobody proposed.
    """
    participation = _lock(participation, by)
    bar_unfinished(participation)
    move(participation, Participation.MOVES, "review", reviewed_at=now())
    sentence = gettext_noop("%(actor)s finished the review of %(object)s.")
    record("review.finish", participation, by=by, sentence=sentence)
    _changed(participation)


@transaction.atomic
def reopen(participation: Participation, *, by: User, reason: str) -> None:
    """Take a finished review up again, with a reason, as long as the district's list is not submitted; its line goes.

    Raises as `accept`, and Invalid without a reason.
    """
    if not reason.strip():
        raise Invalid(_("Say why the review is taken up again."))
    bar_late_review(participation.year, participation.district_id)
    _bar_conflict(participation, by)
    submitted = RecommendationList.objects.filter(
        year=participation.year_id, district=participation.district_id, state=RecommendationList.State.SUBMITTED
    )
    if submitted.exists():
        raise WrongState(_("The district's recommendation list has been submitted; its reviews stand."))
    move(participation, Participation.MOVES, "reopen_review", reviewed_at=None)
    Recommendation.objects.filter(participation=participation).delete()
    sentence = gettext_noop("%(actor)s took up the review of %(object)s again.")
    record("review.reopen", participation, by=by, sentence=sentence, reason=reason.strip())
    _changed(participation)


def _tell_school(participation: Participation, reasons: list[str]) -> None:
    with override(settings.LANGUAGE_CODE):
        tell(
            people_of_schools([participation.school_id]),
            kind="returned",
            dedupe=f"returned:{participation.pk}:{last_number(participation)}",
            subject=_("The self-assessment of %(object)s was returned") % {"object": participation},
            body="\n\n".join([_("What the school should put right:"), *reasons, settings.SITE_URL]),
        )


def _lock(participation: Participation, by: User) -> Participation:
    """The participation as it is now, locked, after everything that holds for each step of a review."""
    rows = Participation.objects.select_for_update(of=("self",)).select_related("school", "district", "year")
    current = rows.get(pk=participation.pk)
    if current.state != Participation.State.SUBMITTED:
        raise WrongState(
            _("%(object)s is now “%(state)s”; only an assessment that awaits review can be reviewed.")
            % {"object": current, "state": current.get_state_display()}
        )
    bar_late_review(current.year, current.district_id)
    _bar_conflict(current, by)
    return current


def _bar_conflict(participation: Participation, by: User) -> None:
    bar_own_school(by, [participation.school_id])
    bar_submitter(by, participation)


def _begin(item_score: ItemScore, by: User, version: int | None) -> Participation:
    """Lock, then claim this version of the item: of two reviewers only one gets it."""
    participation = _lock(item_score.participation, by)
    seen = item_score.version if version is None else version
    if not applicable_items(participation).filter(pk=item_score.pk).exists():
        raise Invalid(_("Item %(item)s does not apply to this school.") % {"item": item_score.item.code})
    if ItemScore.objects.filter(pk=item_score.pk, version=seen).update(version=F("version") + 1) != 1:
        raise Stale(
            _("Somebody else has judged item %(item)s in the meantime.") % {"item": item_score.item.code},
            hint=_("Their verdict is shown below. Save again if yours should stand."),
        )
    item_score.refresh_from_db()
    return participation


def _changed(participation: Participation) -> None:
    touch(participation.year_id, [participation.pk])
    wake(recompute_year, participation.year_id)
