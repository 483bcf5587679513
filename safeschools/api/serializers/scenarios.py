"""What-ifs on the frozen facts of a run, and those kept under a name."""

from typing import Any

from rest_framework import serializers

from safeschools.api.serializers.base import Plain, PlainInput, Strict
from safeschools.api.serializers.honours import TierSerializer
from safeschools.designations.models import Scenario


class Changes(Strict):
    """What differs from the run, in the words of its case; what is left out stays as it is."""

    thresholds = PlainInput(required=False, help_text='the lowest points of a star: {"3": "91.00"}')
    disqualify_below = serializers.CharField(required=False, max_length=12, help_text='"70.00"')
    caps = PlainInput(required=False, help_text='percentages: {"3": "12.00", "total": "45.00"}')
    rule = PlainInput(
        required=False, help_text='{"overflow": "forfeit", "denominator": 2000, "scope": "district_slots"}'
    )
    scores = PlainInput(required=False, help_text="school code → points as a decimal string, null: not scored")


class NewScenario(Changes):
    """The same under a name."""

    name = serializers.CharField(max_length=80)


class MoveSerializer(serializers.Serializer[object]):
    """A school whose star differs: stars in the run and in the what-if."""

    school = serializers.CharField()
    before = serializers.IntegerField()
    after = serializers.IntegerField()


class Given(serializers.Serializer[object]):
    """What one of the two gives out."""

    tiers = TierSerializer(many=True)
    used = serializers.IntegerField(source="total.used")
    places = serializers.IntegerField(source="total.cap")
    over_a_cap = serializers.BooleanField(source="over")


class PreviewSerializer(serializers.Serializer[object]):
    """What would come of the changes; nothing is stored."""

    before = Given()
    after = Given()
    moves = MoveSerializer(many=True)
    overtaken = serializers.ListField(
        child=serializers.CharField(), help_text="orders of tied schools that no longer hold and are left out, in words"
    )


class ScenarioSerializer(serializers.ModelSerializer[Scenario]):
    """A named what-if of a run."""

    run = serializers.IntegerField(source="run.number")
    created_by = serializers.CharField(source="created_by.display_name")
    changes = Plain()
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Scenario
        fields = ("id", "run", "name", "changes", "created_by", "created_at", "allowed_actions")
        read_only_fields = fields

    def get_allowed_actions(self, scenario: Scenario) -> list[str]:
        user: Any = self.context["request"].user
        own = user.can("allocation.explore") and user.same_person(scenario.created_by)
        return ["delete"] if own else []
