"""Allocation runs, namings, designations, the public register."""

from datetime import date

from rest_framework import serializers

from safeschools.api.allowed import designation_actions, naming_actions, run_actions
from safeschools.api.serializers.base import TEXT, Filters, Hundredths, Strict
from safeschools.designations.models import AllocationLine, AllocationRun, Designation, NamingDecision
from safeschools.designations.queries.register import valid_until
from safeschools.directory.models import School


class RunSerializer(serializers.ModelSerializer[AllocationRun]):
    """A run on frozen facts. `current`: no fact has changed since."""

    created_by = serializers.CharField(source="created_by.display_name")
    proposed_by = serializers.CharField(source="proposed_by.display_name", default="")
    decided_by = serializers.CharField(source="decided_by.display_name", default="")
    current = serializers.SerializerMethodField()
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = AllocationRun
        fields = (
            *("number", "state", "revision", "current", "engine_version", "case_hash", "outcome_hash"),
            *("created_by", "created_at", "proposed_by", "proposed_at", "decided_by", "decided_at", "decision_reason"),
            "allowed_actions",
        )
        read_only_fields = fields

    def get_current(self, run: AllocationRun) -> bool:
        return bool(run.revision == self.context["year"].revision)

    def get_allowed_actions(self, run: AllocationRun) -> list[str]:
        return run_actions(self.context["request"], run, self.context["year"])


class TierSerializer(serializers.Serializer[object]):
    """One star: places, contenders, the last score that got in."""

    star = serializers.IntegerField()
    used = serializers.IntegerField()
    places = serializers.IntegerField(source="cap")
    demand = serializers.IntegerField()
    cut_line = Hundredths(source="cutoff", allow_null=True)


class RunDetail(RunSerializer):
    participating = serializers.IntegerField()
    places = serializers.IntegerField()
    used = serializers.IntegerField()
    tiers = TierSerializer(many=True)

    class Meta(RunSerializer.Meta):
        fields = (*RunSerializer.Meta.fields, "participating", "places", "used", "tiers")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class LineFilters(Filters):
    q = serializers.CharField(required=False, max_length=80)
    district = serializers.CharField(required=False, max_length=6, help_text="district code")
    star = serializers.ChoiceField(["0", "1", "2", "3"], required=False)
    code = serializers.CharField(required=False, max_length=30, help_text="reason code")


class RunLine(serializers.ModelSerializer[AllocationLine]):
    school = serializers.CharField(source="participation.school.code")
    name = serializers.CharField(source="participation.school.name")
    district = serializers.CharField(source="participation.district.name")
    score = Hundredths(allow_null=True)

    class Meta:
        model = AllocationLine
        fields = ("school", "name", "district", "rank", "score", "band", "star", "code", "excluded")
        read_only_fields = fields


class StepSerializer(serializers.Serializer[object]):
    kind = serializers.CharField(help_text="ok, no, hold or end")
    title = serializers.CharField()
    reckoning = serializers.CharField(source="calc")


class WhySerializer(RunLine):
    """One school's result with every step, in words."""

    sentence = serializers.CharField()
    steps = StepSerializer(many=True)
    trail = serializers.ListField(child=serializers.DictField())

    class Meta(RunLine.Meta):
        fields = (*RunLine.Meta.fields, "sentence", "steps", "trail")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class DifferenceSerializer(serializers.Serializer[object]):
    """Where the replay and what is stored part, as JSON; null where one of them has nothing at this path."""

    path = serializers.CharField()
    stored = serializers.CharField(allow_null=True)
    recomputed = serializers.CharField(allow_null=True)


class ReplaySerializer(serializers.Serializer[object]):
    """The stored case run again and compared byte for byte; `difference` is the first one, null where it holds."""

    holds = serializers.BooleanField()
    case_intact = serializers.BooleanField()
    outcome_intact = serializers.BooleanField()
    same_outcome = serializers.BooleanField()
    lines_agree = serializers.BooleanField()
    engine_version = serializers.CharField()
    difference = DifferenceSerializer(allow_null=True)


