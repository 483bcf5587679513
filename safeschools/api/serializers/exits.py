"""Holds, and exits from a year's selection for a judged score below the floor."""

from rest_framework import serializers

from campaigns.models import Participation
from safeschools.api.allowed import exit_actions, participation_actions
from safeschools.api.serializers.base import TEXT, Filters, Hundredths, Strict
from scoring.models import Disqualification, Hold


class HoldSerializer(serializers.ModelSerializer[Hold]):
    set_by = serializers.CharField(source="set_by.display_name")
    lifted_by = serializers.CharField(source="lifted_by.display_name", default="")

    class Meta:
        model = Hold
        fields = ("reason", "set_by", "set_at", "lifted_by", "lifted_at", "lift_reason")
        read_only_fields = fields


class HoldReason(Strict):
    """Why the school is on hold; the school reads it."""

    reason = serializers.CharField(max_length=200)


class BelowFloor(serializers.ModelSerializer[Participation]):
    """A judged school below the floor about which nobody has proposed anything yet."""

    school = serializers.CharField(source="school.code")
    name = serializers.CharField(source="school.name")
    district = serializers.CharField(source="district.name")
    score = Hundredths(source="rating.score")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Participation
        fields = ("school", "name", "district", "state", "score", "allowed_actions")
        read_only_fields = fields

    def get_allowed_actions(self, participation: Participation) -> list[str]:
        return participation_actions(self.context["request"], participation)


class ExitFilters(Filters):
    state = serializers.ChoiceField(Disqualification.State.choices, required=False)


class ExitSerializer(serializers.ModelSerializer[Disqualification]):
    """A proposed exit with the school's reply and the decision."""

    school = serializers.CharField(source="participation.school.code")
    name = serializers.CharField(source="participation.school.name")
    calendar_year = serializers.IntegerField(source="participation.year.calendar_year")
    score = Hundredths()
    proposed_by = serializers.CharField(source="proposed_by.display_name")
    decided_by = serializers.CharField(source="decided_by.display_name", default="")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Disqualification
        fields = (
            *("id", "school", "name", "calendar_year", "state", "score", "document", "reason", "reply_until"),
            *("reply", "replied_at", "proposed_by", "proposed_at", "decided_by", "decided_at", "decision_reason"),
            "allowed_actions",
        )
        read_only_fields = fields

    def get_allowed_actions(self, paper: Disqualification) -> list[str]:
        return exit_actions(self.context["request"], paper)


class NewExit(Strict):
    """By which document, why, and until which day the school may reply."""

    document = serializers.CharField(max_length=80)
    reason = serializers.CharField(max_length=TEXT)
    reply_until = serializers.DateField()
