"""Campaigns and their years: rules, phases, extensions, the roster."""

from rest_framework import serializers

from campaigns.models import Campaign, CampaignYear, Extension, Phase
from safeschools.api.allowed import year_actions
from safeschools.api.serializers.base import TEXT, Hundredths, Strict


class CampaignSerializer(serializers.ModelSerializer[Campaign]):
    calendar_years = serializers.SerializerMethodField()

    class Meta:
        model = Campaign
        fields = (
            *("id", "name", "city", "mode", "approval_document", "approved_on", "starts_on", "ends_on"),
            *("goal_percent", "calendar_years"),
        )
        read_only_fields = fields

    def get_calendar_years(self, campaign: Campaign) -> list[int]:
        return sorted(year.calendar_year for year in campaign.years.all())


class NewCampaign(Strict):
    """The facts all years of a campaign share; document and date belong together."""

    name = serializers.CharField(max_length=80)
    city = serializers.CharField(max_length=40)
    mode = serializers.ChoiceField(Campaign.Mode.choices)
    approval_document = serializers.CharField(max_length=80, allow_blank=True, default="")
    approved_on = serializers.DateField(allow_null=True, default=None)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    goal_percent = serializers.IntegerField(min_value=1, max_value=100)


class PhaseSerializer(serializers.ModelSerializer[Phase]):
    class Meta:
        model = Phase
        fields = ("kind", "starts_at", "ends_at", "grace_minutes")
        read_only_fields = fields


class YearSerializer(serializers.ModelSerializer[CampaignYear]):
    campaign = serializers.CharField(source="campaign.name")
    participating = serializers.IntegerField(source="roster_size", allow_null=True)

    class Meta:
        model = CampaignYear
        fields = ("id", "campaign", "calendar_year", "index", "state", "revision", "roster_frozen_at", "participating")
        read_only_fields = fields


class YearDetail(YearSerializer):
    """The year with its frozen rules. Caps are basis points (1500 = 15 %), bands decimal points."""

    band_three, band_two, band_one, floor = Hundredths(), Hundredths(), Hundredths(), Hundredths()
    tie_keys = serializers.ListField(child=serializers.CharField())
    decisions = serializers.DictField(child=serializers.CharField(), help_text="policy question → chosen answer")
    phases = PhaseSerializer(many=True)
    standard = serializers.SerializerMethodField()
    allowed_actions = serializers.SerializerMethodField()

    class Meta(YearSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *YearSerializer.Meta.fields,
            *("band_three", "band_two", "band_one", "floor", "cap_three", "cap_two", "cap_one", "cap_total"),
            *("tie_keys", "decisions", "phases", "standard", "allowed_actions"),
        )
        read_only_fields = fields  # type: ignore[assignment]

    def get_standard(self, year: CampaignYear) -> str:
        sheet = getattr(year, "sheet", None)
        return sheet.standard.version if sheet else ""

    def get_allowed_actions(self, year: CampaignYear) -> list[str]:
        return year_actions(self.context["request"].user, year)


class ExtensionSerializer(serializers.ModelSerializer[Extension]):
    phase = serializers.CharField(source="phase.kind")
    district = serializers.CharField(source="district.code")
    granted_by = serializers.CharField(source="granted_by.display_name")

    class Meta:
        model = Extension
        fields = ("phase", "district", "ends_at", "reason", "granted_by", "granted_at")
        read_only_fields = fields


class NewExtension(Strict):
    """A later end of a phase for one district."""

    phase = serializers.ChoiceField(Phase.Kind.choices)
    district = serializers.CharField(max_length=6, help_text="district code")
    ends_at = serializers.DateTimeField()
    reason = serializers.CharField(max_length=TEXT)


class FrozenRoster(serializers.Serializer[object]):
    """How many schools the caps are percentages of."""

    size = serializers.IntegerField()
    version = serializers.IntegerField()
