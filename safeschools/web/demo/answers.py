"""Plausible answers: a pool of answered standards, made by the one pure function and dealt out to schools by SQL."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from scoring.domain.items import Item as Rule
from scoring.domain.items import Method, ZeroRule, read_item
from scoring.domain.points import points
from scoring.models import Item

POOL = 2000
Facts = dict[str, Any]
LAYERS = ("claimed", "reviewed", "verified")
NOTES = (
    "",
    "",
    "",
    "",
    "",
    "",
    "台账齐全。",
    "已整改到位。",
    "本学期新增两处监控。",
    "与派出所联合排查一次。",
    "家长委员会参与检查。",
)


def _facts(rule: Rule, quality: float, draw: random.Random) -> Facts:
    """Facts of one item for a school of this quality (0..1)."""
    slip = 1 - quality
    match rule.method:
        case Method.DEDUCTION:
            return {"counts": {row.id: _times(row.once, slip, draw) for row in rule.deductions}}
        case Method.LEVELS:
            grades = [grade for grade, _points in rule.levels]
            step = 0 if draw.random() < quality - 0.08 else 1 if draw.random() < 0.8 else 2
            return {"level": grades[min(step, len(grades) - 1)]}
        case Method.BINARY:
            return {"met": draw.random() < 0.80 + 0.2 * quality}
        case Method.VETO:
            return {"occurred": False}
        case Method.RATIO:
            return _rate(rule, quality, draw)


def _times(once: bool, slip: float, draw: random.Random) -> int:
    if draw.random() > slip * 1.7:
        return 0
    return 1 if once or draw.random() < 0.7 else 2


def _rate(rule: Rule, quality: float, draw: random.Random) -> Facts:
    denominator = draw.choice((0, 7, 12, 19, 23, 38, 61, 117))
    if not denominator:
        empty = rule.rate.empty
        confirmed = {"confirmed": True} if empty == ZeroRule.CONFIRMED else {}
        return {"numerator": 0, "denominator": 0, **confirmed}
    missed = sum(draw.random() < (1 - quality) * 0.5 for _ in range(min(denominator, 20)))
    return {"numerator": denominator - missed, "denominator": denominator}


def _stricter(rule: Rule, facts: Facts, draw: random.Random) -> Facts:
    """What a checker finds: mostly the same, sometimes one more deduction or one level lower."""
    if draw.random() > 0.07:
        return facts
    match rule.method:
        case Method.DEDUCTION:
            worse = draw.choice(rule.deductions)
            counts = facts["counts"]
            return {"counts": counts | {worse.id: 1 if worse.once else counts[worse.id] + 1}}
        case Method.LEVELS:
            grades = [grade for grade, _points in rule.levels]
            return {"level": grades[min(grades.index(facts["level"]) + 1, len(grades) - 1)]}
    return facts


def make_pool(standard_id: int, size: int, seed: int, progress: Callable[[int, int], None]) -> None:
    """Fill the temporary table demo_pool with `size` answered standards in three layers."""
    draw = random.Random(seed)
    items = list(Item.objects.filter(standard_id=standard_id).order_by("order"))
    rules = [(item.pk, read_item(item.code, item.method, item.max_points, item.params)) for item in items]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS demo_pool")
        json_type = "jsonb" if connection.vendor == "postgresql" else "text"
        cursor.execute(
            "CREATE TEMPORARY TABLE demo_pool (number integer, item_id integer, note text,"
            + ", ".join(f" {layer}_facts {json_type}, {layer}_points integer, {layer}_max integer" for layer in LAYERS)
            + ", PRIMARY KEY (number, item_id))"
        )
        for start in range(0, size, 50):
            rows = [row for n in range(start, min(start + 50, size)) for row in _answered(n, rules, draw)]
            insert_many(cursor, "demo_pool", rows)
            progress(min(start + 50, size), size)
        cursor.execute("ANALYZE demo_pool")


def _answered(number: int, rules: Sequence[tuple[int, Rule]], draw: random.Random) -> list[list[Any]]:
    quality = min(0.995, max(0.45, draw.gauss(0.87, 0.07)))
    rows = []
    for item_id, rule in rules:
        facts = _facts(rule, quality, draw)
        row: list[Any] = [number, item_id, draw.choice(NOTES)]
        for layer in LAYERS:
            facts = facts if layer == "claimed" else _stricter(rule, facts, draw)
            result = points(rule, facts)
            row += [json.dumps(facts, ensure_ascii=False), result.points, result.max]
        rows.append(row)
    return rows


def insert_many(cursor: Any, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """INSERT … VALUES of many rows at once: the drivers' executemany sends them one by one."""
    for start in range(0, len(rows), 500):
        chunk = rows[start : start + 500]
        marks = ", ".join("(" + ", ".join(["%s"] * len(row)) + ")" for row in chunk)
        cursor.execute(f"INSERT INTO {table} VALUES {marks}", [value for row in chunk for value in row])  # noqa: S608
