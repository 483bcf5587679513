"""The setup of a draft year: what stands so far, and one serializer for each step of the wizard."""

from typing import Any

from rest_framework import serializers

from campaigns.actions.drafts import TIE_KEYS
from campaigns.domain.decisions import DECISIONS
from campaigns.domain.schedule import KINDS, STEPS
from campaigns.models import CampaignYear
from safeschools.api.allowed import setup_actions
from safeschools.api.serializers.base import HundredthsInput, Strict
from safeschools.api.serializers.years import CampaignSerializer, NewCampaign, YearDetail
from scoring.queries.readiness import Entry, Level


class EntrySerializer(serializers.Serializer[Entry]):
    """A finding about the year: `stop` keeps it from being opened."""

    level = serializers.ChoiceField([level.value for level in Level])
    step = serializers.ChoiceField(STEPS)
    text = serializers.CharField()


class SetupSerializer(YearDetail):
    """A year by its id: its campaign, its rules so far, the steps confirmed, what stands against opening it."""

    basics = CampaignSerializer(source="campaign")
    confirmed = serializers.SerializerMethodField()
    readiness = EntrySerializer(source="entries", many=True)

    class Meta(YearDetail.Meta):
        fields = (*YearDetail.Meta.fields, "basics", "confirmed", "readiness")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    def get_standard(self, year: Any) -> str:
        return year.chosen.version if year.chosen else super().get_standard(year)

    def get_confirmed(self, year: CampaignYear) -> list[str]:
        return list(year.setup.get("saved", []))

    def get_allowed_actions(self, year: Any) -> list[str]:
        return setup_actions(self.context["request"].user, year)


class BasicsInput(NewCampaign):
    """The facts all years of the campaign share."""


class SpanInput(Strict):
    """First and last day of a phase, both included; grace in minutes after the last one."""

    first = serializers.DateField()
    last = serializers.DateField()
    grace_minutes = serializers.IntegerField(min_value=0, max_value=1440, default=0)


class PhasesInput(Strict):
    """Every phase of the year."""

    def get_fields(self) -> dict[str, Any]:
        return {kind: SpanInput() for kind in KINDS}


class StandardInput(Strict):
    """The published version the year is judged by."""

    standard = serializers.CharField(max_length=20, help_text="version")


class BandsInput(Strict):
    """Score lines in points, caps in basis points (1500 = 15 %)."""

    band_three, band_two, band_one, floor = HundredthsInput(), HundredthsInput(), HundredthsInput(), HundredthsInput()
    cap_three = serializers.IntegerField(min_value=0, max_value=10000)
    cap_two = serializers.IntegerField(min_value=0, max_value=10000)
    cap_one = serializers.IntegerField(min_value=0, max_value=10000)
    cap_total = serializers.IntegerField(min_value=0, max_value=10000)


class TiesInput(Strict):
    """By what schools with equal scores are ordered, the strongest key first; none is a choice too.

    Schools still tied at a line are left out, or with `lottery` drawn in public.
    """

    keys = serializers.ListField(child=serializers.ChoiceField(TIE_KEYS), max_length=len(TIE_KEYS))
    lottery = serializers.BooleanField(default=False)


class DecisionsInput(Strict):
    """Answers to the questions that leave a choice; one left out gets its default. `quota.ties` has its own step."""

    def get_fields(self) -> dict[str, Any]:
        asked = (decision for key, decision in DECISIONS.items() if not decision.locked and key != "quota.ties")
        return {
            decision.key: serializers.ChoiceField([option.slug for option in decision.offered], required=False)
            for decision in asked
        }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        groups = super().to_internal_value(data)  # the framework takes a dot for a way into an object
        return {f"{group}.{name}": slug for group, answers in groups.items() for name, slug in answers.items()}


class Opening(Strict):
    """Whoever opens has compared the settings with the plan that was issued."""

    checked = serializers.BooleanField()

    def validate_checked(self, checked: bool) -> bool:
        if not checked:
            raise serializers.ValidationError(self.fields["checked"].error_messages["required"], "required")
        return checked
