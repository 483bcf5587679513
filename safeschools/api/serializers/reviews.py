"""The district's review: the queue, one school's items, the verdicts."""

from typing import Any

from rest_framework import serializers

from safeschools.api.serializers.base import TEXT, Difference, Filters, Hundredths, Plain, PlainInput, Strict
from safeschools.api.serializers.participations import ParticipationSerializer
from safeschools.directory.models import School

VERSION = 2**31 - 1


class QueueFilters(Filters):
    tab = serializers.ChoiceField(["waiting", "returned", "done", "not_in"], required=False)
    type = serializers.ChoiceField(School.Type.choices, required=False)
    district = serializers.CharField(required=False, max_length=6, help_text="district code")
    q = serializers.CharField(required=False, max_length=80)


class QueueSerializer(ParticipationSerializer):
    """A school of the queue: how often it handed in, how far its review is."""

    self_score = Hundredths(allow_null=True)
    times = serializers.IntegerField()
    judged = serializers.IntegerField()
    items = serializers.IntegerField()

    class Meta(ParticipationSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *ParticipationSerializer.Meta.fields,
            *("self_score", "times", "judged", "items"),
        )
        read_only_fields = fields  # type: ignore[assignment]


class LineSerializer(serializers.Serializer[object]):
    """One item on the reviewer's desk: the school's answer, the district's, what was noted."""

    code = serializers.CharField()
    verdict = serializers.CharField(help_text="open, return, accepted, reduced or raised")
    version = serializers.IntegerField(source="score.version")
    max_points = Hundredths(source="score.max_points")
    claimed_facts = Plain(source="score.claimed_facts", allow_null=True)
    claimed_points = Hundredths(source="score.claimed_points", allow_null=True)
    note = serializers.CharField(source="score.note")
    reviewed_facts = Plain(source="score.reviewed_facts", allow_null=True)
    reviewed_points = Hundredths(source="score.reviewed_points", allow_null=True)
    difference = Difference(allow_null=True)
    last_year = Hundredths(allow_null=True)
    evidence = serializers.IntegerField(help_text="number of files")
    changed = serializers.BooleanField(help_text="since the submission before")
    returned = serializers.CharField(source="returned.text", default="")
    noted = serializers.CharField(source="noted.text", default="")


class DeskSerializer(serializers.Serializer[object]):
    """One school's review."""

    participation = ParticipationSerializer()
    hold = serializers.CharField(source="participation.hold")
    claimed_score = Hundredths(allow_null=True)
    reviewed_score = Hundredths(allow_null=True)
    judged = serializers.IntegerField()
    items = serializers.SerializerMethodField()
    noted = serializers.IntegerField()
    lines = LineSerializer(many=True)

    def get_items(self, desk: Any) -> int:
        return len(desk.lines)


class Seen(Strict):
    """The version of the item that was read."""

    version = serializers.IntegerField(min_value=0, max_value=VERSION)


class Adjust(Seen):
    """The facts as the district found them; a reason where the points differ from the school's."""

    facts = PlainInput()
    reason = serializers.CharField(max_length=TEXT, allow_blank=True, default="")


class NoteReturn(Seen):
    """Why the item goes back; empty text takes the note back."""

    text = serializers.CharField(max_length=TEXT, allow_blank=True)


class ReturnText(Strict):
    """What the school should do, besides the notes on single items."""

    text = serializers.CharField(max_length=TEXT, allow_blank=True, default="")


class Accepted(serializers.Serializer[object]):
    accepted = serializers.IntegerField(help_text="how many items")


class NewVeto(Strict):
    """A veto finding: which, by which document, why."""

    item = serializers.CharField(max_length=10)
    document = serializers.CharField(max_length=80)
    reason = serializers.CharField(max_length=TEXT)
