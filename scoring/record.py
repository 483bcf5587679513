"""The one door through which points are written: facts are judged by the pure function, layers set, the ledger kept."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import Participation
from safeschools.accounts.models import User
from safeschools.lib.errors import Invalid
from scoring.domain import applicability
from scoring.domain.facts import FactsError
from scoring.domain.items import read_item
from scoring.domain.points import Result, points
from scoring.models import Item, ItemScore, ScoreEntry

Facts = dict[str, Any]
CHUNK = 5000

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
    ids = [score.pk for score in scores]
    ItemScore.objects.filter(pk__in=ids).update(
        **{f"{layer}_facts": None, f"{layer}_points": None, f"{layer}_max": None}
    )


def clear_outdated_reviews(participation_id: int) -> None:
    """Take the district's verdict off items whose answer differs from the one it was given on; the others keep it.

    Called when a returned assessment is handed in again, before the answers become the claimed layer.
    """
    judged = ItemScore.objects.filter(participation_id=participation_id, reviewed_points__isnull=False)
    outdated = [
        score
        for score in judged
        if (score.facts, score.draft_points, score.draft_max)
        != (score.claimed_facts, score.claimed_points, score.claimed_max)
    ]
    clear_layer(outdated, "reviewed")


def open_item_scores(participation_ids: Sequence[int]) -> None:
    """Give these participations (of one year) a row for every item of the year's standard; rows there already stay.

    One INSERT … SELECT for each distinct combination of school type and facilities, not for each school.
    """
    for combination, ids in _by_combination(participation_ids).items():
        for start in range(0, len(ids), CHUNK):
            _insert(combination, ids[start : start + CHUNK])


def resync_applicability(year_id: int) -> list[int]:
    """After facility flags changed in the register: set `applicable` anew; returns the participations that changed."""
    rows = ItemScore.objects.filter(participation__year_id=year_id)
    changed: set[int] = set()
    ids = list(rows.values_list("participation_id", flat=True).distinct())
    for combination, members in _by_combination(ids).items():
        applying = _applying_items(combination)
        mine = rows.filter(participation_id__in=members)
        for stale, value in (
            (mine.filter(applicable=True).exclude(item_id__in=applying), False),
            (mine.filter(applicable=False, item_id__in=applying), True),
        ):
            changed.update(stale.values_list("participation_id", flat=True))
            stale.update(applicable=value)
    return sorted(changed)


Combination = tuple[int, str, tuple[str, ...]]


def _by_combination(participation_ids: Sequence[int]) -> dict[Combination, list[int]]:
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


def _applying_items(combination: Combination) -> list[int]:
    standard_id, kind, facilities = combination
    rules = Item.objects.filter(standard_id=standard_id).values_list("pk", "applicable_to")
    return [pk for pk, rule in rules if applicability.applies(rule, kind, facilities)]


def _insert(combination: Combination, ids: Sequence[int]) -> None:
    applying = _applying_items(combination) or [0]
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
