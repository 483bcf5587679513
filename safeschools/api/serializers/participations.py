"""Schools in a year: where each of them stands."""

from rest_framework import serializers

from campaigns.models import Participation
from safeschools.api.allowed import participation_actions
from safeschools.api.reader import reader
from safeschools.api.serializers.base import Filters
from safeschools.directory.models import School


class ParticipationFilters(Filters):
    q = serializers.CharField(required=False, max_length=80, help_text="part of the name, start of the code, pinyin")
    district = serializers.CharField(required=False, max_length=6, help_text="district code")
    state = serializers.ChoiceField(Participation.State.choices, required=False)
    type = serializers.ChoiceField(School.Type.choices, required=False)


class ParticipationSerializer(serializers.ModelSerializer[Participation]):
    school = serializers.CharField(source="school.code")
    name = serializers.CharField(source="school.name")
    district = serializers.CharField(source="district.name")
    calendar_year = serializers.IntegerField(source="year.calendar_year")
    barred_by = serializers.SerializerMethodField(
        help_text="document by which the school's last star was revoked because of an accident and it takes no part"
    )
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Participation
        fields = (
            *("school", "name", "district", "calendar_year", "state", "on_roster", "submitted_at", "reviewed_at"),
            *("barred_by", "allowed_actions"),
        )
        read_only_fields = fields

    def get_barred_by(self, participation: Participation) -> str:
        if participation.state != Participation.State.WITHDRAWN:
            return ""
        return reader(self.context["request"]).bars(participation.year).get(participation.school_id, "")

    def get_allowed_actions(self, participation: Participation) -> list[str]:
        return participation_actions(self.context["request"], participation)
