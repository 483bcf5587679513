"""Versions of the standard with their dimensions and items."""

from rest_framework import serializers

from safeschools.api.allowed import standard_actions
from safeschools.api.serializers.base import Hundredths, Plain
from scoring.models import Dimension, Item, Standard


class StandardSerializer(serializers.ModelSerializer[Standard]):
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Standard
        fields = ("version", "name", "state", "content_hash", "published_at", "allowed_actions")
        read_only_fields = fields

    def get_allowed_actions(self, standard: Standard) -> list[str]:
        return standard_actions(self.context["request"].user, standard)


class DimensionSerializer(serializers.ModelSerializer[Dimension]):
    name = serializers.CharField(source="title")

    class Meta:
        model = Dimension
        fields = ("code", "name")
        read_only_fields = fields


class ItemSerializer(serializers.ModelSerializer[Item]):
    """One item. `params` say which facts are asked for and how they become points."""

    dimension = serializers.CharField(source="dimension.code")
    name = serializers.CharField(source="title")
    rule = serializers.CharField(source="rule_text")
    evidence = serializers.CharField(source="evidence_text")
    max_points = Hundredths()
    agencies = serializers.ListField(child=serializers.CharField())
    params = Plain()

    class Meta:
        model = Item
        fields = (
            *("code", "dimension", "name", "method", "max_points", "is_key", "applicable_to", "rule", "evidence"),
            *("agencies", "params"),
        )
        read_only_fields = fields


class StandardDetail(StandardSerializer):
    dimensions = DimensionSerializer(many=True)
    items = ItemSerializer(source="in_order", many=True)

    class Meta(StandardSerializer.Meta):
        fields = (*StandardSerializer.Meta.fields, "dimensions", "items")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]
