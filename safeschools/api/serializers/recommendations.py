"""The districts' recommendation lists."""

from typing import Any

from rest_framework import serializers

from campaigns.domain.apportionment import CEILING_PERCENT
from safeschools.api.allowed import list_actions
from safeschools.api.serializers.base import TEXT, Hundredths, Strict


class ListLine(serializers.Serializer[object]):
    """One reviewed school with its line, if it has one yet."""

    school = serializers.CharField(source="participation.school.code")
    name = serializers.CharField(source="participation.school.name")
    state = serializers.CharField(source="participation.state")
    self_score = Hundredths(allow_null=True)
    reviewed_score = Hundredths(source="standing.score", allow_null=True)
    highest_star = serializers.IntegerField(source="standing.highest")
    weak_key_items = serializers.ListField(source="weak", child=serializers.CharField())
    vetoes = serializers.ListField(child=serializers.CharField())
    recommended = serializers.BooleanField(source="line.recommended", allow_null=True, default=None)
    star = serializers.IntegerField(source="line.star", allow_null=True, default=None)
    reason = serializers.CharField(source="line.reason", default="")


class CeilingBasis(serializers.Serializer[object]):
    """What a ceiling is made from: `percent` of the city's places, shared by participants (largest remainder), or of
    the places reserved for the district (rounded up)."""

    percent = serializers.IntegerField(default=CEILING_PERCENT)
    participants = serializers.IntegerField(help_text="participating schools of the district")
    city_participants = serializers.IntegerField()
    city_places = serializers.IntegerField()
    frozen = serializers.BooleanField(help_text="false while the roster, and with it the ceiling, can still change")


class ListSerializer(serializers.Serializer[object]):
    """A district's list of one year. `ceiling` is null where the year sets none; a list that recommends more schools
    than its ceiling is refused when it is submitted."""

    district = serializers.CharField(source="district.code")
    name = serializers.CharField(source="district.name")
    state = serializers.CharField(help_text="draft or submitted")
    submitted_at = serializers.DateTimeField(allow_null=True)
    ceiling = serializers.IntegerField(allow_null=True)
    ceiling_basis = CeilingBasis(allow_null=True)
    recommended_schools = serializers.IntegerField(help_text="lines that recommend a school so far")
    allowed_actions = serializers.SerializerMethodField()

    def get_allowed_actions(self, shown: dict[str, Any]) -> list[str]:
        return list_actions(self.context["request"], shown["year"], shown["district"])


class ListDetail(ListSerializer):
    lines = ListLine(many=True)
    waiting = serializers.ListField(child=serializers.CharField(), help_text="codes of schools awaiting review")


class Line(Strict):
    """Recommended with a star up to the score's, or not recommended with a reason."""

    recommended = serializers.BooleanField()
    star = serializers.IntegerField(min_value=1, max_value=3, required=False)
    reason = serializers.CharField(max_length=TEXT, allow_blank=True, default="")


class SubmitList(Strict):
    """`leave_out` names schools awaiting review that shall stay off the list, with one reason."""

    leave_out = serializers.ListField(child=serializers.CharField(max_length=10), default=list, max_length=2000)
    reason = serializers.CharField(max_length=TEXT, allow_blank=True, default="")


class FilledIn(serializers.Serializer[object]):
    lines = serializers.IntegerField(help_text="how many were written")
