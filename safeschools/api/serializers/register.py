"""The register: schools, districts, member units."""

from typing import Any

from rest_framework import serializers

from safeschools.api.allowed import school_actions
from safeschools.api.serializers.base import Filters, Strict
from safeschools.directory.models import FACILITIES, Agency, District, School


class SchoolFilters(Filters):
    q = serializers.CharField(required=False, max_length=80, help_text="part of the name, start of the code, pinyin")
    district = serializers.CharField(required=False, max_length=6, help_text="district code")
    type = serializers.ChoiceField(School.Type.choices, required=False)
    ownership = serializers.ChoiceField(School.Ownership.choices, required=False)
    status = serializers.ChoiceField(School.Status.choices, required=False)
    flag = serializers.ChoiceField([(name, name) for name in FACILITIES], required=False)


class SchoolSerializer(serializers.ModelSerializer[School]):
    district = serializers.CharField(source="district.name")
    district_code = serializers.CharField(source="district.code")
    urban_rural = serializers.CharField(help_text="may be empty")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = School
        fields = (
            *("code", "name", "short_name", "district", "district_code", "type", "ownership", "urban_rural", "status"),
            *("students", "boarders", "staff", "guards", "classes", *FACILITIES, "version", "allowed_actions"),
        )
        read_only_fields = fields

    def get_allowed_actions(self, school: School) -> list[str]:
        return school_actions(self.context["request"].user)


def _number() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=1_000_000, required=False)


class SchoolChange(Strict):
    """The fields to change; `version` is the one that was read. Facilities, type and status need a reason."""

    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)
    name = serializers.CharField(required=False, max_length=80)
    short_name = serializers.CharField(required=False, max_length=40)
    type = serializers.ChoiceField(School.Type.choices, required=False)
    ownership = serializers.ChoiceField(School.Ownership.choices, required=False)
    urban_rural = serializers.ChoiceField(School.UrbanRural.choices, required=False, allow_blank=True)
    status = serializers.ChoiceField(School.Status.choices, required=False)
    students, boarders, staff, guards, classes = _number(), _number(), _number(), _number(), _number()
    canteen = serializers.BooleanField(required=False)
    catered_meals = serializers.BooleanField(required=False)
    boarding = serializers.BooleanField(required=False)
    school_bus = serializers.BooleanField(required=False)
    lab = serializers.BooleanField(required=False)
    head_name = serializers.CharField(required=False, allow_blank=True, max_length=40)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=40)
    remark = serializers.CharField(required=False, allow_blank=True, max_length=200)


class DistrictSerializer(serializers.ModelSerializer[District]):
    open_schools = serializers.IntegerField(read_only=True)
    pupils = serializers.IntegerField(read_only=True)

    class Meta:
        model = District
        fields = ("code", "name", "is_direct", "open_schools", "pupils")
        read_only_fields = fields


class AgencySerializer(serializers.ModelSerializer[Agency]):
    name = serializers.SerializerMethodField()

    class Meta:
        model = Agency
        fields = ("code", "name", "role", "has_seat", "successor")
        read_only_fields = fields

    def get_name(self, agency: Agency) -> str:
        return str(agency)


def form_values(school: School, sent: dict[str, Any]) -> dict[str, Any]:
    """What is stored, with what was sent over it: the whole form, as the page posts it."""
    names = (str(name) for name in SchoolChange().fields if str(name) not in ("version", "reason"))
    return {name: getattr(school, name) for name in names} | sent
