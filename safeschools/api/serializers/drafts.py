"""A standard as it is written: every text in both languages, the rules as parameters; what is read can be sent."""

from typing import Any

from rest_framework import serializers

from safeschools.api.serializers.base import Hundredths, HundredthsInput, Plain, Strict
from scoring.domain.content import Content, DimensionContent, ItemContent
from scoring.domain.faults import LONG_TEXT
from scoring.models import Item

MOST_ITEMS, MOST_ROWS = 500, 30


def _text(most: int = LONG_TEXT, **more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=most, **more)


class CopyInput(Strict):
    """Version and name of the new draft; without a name it keeps the old one."""

    version = _text(20)
    name = _text(80, allow_blank=True, default="")


class DeductionInput(Strict):
    """One rule of a deduction item; points and cap are decimals as text."""

    id = _text(20)
    zh, en = _text(), _text()
    points = _text(20)
    per = _text(20)
    unit_zh, unit_en = _text(40), _text(40)
    cap = _text(20, allow_null=True, required=False)


class LevelInput(Strict):
    """One level, the best one first."""

    grade = _text(10)
    points = _text(20)
    zh, en = _text(), _text()


class ParamsInput(Strict):
    """What the method asks for: `deductions`, `levels`, a condition, or the two numbers of a ratio."""

    deductions = serializers.ListField(child=DeductionInput(), required=False, max_length=MOST_ROWS)
    levels = serializers.ListField(child=LevelInput(), required=False, max_length=MOST_ROWS)
    condition_zh, condition_en = _text(required=False), _text(required=False)
    numerator_zh, numerator_en = _text(required=False), _text(required=False)
    denominator_zh, denominator_en = _text(required=False), _text(required=False)
    full_at_pct, zero_at_pct = _text(20, required=False), _text(20, required=False)
    zero_denominator = _text(40, required=False)
    interpolation = _text(20, required=False)
    round_places = serializers.IntegerField(required=False)


class ItemInput(Strict):
    """An item; `dimension` and `agencies` are codes, `applicable_to` as the printed standard has it."""

    code = _text(10)
    dimension = _text(4)
    name, name_en = _text(80), _text(120)
    method = serializers.ChoiceField(Item.Method.choices)
    max_points = HundredthsInput()
    is_key = serializers.BooleanField()
    applicable_to = _text(80)
    rule, rule_en = _text(), _text()
    evidence, evidence_en = _text(allow_blank=True), _text(allow_blank=True)
    agencies = serializers.ListField(child=_text(10), max_length=50)
    params = ParamsInput()


class ItemChange(ItemInput):
    """An item and the digest of the version it was made from."""

    seen = _text(16)


class MoveInput(Strict):
    """One place up, or down."""

    up = serializers.BooleanField()


class DimensionInput(Strict):
    """One of the tasks of C2.1."""

    code = _text(4)
    name, name_en = _text(60), _text(80)


class ContentInput(Strict):
    """A whole standard in its printed order."""

    dimensions = serializers.ListField(child=DimensionInput(), max_length=MOST_ROWS)
    items = serializers.ListField(child=ItemInput(), max_length=MOST_ITEMS)


def item_of(sent: dict[str, Any]) -> ItemContent:
    """The item that was sent, for the action."""
    return ItemContent(**sent | {"agencies": tuple(sent["agencies"])})


def content_of_body(sent: dict[str, Any]) -> Content:
    """The standard that was sent, for the action."""
    dimensions = tuple(DimensionContent(**each) for each in sent["dimensions"])
    return Content(dimensions, tuple(item_of(each) for each in sent["items"]))


class RawDimension(serializers.Serializer[DimensionContent]):
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()


class RawItem(serializers.Serializer[ItemContent]):
    """An item with all its texts."""

    code = serializers.CharField()
    dimension = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    method = serializers.CharField()
    max_points = Hundredths()
    is_key = serializers.BooleanField()
    applicable_to = serializers.CharField()
    rule = serializers.CharField()
    rule_en = serializers.CharField()
    evidence = serializers.CharField()
    evidence_en = serializers.CharField()
    agencies = serializers.ListField(child=serializers.CharField())
    params = Plain()


class SeenItem(RawItem):
    """An item with the digest a change of it names as `seen`."""

    seen = serializers.CharField()


class RawContent(serializers.Serializer[Content]):
    """A whole standard; exactly what may be sent back."""

    dimensions = RawDimension(many=True)
    items = RawItem(many=True)
