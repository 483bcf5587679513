"""Figures the machine derives: ratings, the compliance report."""

from rest_framework import serializers

from safeschools.api.serializers.base import Filters, Hundredths, Plain
from scoring.models import Rating


class RatingFilters(Filters):
    district = serializers.CharField(required=False, max_length=6, help_text="district code")
    band = serializers.IntegerField(required=False, min_value=0, max_value=3)
    projected_star = serializers.IntegerField(required=False, min_value=0, max_value=3)


class RatingSerializer(serializers.ModelSerializer[Rating]):
    school = serializers.CharField(source="participation.school.code")
    name = serializers.CharField(source="participation.school.name")
    district = serializers.CharField(source="participation.district.name")
    state = serializers.CharField(source="participation.state")
    score = Hundredths(allow_null=True)
    basis = serializers.CharField(help_text="the highest layer of any item; may be empty")

    class Meta:
        model = Rating
        fields = (
            "school",
            "name",
            "district",
            "state",
            "score",
            "basis",
            "band",
            "rank",
            "projected_star",
            "secured_star",
            "highest_star",
            "reason",
        )
        read_only_fields = fields


class ComplianceSerializer(serializers.Serializer[object]):
    """The report as stored, with the revision and time it was computed from."""

    calendar_year = serializers.IntegerField()
    revision = serializers.IntegerField()
    current = serializers.BooleanField(help_text="whether no fact has changed since")
    computed_at = serializers.DateTimeField(allow_null=True)
    report = Plain()
