"""The one door through which points are written: facts are judged by the pure function, layers set, the ledger kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import CampaignYear, Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.audit.record import event
from safeschools.directory.models import School
from safeschools.lib.errors import Invalid
from scoring.domain import applicability
from scoring.domain.facts import FactsError
from scoring.domain.items import read_item
from scoring.domain.points import Result, points
from scoring.models import Item, ItemScore, Layer, ScoreEntry, Veto

Facts = dict[str, Any]
CHUNK = 5000

#: the assessment is begun and in the hands of the school
IN_HAND = (Participation.State.SELF_ASSESSING, Participation.State.RETURNED)

FACTS_WORDS = {
    "FACTS_COUNT": gettext_noop("Item %(item)s: counts are whole numbers from 0."),
    "FACTS_LEVEL": gettext_noop("Item %(item)s: choose one of the levels."),
    "FACTS_YES_NO": gettext_noop("Item %(item)s: choose yes or no."),
    "FACTS_NUMERATOR": gettext_noop("Item %(item)s: the first number cannot exceed the second."),
}


def judge(item: Item, facts: Facts) -> Result:
    """Points, applicable maximum and steps of an item for these facts; Invalid, in words, where they cannot be true."""
    try:
        return points(read_item(item.code, item.method, item.max_points, item.params), facts)
    except FactsError as error:
        words = FACTS_WORDS.get(error.code, gettext_noop("Item %(item)s: please check what was entered."))
        raise Invalid(_(words) % {"item": item.code}) from error


def set_layer(pairs: Iterable[tuple[ItemScore, Facts]], layer: str, *, by: User, reason: str = "") -> None:
    """Set one layer of several items from facts, and add a ledger line for each. Two statements, whatever the number.

    Raises Invalid when facts are impossible or incomplete.
    """
    scores, entries = [], []
    for score, facts in pairs:
        result = judge(score.item, facts)
        if not result.complete:
            raise Invalid(_("Item %(item)s is not complete.") % {"item": score.item})
        for name, value in (("facts", facts), ("points", result.points), ("max", result.max)):
            setattr(score, f"{layer}_{name}", value)
        scores.append(score)
        entries.append(
            ScoreEntry(
                item_score=score,
                layer=layer,
                facts=facts,
                points=result.points,
                max_points=result.max,
                reason=reason,
                author=by,
            )
        )
    ItemScore.objects.bulk_update(scores, [f"{layer}_{name}" for name in ("facts", "points", "max")], batch_size=500)
    ScoreEntry.objects.bulk_create(entries)


def clear_layer(scores: Iterable[ItemScore], layer: str) -> None:
    """Take a layer off items that must be judged anew; the ledger keeps what it was."""
    if ids := [score.pk for score in scores]:
        nothing = {f"{layer}_{name}": None for name in ("facts", "points", "max")}
        ItemScore.objects.filter(pk__in=ids).update(**nothing)


def claim(scores: Sequence[ItemScore], *, by: User) -> None:
    """The working answers of an assessment become its claimed layer, with a ledger line for each that applies.

    The district's verdict goes off items whose answer differs from the one it was given on; the others keep it.
    Raises Invalid where the stored points are not those of the facts.
    """
    clear_layer([score for score in scores if _is_outdated(score)], "reviewed")
    claimed = [score for score in scores if score.applicable]
    for score in claimed:
        result = judge(score.item, score.facts)
        if not result.complete or (result.points, result.max) != (score.draft_points, score.draft_max):
            raise Invalid(_("Item %(item)s is not complete.") % {"item": score.item})
    ids = [score.pk for score in claimed]
    ItemScore.objects.filter(pk__in=ids).update(
        claimed_facts=F("facts"), claimed_points=F("draft_points"), claimed_max=F("draft_max")
    )
    if ids:
        _enter_claimed(ids, by)


def _enter_claimed(ids: Sequence[int], by: User) -> None:
    """A ledger line for each of these claims, copied inside the database."""
    sql = f"""
        INSERT INTO scoring_scoreentry (item_score_id, layer, facts, points, max_points, reason, author_id, at)
        SELECT id, %s, claimed_facts, claimed_points, claimed_max, '', %s, %s
        FROM scoring_itemscore WHERE id IN ({_marks(ids)}) ORDER BY id
    """  # noqa: S608 - only place marks are put in
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(sql, [Layer.CLAIMED, by.pk, at, *ids])


def _is_outdated(score: ItemScore) -> bool:
    claimed = (score.claimed_facts, score.claimed_points, score.claimed_max)
    return score.reviewed_points is not None and (score.facts, score.draft_points, score.draft_max) != claimed


def write_hold(participation: Participation) -> None:
    """Say on the participation why it is on hold: the bureau's reason, then undecided findings by item and document."""
    reasons = list(participation.holds.filter(lifted_at__isnull=True).values_list("reason", flat=True))
    undecided = participation.vetoes.filter(state=Veto.State.PROPOSED).values_list("item__code", "document")
    hold = "; ".join([*reasons, *(f"{code} {document}" for code, document in undecided)])[:200]
    Participation.objects.filter(pk=participation.pk).update(hold=hold)
    participation.hold = hold


