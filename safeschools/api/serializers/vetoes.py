"""Veto findings."""

from rest_framework import serializers

from safeschools.api.allowed import veto_actions
from safeschools.api.serializers.base import Filters
from scoring.models import Veto


class VetoFilters(Filters):
    state = serializers.ChoiceField(Veto.State.choices, required=False)


class VetoSerializer(serializers.ModelSerializer[Veto]):
    school = serializers.CharField(source="participation.school.code")
    name = serializers.CharField(source="participation.school.name")
    calendar_year = serializers.IntegerField(source="participation.year.calendar_year")
    item = serializers.CharField(source="item.code")
    proposed_by = serializers.CharField(source="proposed_by.display_name")
    decided_by = serializers.CharField(source="decided_by.display_name", default="")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Veto
        fields = (
            *("id", "school", "name", "calendar_year", "item", "state", "document", "reason"),
            *("proposed_by", "proposed_at", "decided_by", "decided_at", "allowed_actions"),
        )
        read_only_fields = fields

    def get_allowed_actions(self, veto: Veto) -> list[str]:
        return veto_actions(self.context["request"], veto)
