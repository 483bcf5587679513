"""What the API shows, field by field. Points and scores are decimal strings with two places."""

from rest_framework import serializers

from campaigns.models import CampaignYear
from safeschools.directory.models import School
from scoring.models import Rating


class Hundredths(serializers.Field):  # type: ignore[type-arg]  # not generic at run time
    """Integer hundredths as a decimal string: 8650 → "86.50"; None stays None."""

    def to_representation(self, value: int) -> str:
        return f"{value // 100}.{value % 100:02d}"


class SchoolSerializer(serializers.ModelSerializer[School]):
    district = serializers.CharField(source="district.name")

    class Meta:
        model = School
        fields = ("code", "name", "district", "type", "ownership", "students", "status")
        read_only_fields = fields


class YearSerializer(serializers.ModelSerializer[CampaignYear]):
    participating = serializers.IntegerField(source="roster_size")

    class Meta:
        model = CampaignYear
        fields = ("calendar_year", "index", "state", "revision", "participating")
        read_only_fields = fields


class RatingSerializer(serializers.ModelSerializer[Rating]):
    school = serializers.CharField(source="participation.school.code")
    name = serializers.CharField(source="participation.school.name")
    district = serializers.CharField(source="participation.district.name")
    state = serializers.CharField(source="participation.state")
    score = Hundredths()

    class Meta:
        model = Rating
        fields = ("school", "name", "district", "state", "score", "basis", "band", "rank", "projected_star", "reason")
        read_only_fields = fields