def open_item_scores(participation_ids: Sequence[int]) -> None:
    """Give these participations (of one year) a row for every item of the year's standard; rows there already stay.

    One INSERT … SELECT for each distinct combination of school type and facilities, not for each school.
    """
    stamp_register(participation_ids)
    for combination, ids in by_combination(participation_ids).items():
        for start in range(0, len(ids), CHUNK):
            _insert(combination, ids[start : start + CHUNK])


def behind_register(rows: QuerySet[Participation]) -> QuerySet[Participation]:
    """Those of `rows` whose school holds an assessment in its hands that follows an older row of the register.

    What has been handed in keeps the items it was handed in with, until the district returns it (score.na_guard).
    """
    in_hand = rows.filter(year__state=CampaignYear.State.OPEN, state__in=IN_HAND)
    return in_hand.exclude(register_version=F("school__version"))


@transaction.atomic
def follow_register(rows: QuerySet[Participation]) -> list[int]:
    """Let the items of open assessments follow school type and facilities of the register; returns who changed.

    Each changed participation has its event and the year a new revision. A number of statements per combination of
    type and facilities, not per school; one statement where nothing is behind. The version is stamped before the
    register is read: a change in between is followed by the next call.
    """
    ids = list(behind_register(rows).order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    if not ids:
        return []
    stamp_register(ids)
    changes: dict[int, dict[str, list[str]]] = {}
    for combination, members in by_combination(ids).items():
        mine, applying = ItemScore.objects.filter(participation__in=members), applying_items(combination)
        stale = {
            "out": mine.filter(applicable=True).exclude(item_id__in=applying),
            "in": mine.filter(applicable=False, item_id__in=applying),
        }
        for way, scores in stale.items():
            for pk, code in scores.order_by("item__order").values_list("participation_id", "item__code"):
                changes.setdefault(pk, {"in": [], "out": []})[way].append(code)
            scores.update(applicable=way == "in")
    _note_changes(changes)
    return sorted(changes)


def catch_up(participation: Participation) -> None:
    """Let the items of an assessment in the school's hands follow the register as it is now (score.na_guard)."""
    if participation.register_version != participation.school.version:
        follow_register(Participation.objects.filter(pk=participation.pk))
        participation.refresh_from_db(fields=["register_version"])


def _note_changes(changes: Mapping[int, dict[str, list[str]]]) -> None:
    sentence = gettext_noop("The items of %(object)s follow the register: %(more)s more apply, %(fewer)s no longer do.")
    changed = Participation.objects.filter(pk__in=changes).select_related("school", "year")
    Event.objects.bulk_create(
        event(
            "assessment.follow_register",
            row,
            by=None,
            sentence=sentence,
            data={**changes[row.pk], "school_version": row.register_version},
            more=len(changes[row.pk]["in"]),
            fewer=len(changes[row.pk]["out"]),
        )
        for row in changed
    )
    for year_id in sorted({row.year_id for row in changed}):
        touch(year_id, [row.pk for row in changed if row.year_id == year_id])


def stamp_register(participation_ids: Sequence[int]) -> None:
    """Note on each participation the version of the register its items follow."""
    version = School.objects.filter(pk=OuterRef("school")).values("version")
    for start in range(0, len(participation_ids), CHUNK):
        chunk = participation_ids[start : start + CHUNK]
        Participation.objects.filter(pk__in=chunk).update(register_version=Subquery(version))


Combination = tuple[int, str, tuple[str, ...]]


def by_combination(participation_ids: Sequence[int]) -> dict[Combination, list[int]]:
    """Participation ids by (standard, school type, facilities)."""
    groups: dict[Combination, list[int]] = defaultdict(list)
    flags = [f"school__{flag}" for flag in applicability.FACILITIES]
    for start in range(0, len(participation_ids), CHUNK):
        chunk = participation_ids[start : start + CHUNK]
        rows = Participation.objects.filter(pk__in=chunk).values_list(
            "pk", "year__sheet__standard_id", "school__type", *flags
        )
        for pk, standard_id, kind, *values in rows:
            having = tuple(flag for flag, value in zip(applicability.FACILITIES, values, strict=True) if value)
            groups[standard_id, kind, having].append(pk)
    return groups


def applying_items(combination: Combination) -> list[int]:
    """Items of the standard that apply to schools of this type with these facilities."""
    standard_id, kind, facilities = combination
    rules = Item.objects.filter(standard_id=standard_id).values_list("pk", "applicable_to")
    return [pk for pk, rule in rules if applicability.applies(rule, kind, facilities)]


def _insert(combination: Combination, ids: Sequence[int]) -> None:
    applying = applying_items(combination) or [0]
    empty = "CAST('{}' AS jsonb)" if connection.vendor == "postgresql" else "'{}'"
    sql = f"""
        INSERT INTO scoring_itemscore
            (participation_id, item_id, max_points, applicable, facts, note, version)
        SELECT p.id, i.id, i.max_points, i.id IN ({_marks(applying)}), {empty}, '', 1
        FROM campaigns_participation p CROSS JOIN scoring_item i
        WHERE p.id IN ({_marks(ids)}) AND i.standard_id = %s
        ON CONFLICT (participation_id, item_id) DO NOTHING
    """  # noqa: S608 - only place marks and a constant are put in
    with connection.cursor() as cursor:
        cursor.execute(sql, [*applying, *ids, combination[0]])


def _marks(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values))
