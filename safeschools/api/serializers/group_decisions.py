"""Decisions of the leading group about single schools."""

from rest_framework import serializers

from safeschools.api.allowed import group_decision_actions
from safeschools.api.serializers.base import TEXT, Filters, Strict
from scoring.models import GroupDecision


class GroupDecisionFilters(Filters):
    state = serializers.ChoiceField(GroupDecision.State.choices, required=False)


class GroupDecisionSerializer(serializers.ModelSerializer[GroupDecision]):
    """`star`: the highest one open to the school (max_star) or the one it is placed at (pin); none for exclude."""

    school = serializers.CharField(source="participation.school.code")
    name = serializers.CharField(source="participation.school.name")
    calendar_year = serializers.IntegerField(source="participation.year.calendar_year")
    proposed_by = serializers.CharField(source="proposed_by.display_name")
    decided_by = serializers.CharField(source="decided_by.display_name", default="")
    evidence = serializers.CharField(help_text="a link that begins with https://, or empty")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = GroupDecision
        fields = (
            *("id", "school", "name", "calendar_year", "state", "kind", "star", "document", "reason", "evidence"),
            *("proposed_by", "proposed_at", "decided_by", "decided_at", "decision_reason", "allowed_actions"),
        )
        read_only_fields = fields

    def get_allowed_actions(self, decision: GroupDecision) -> list[str]:
        return group_decision_actions(self.context["request"], decision)


class NewGroupDecision(Strict):
    """What is decided, by which document and why; `evidence` is a link that begins with https://."""

    kind = serializers.ChoiceField(GroupDecision.Kind.choices)
    star = serializers.IntegerField(min_value=0, max_value=3, required=False, allow_null=True, default=None)
    document = serializers.CharField(max_length=80)
    reason = serializers.CharField(max_length=TEXT)
    evidence = serializers.URLField(max_length=300, required=False, allow_blank=True, default="")