class NewNaming(Strict):
    """The commission's document."""

    document = serializers.CharField(max_length=80)
    decided_on = serializers.DateField()


class LaterNaming(serializers.ModelSerializer[NamingDecision]):
    """A later document, for schools that were on hold at the naming."""

    recorded_by = serializers.CharField(source="recorded_by.display_name")

    class Meta:
        model = NamingDecision
        fields = ("document", "decided_on", "recorded_by", "recorded_at")
        read_only_fields = fields


class NamingSerializer(LaterNaming):
    """The naming of a year."""

    run = serializers.IntegerField(source="run.number")
    allowed_actions = serializers.SerializerMethodField()

    class Meta(LaterNaming.Meta):
        fields = ("run", *LaterNaming.Meta.fields, "allowed_actions")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    def get_allowed_actions(self, naming: NamingDecision) -> list[str]:
        return naming_actions(self.context["request"], naming)


class KeptPlace(serializers.ModelSerializer[AllocationLine]):
    """A place kept for a school on hold; `hold` is empty once it is lifted."""

    school = serializers.CharField(source="participation.school.code")
    name = serializers.CharField(source="participation.school.name")
    district = serializers.CharField(source="participation.district.name")
    hold = serializers.CharField(source="participation.hold")

    class Meta:
        model = AllocationLine
        fields = ("star", "school", "name", "district", "hold")
        read_only_fields = fields


class Release(Strict):
    """Why and by which document the place kept for a school is given up."""

    document = serializers.CharField(max_length=80)
    reason = serializers.CharField(max_length=TEXT)


class PublicEntry(serializers.ModelSerializer[Designation]):
    """What everybody may know: school, star, certificate, whether it is valid. No score.

    `placed_by`: the document by which the leading group placed the school before better ones, if it did.
    """

    school = serializers.CharField(source="participation.school.name")
    district = serializers.CharField(source="participation.district.name")
    type = serializers.ChoiceField(School.Type.choices, source="participation.school.type")
    named_on = serializers.DateField(source="naming.decided_on")
    valid_until = serializers.SerializerMethodField()
    placed_by = serializers.CharField()

    class Meta:
        model = Designation
        fields = ("school", "district", "type", "star", "certificate", "state", "named_on", "valid_until", "placed_by")
        read_only_fields = fields

    def get_valid_until(self, designation: Designation) -> date:
        return valid_until(designation)


class DesignationSerializer(PublicEntry):
    code = serializers.CharField(source="participation.school.code")
    allowed_actions = serializers.SerializerMethodField()

    class Meta(PublicEntry.Meta):
        fields = (  # type: ignore[assignment]
            *("code", *PublicEntry.Meta.fields),
            *("place", "revoked_on", "revocation_document", "revocation_reason", "bars_next_year", "allowed_actions"),
        )
        read_only_fields = fields  # type: ignore[assignment]

    def get_allowed_actions(self, designation: Designation) -> list[str]:
        return designation_actions(self.context["request"].user, designation)


class Revocation(Strict):
    document = serializers.CharField(max_length=80)
    revoked_on = serializers.DateField()
    reason = serializers.CharField(max_length=TEXT)
    after_accident = serializers.BooleanField(
        default=False, help_text="the school takes no part in the next year either, where the year's rules say so"
    )


class RegisterFilters(Filters):
    q = serializers.CharField(required=False, max_length=80)
    district = serializers.CharField(required=False, max_length=6, help_text="district code")
    star = serializers.ChoiceField(["1", "2", "3"], required=False)
    type = serializers.ChoiceField(School.Type.choices, required=False)


class ResultSerializer(serializers.Serializer[object]):
    """The own school's result; star, sentence and steps only after the release."""

    school = serializers.CharField()
    calendar_year = serializers.IntegerField()
    state = serializers.CharField()
    released = serializers.BooleanField()
    star = serializers.IntegerField(allow_null=True)
    certificate = serializers.CharField()
    sentence = serializers.CharField()
    steps = StepSerializer(many=True)


class RegisterYear(serializers.Serializer[object]):
    calendar_year = serializers.IntegerField()
