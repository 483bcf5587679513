"""Spot checks."""

from rest_framework import serializers

from inspections.models import Visit
from safeschools.api.allowed import visit_actions
from safeschools.api.serializers.base import TEXT, Difference, Filters, Hundredths, Plain, PlainInput, Strict

VERSION = 2**31 - 1


class VisitFilters(Filters):
    state = serializers.ChoiceField(Visit.State.choices, required=False)


class MemberSerializer(serializers.Serializer[object]):
    inspector = serializers.CharField(source="inspector.display_name")
    agency = serializers.CharField(source="inspector.agency.code", default="")
    is_recorder = serializers.BooleanField()
    signed_at = serializers.DateTimeField(allow_null=True)


class VisitSerializer(serializers.ModelSerializer[Visit]):
    school = serializers.CharField(source="participation.school.code")
    name = serializers.CharField(source="participation.school.name")
    calendar_year = serializers.IntegerField(source="participation.year.calendar_year")
    item_count = serializers.IntegerField()
    done_count = serializers.IntegerField()
    members = MemberSerializer(many=True)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Visit
        fields = (
            *("id", "school", "name", "calendar_year", "state", "origin", "planned_on", "started_at", "confirmed_at"),
            *("item_count", "done_count", "members", "allowed_actions"),
        )
        read_only_fields = fields

    def get_allowed_actions(self, visit: Visit) -> list[str]:
        return visit_actions(self.context["request"].user, visit)


class CheckSerializer(serializers.Serializer[object]):
    """One item of a visit beside the points it checks."""

    code = serializers.CharField(source="visit_item.item.code")
    status = serializers.CharField(help_text="open, ok, up or down")
    reference = Hundredths(allow_null=True, help_text="the district's points, or the school's own without a review")
    facts = Plain(source="visit_item.facts", allow_null=True)
    points = Hundredths(source="visit_item.points", allow_null=True)
    difference = Difference(source="delta", allow_null=True)
    reason = serializers.CharField(source="visit_item.reason")
    version = serializers.IntegerField(source="visit_item.version")
    recorded_at = serializers.DateTimeField(source="visit_item.recorded_at", allow_null=True)


class VisitDetail(VisitSerializer):
    school_present = serializers.CharField()
    school_objection = serializers.CharField()
    remark = serializers.CharField()
    items = CheckSerializer(source="rows", many=True)

    class Meta(VisitSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *VisitSerializer.Meta.fields,
            *("school_present", "school_objection", "remark", "items"),
        )
        read_only_fields = fields  # type: ignore[assignment]


class NewVisit(Strict):
    """When, who (user names; the first one records), and which items (codes)."""

    planned_on = serializers.DateField()
    origin = serializers.ChoiceField(Visit.Origin.choices, default=Visit.Origin.DIRECTED)
    inspectors = serializers.ListField(child=serializers.CharField(max_length=40), max_length=20)
    items = serializers.ListField(child=serializers.CharField(max_length=10), max_length=200)


class Finding(Strict):
    """What the team found; a reason where the points differ from the district's."""

    version = serializers.IntegerField(min_value=0, max_value=VERSION)
    facts = PlainInput()
    reason = serializers.CharField(max_length=TEXT, allow_blank=True, default="")


class Confirmation(Strict):
    """Who stood there for the school, and what the school says to the result."""

    school_present = serializers.CharField(max_length=80)
    objection = serializers.CharField(max_length=TEXT, allow_blank=True, default="")
    remark = serializers.CharField(max_length=TEXT, allow_blank=True, default="")
