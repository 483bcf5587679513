"""Planning, recording and confirming visits."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from campaigns.models import CampaignYear, Participation
from campaigns.record import locked
from inspections.models import Visit, VisitItem, VisitMember
from inspections.queries.visits import check_rows
from safeschools.accounts.models import RoleGrant, User
from safeschools.accounts.queries import accounts_of_person
from safeschools.audit.record import record
from safeschools.lib.clock import now
from safeschools.lib.errors import Invalid, NotAllowed, Stale, WrongState
from safeschools.lib.transitions import move
from scoring.actions import verification
from scoring.models import Item, ItemScore
from scoring.policies.timing import bar_closed_year
from scoring.policies.verification import bar_unverifiable
from scoring.record import judge

TEAM_OF = 2  # proc.random: at least two inspectors, of different units


@transaction.atomic
def plan(
    participation: Participation,
    *,
    by: User,
    planned_on: date,
    inspectors: Sequence[User],
    items: Sequence[Item],
    origin: str = Visit.Origin.DIRECTED,
) -> Visit:
    """Plan a visit with a mixed team of at least two; the first inspector records. An open visit keeps the year open.

    Raises WrongState (year closed, not handed in, already allocated), Invalid (team too small, one unit only, no items,
    a visit already open), NotAllowed (own school).
    """
    locked(participation.year, CampaignYear.State.OPEN)
    bar_unverifiable(Participation.objects.select_related("year", "school").get(pk=participation.pk))
    people = {person.person or f"#{person.pk}" for person in inspectors if person.can("visit.record")}
    units = {person.agency_id for person in inspectors}
    if len(people) < max(TEAM_OF, len(inspectors)) or len(units) < TEAM_OF:
        raise Invalid(_("A team needs at least two inspectors of different units."))
    for person in inspectors:
        _bar_own_school(person, participation)
    if not items:
        raise Invalid(_("Choose at least one item to check."))
    try:
        with transaction.atomic():
            visit = Visit.objects.create(
                participation=participation, planned_on=planned_on, planned_by=by, origin=origin
            )
    except IntegrityError as error:
        raise Invalid(_("%(school)s already has an open visit.") % {"school": participation.school}) from error
    VisitMember.objects.bulk_create(
        VisitMember(visit=visit, inspector=person, is_recorder=number == 0) for number, person in enumerate(inspectors)
    )
    VisitItem.objects.bulk_create(VisitItem(visit=visit, item=item) for item in items)
    sentence = noop("%(actor)s planned a spot check of %(object)s by %(team)s.")
    record("visit.plan", visit, by=by, sentence=sentence, team="、".join(str(person) for person in inspectors))
    return visit


@transaction.atomic
def start(visit: Visit, *, by: User) -> None:
    """Begin the visit on the spot. Raises WrongState, NotAllowed."""
    _member(visit, by)
    move(visit, Visit.MOVES, "start", started_at=now())
    record("visit.start", visit, by=by, sentence=noop("%(actor)s began the spot check of %(object)s."))


@transaction.atomic
def record_item(visit_item: VisitItem, *, by: User, facts: dict[str, Any], reason: str, version: int) -> VisitItem:
    """Store what the team found for one item. Points follow from facts; a difference needs a reason, never a photo.

    Raises WrongState (year or visit closed), NotAllowed, Stale (a colleague was faster), Invalid (reason missing, facts
    do not fit).
    """
    visit = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("participation__school", "participation__year")
        .get(pk=visit_item.visit_id)
    )
    _member(visit, by)
    if visit.state == Visit.State.PLANNED:
        start(visit, by=by)
    if visit.state != Visit.State.STARTED:
        raise WrongState(_("This visit is no longer open; nothing was changed."))
    score = ItemScore.objects.select_related("item").get(participation=visit.participation_id, item=visit_item.item_id)
    result = judge(visit_item.item, facts)
    if not result.complete:
        raise Invalid(_("Item %(item)s is not complete.") % {"item": visit_item.item})
    reference = score.layer("reviewed") or score.layer("claimed")
    differs = reference != (result.points, result.max)
    if differs and not reason.strip():
        raise Invalid(_("The result differs from the district's. Say why in a few words."))
    changed = VisitItem.objects.filter(pk=visit_item.pk, version=version).update(
        verdict=VisitItem.Verdict.DIFFER if differs else VisitItem.Verdict.AGREE,
        facts=facts,
        points=result.points,
        max_points=result.max,
        reason=reason.strip(),
        version=F("version") + 1,
        recorded_at=now(),
        recorded_by=by,
    )
    if not changed:
        raise Stale()
    visit_item.refresh_from_db()
    visit.members.update(signed_at=None)  # nobody has signed this record yet
    sentence = noop("%(actor)s recorded item %(item)s at %(object)s.")
    record("visit.record", visit, by=by, sentence=sentence, reason=reason.strip(), item=visit_item.item.code)
    return visit_item


@transaction.atomic
def sign(visit: Visit, *, by: User) -> None:
    """The own signature under the record."""
    _member(visit, by)
    state = Visit.objects.select_for_update().values_list("state", flat=True).get(pk=visit.pk)
    if state != Visit.State.STARTED:
        raise WrongState(_("This visit is no longer open; nothing was changed."))
    VisitMember.objects.filter(visit=visit, inspector=by, signed_at__isnull=True).update(signed_at=now())
    record("visit.sign", visit, by=by, sentence=noop("%(actor)s signed the record of %(object)s."))


@transaction.atomic
def confirm(visit: Visit, *, by: User, school_present: str, objection: str = "", remark: str = "") -> None:
    """End the visit: every item recorded, the whole team signed, the school's person named. Points enter the ledger.

    Raises Invalid with what is still missing, WrongState, NotAllowed.
    """
    _member(visit, by)
    visit = Visit.objects.select_for_update(of=("self",)).select_related("participation").get(pk=visit.pk)
    sign(visit, by=by)
    rows = check_rows(visit)
    missing = [row.visit_item.item.code for row in rows if not row.visit_item.verdict]
    if missing:
        raise Invalid(_("Still to check: %(items)s.") % {"items": "、".join(missing)})
    unsigned = visit.members.filter(signed_at__isnull=True).select_related("inspector")
    if names := [str(member.inspector) for member in unsigned]:
        raise Invalid(_("Still to sign: %(names)s.") % {"names": "、".join(names)})
    if not school_present.strip():
        raise Invalid(_("Enter who was present for the school."))
    findings = {row.visit_item.item.code: (row.visit_item.facts or {}, row.visit_item.reason) for row in rows}
    verification.post(visit.participation, by=by, findings=findings)
    move(
        visit,
        Visit.MOVES,
        "confirm",
        confirmed_at=now(),
        confirmed_by=by,
        school_present=school_present.strip(),
        school_objection=objection.strip(),
        remark=remark.strip(),
    )
    sentence = noop("%(actor)s confirmed the spot check of %(object)s.")
    record("visit.confirm", visit, by=by, sentence=sentence, reason=objection.strip())


@transaction.atomic
def cancel(visit: Visit, *, by: User, reason: str) -> None:
    """Call a planned visit off, with a reason; in a closed year too, because it leaves every figure as it is."""
    if not reason.strip():
        raise Invalid(_("Say why the visit is called off."))
    move(visit, Visit.MOVES, "cancel")
    record(
        "visit.cancel", visit, by=by, sentence=noop("%(actor)s called off the spot check of %(object)s."), reason=reason
    )


def _member(visit: Visit, by: User) -> None:
    """The team alone works on a visit, and in an open year only: a closed one takes no points any more."""
    bar_closed_year(visit.participation.year)
    if not visit.members.filter(inspector=by).exists():
        raise NotAllowed(_("Only the inspectors of this visit may record it."))


def _bar_own_school(person: User, participation: Participation) -> None:
    """Nobody inspects a school they belong or belonged to, by this account or another of the same person (M08)."""
    accounts = accounts_of_person(person)
    grants = RoleGrant.objects.filter(user__in=accounts, school_id=participation.school_id)
    if accounts.filter(school_id=participation.school_id).exists() or grants.exists():
        raise NotAllowed(_("%(name)s belongs to this school and cannot inspect it.") % {"name": person})
