"""Fields and ground rules all serializers share."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

TEXT = 2000


@extend_schema_field({"type": "string", "pattern": r"^\d{1,3}\.\d{2}$", "example": "86.50"})
class Hundredths(serializers.Field):  # type: ignore[type-arg]  # not generic at run time
    """Integer hundredths as a decimal string: 8650 → "86.50"; None stays None."""

    def to_representation(self, value: int) -> str:
        sign, rest = ("-", -value) if value < 0 else ("", value)
        return f"{sign}{rest // 100}.{rest % 100:02d}"


@extend_schema_field({"type": "string", "pattern": r"^\d{1,3}(\.\d{1,2})?$", "example": "86.50"})
class HundredthsInput(serializers.Field):  # type: ignore[type-arg]  # not generic at run time
    """A number from 0 to 100 with at most two places, taken as integer hundredths: "86.50" → 8650."""

    def to_internal_value(self, data: Any) -> int:
        number = serializers.DecimalField(5, 2, min_value=Decimal(0), max_value=Decimal(100))
        return int(number.run_validation(data) * 100)


@extend_schema_field({"type": "string", "pattern": r"^-?\d{1,3}\.\d{2}$", "example": "-2.50"})
class Difference(Hundredths):
    """Hundredths that may be negative."""


class Strict(serializers.Serializer[Any]):
    """Takes exactly its fields: anything else is an error, so that nothing is believed to have been set (M04)."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, Mapping):
            taken = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := sorted(set(data) - taken):
                raise serializers.ValidationError(
                    {name: serializers.ErrorDetail(_("There is no such field."), "unknown") for name in unknown}
                )
        values: dict[str, Any] = super().to_internal_value(data)
        return values


class Filters(Strict):
    """What a list may be narrowed by; `cursor` and `page_size` are the page's own."""


class Nothing(Strict):
    """An action that needs no more than its address."""


class Reason(Strict):
    """A reason; it stands in the event log."""

    reason = serializers.CharField(max_length=TEXT)


class ActionsField(serializers.ListField):
    """The steps this person may take with the object now."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=serializers.CharField(), read_only=True, **kwargs)


@extend_schema_field(OpenApiTypes.OBJECT)
class Plain(serializers.JSONField):
    """An object whose inside is described in the documentation of its resource."""


class PlainInput(serializers.DictField):
    """An object; what may be inside, the rule of the item says."""

    child = serializers.JSONField(allow_null=True)
