"""Dealing the pool of answers out to schools: every item row and ledger line is written once, by SQL, in batches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.db import connection

from safeschools.web.demo.answers import LAYERS, insert_many
from safeschools.web.demo.batches import in_batches
from scoring.models import Item
from scoring.record import applying_items, by_combination, stamp_register


class Depth(IntEnum):
    """How far an assessment has come: the layers up to here are there; a draft leaves every fifth item open."""

    DRAFT = 0
    CLAIMED = 1
    REVIEWED = 2
    VERIFIED = 3


@dataclass(frozen=True)
class Dealt:
    """What one participation gets: the answered standard of this number, up to this depth."""

    number: int
    depth: Depth


@dataclass(frozen=True)
class Signed:
    """Who set a layer, and when; a draft has a time only."""

    at: datetime
    by: int | None = None


def deal(dealt: Mapping[int, Dealt], signed: Mapping[Depth, Signed], progress: Callable[[int], None]) -> None:
    """Write item rows and ledger lines of these participations (of one year); `progress` hears how many are done."""
    done = 0
    for chunk in in_batches(sorted(dealt)):
        stamp_register(chunk)
        with connection.cursor() as cursor:
            _seat(cursor, {pk: dealt[pk] for pk in chunk})
            _write_items(cursor, signed)
            for depth in (Depth.CLAIMED, Depth.REVIEWED, Depth.VERIFIED):
                if depth in signed:
                    _enter(cursor, LAYERS[depth - 1], signed[depth])
        done += len(chunk)
        progress(done)


def check(numbers: Mapping[int, int], signed: Signed) -> None:
    """A joint team's verified layer for the key items of these reviewed participations, and its ledger lines."""
    with connection.cursor() as cursor:
        _seat(cursor, {pk: Dealt(number, Depth.VERIFIED) for pk, number in numbers.items()})
        cursor.execute(
            """UPDATE scoring_itemscore SET
                 verified_facts = p.verified_facts, verified_points = p.verified_points, verified_max = p.verified_max
               FROM demo_pool p JOIN demo_member m ON m.number = p.number JOIN scoring_item i ON i.id = p.item_id
               WHERE m.participation_id = scoring_itemscore.participation_id AND i.is_key
                 AND p.item_id = scoring_itemscore.item_id AND scoring_itemscore.applicable"""
        )
        _enter(cursor, "verified", signed)


def _seat(cursor: Any, dealt: Mapping[int, Dealt]) -> None:
    """The temporary tables a batch is made from: who gets what, and which items apply to whom."""
    for table in ("demo_member", "demo_applies"):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
    cursor.execute(
        "CREATE TEMPORARY TABLE demo_member"
        " (participation_id integer PRIMARY KEY, number integer, depth integer, kind integer)"
    )
    cursor.execute(
        "CREATE TEMPORARY TABLE demo_applies"
        " (kind integer, item_id integer, max_points integer, is_key boolean, place integer, applies boolean,"
        " PRIMARY KEY (kind, item_id))"
    )
    kinds: dict[int, int] = {}
    for kind, (combination, ids) in enumerate(by_combination(list(dealt)).items()):
        kinds |= dict.fromkeys(ids, kind)
        applying = set(applying_items(combination))
        items = Item.objects.filter(standard_id=combination[0]).values_list("pk", "max_points", "is_key", "order")
        insert_many(cursor, "demo_applies", [(kind, *item, item[0] in applying) for item in items])
    rows = [(pk, dealt[pk].number, int(dealt[pk].depth), kinds[pk]) for pk in sorted(dealt)]
    insert_many(cursor, "demo_member", rows)
    for table in ("demo_member", "demo_applies"):
        cursor.execute(f"ANALYZE {table}")


def _write_items(cursor: Any, signed: Mapping[Depth, Signed]) -> None:
    """One row per item and participation, in the order of the index; items that do not apply stay blank."""
    layers = {
        f"{layer}_{name}": f"CASE WHEN m.depth >= {depth} {'AND a.is_key' if layer == 'verified' else ''}"
        f" THEN p.{layer}_{name} END"
        for depth, layer in enumerate(LAYERS, 1)
        for name in ("facts", "points", "max")
    }
    empty = "CAST('{}' AS jsonb)" if connection.vendor == "postgresql" else "'{}'"
    moment = "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"
    drafted, claimed = (signed.get(depth) for depth in (Depth.DRAFT, Depth.CLAIMED))
    cursor.execute(
        f"""INSERT INTO scoring_itemscore (participation_id, item_id, max_points, applicable, version,
              facts, note, draft_points, draft_max, updated_at, {", ".join(layers)})
            SELECT m.participation_id, a.item_id, a.max_points, a.applies, 1,
              COALESCE(p.claimed_facts, {empty}), COALESCE(p.note, ''), p.claimed_points, p.claimed_max,
              CASE WHEN p.item_id IS NULL THEN NULL WHEN m.depth = 0 THEN {moment} ELSE {moment} END,
              {", ".join(layers.values())}
            FROM demo_member m JOIN demo_applies a ON a.kind = m.kind
            LEFT JOIN demo_pool p ON p.number = m.number AND p.item_id = a.item_id AND a.applies
              AND (m.depth > 0 OR a.place %% 5 <> 0)
            ORDER BY m.participation_id, a.item_id""",  # noqa: S608 - names of layers only
        [drafted and drafted.at, claimed and claimed.at],
    )


def _enter(cursor: Any, layer: str, signed: Signed) -> None:
    """The ledger lines of a layer, in one statement."""
    cursor.execute(
        f"""INSERT INTO scoring_scoreentry (item_score_id, layer, facts, points, max_points, reason, author_id, at)
            SELECT s.id, %s, s.{layer}_facts, s.{layer}_points, s.{layer}_max, '', %s, %s
            FROM demo_member m JOIN scoring_itemscore s ON s.participation_id = m.participation_id
            WHERE s.{layer}_points IS NOT NULL ORDER BY s.id""",  # noqa: S608
        [layer, signed.by, signed.at],
    )
