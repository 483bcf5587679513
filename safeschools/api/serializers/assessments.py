"""The school's self-assessment: its figures, its items, notes and receipts."""

from typing import Any

from rest_framework import serializers

from safeschools.api.allowed import assessment_actions
from safeschools.api.serializers.base import TEXT, Hundredths, Plain, PlainInput, Strict
from scoring.models import ItemScore, ReturnNote, Submission

NOTE = 4000
VERSION = 2**31 - 1


class PartSerializer(serializers.Serializer[object]):
    """One dimension of the draft."""

    code = serializers.CharField()
    name = serializers.CharField(source="title")
    done = serializers.IntegerField(source="draft.done")
    total = serializers.IntegerField(source="draft.total")
    earned = Hundredths(source="draft.earned")
    most = Hundredths(source="draft.most")


class AssessmentSerializer(serializers.Serializer[object]):
    """The whole working draft: what it would score now, and what is missing."""

    school = serializers.CharField(source="participation.school.code")
    name = serializers.CharField(source="participation.school.name")
    calendar_year = serializers.IntegerField(source="participation.year.calendar_year")
    state = serializers.CharField(source="participation.state")
    deadline = serializers.DateTimeField(allow_null=True)
    score = Hundredths(source="draft.score", allow_null=True)
    band = serializers.IntegerField()
    done = serializers.IntegerField(source="draft.done")
    total = serializers.IntegerField(source="draft.total")
    missing = serializers.SerializerMethodField()
    dimensions = PartSerializer(source="parts", many=True)
    allowed_actions = serializers.SerializerMethodField()

    def get_missing(self, figures: dict[str, Any]) -> list[str]:
        return [line.code for line in figures["draft"].missing]

    def get_allowed_actions(self, figures: dict[str, Any]) -> list[str]:
        return assessment_actions(self.context["request"].user, figures["participation"])


class LinkSerializer(serializers.Serializer[object]):
    """A file attached to an item."""

    link = serializers.IntegerField(source="pk")
    evidence = serializers.IntegerField(source="evidence_id")
    name = serializers.CharField(source="evidence.name")


class ItemScoreSerializer(serializers.ModelSerializer[ItemScore]):
    """One item as the school works on it. `facts` are what `params` of the standard's item ask for."""

    code = serializers.CharField(source="item.code")
    facts = Plain()
    points = Hundredths(source="draft_points", allow_null=True)
    applicable_max = Hundredths(source="draft_max", allow_null=True)
    max_points = Hundredths()
    updated_by = serializers.CharField(source="updated_by.display_name", default="")
    evidence = LinkSerializer(source="evidence_links", many=True)

    class Meta:
        model = ItemScore
        fields = (
            *("code", "applicable", "facts", "note", "points", "applicable_max", "max_points", "version"),
            *("updated_at", "updated_by", "evidence"),
        )
        read_only_fields = fields


class Answer(Strict):
    """The facts of one item and the version they answer to; the header If-Match may carry the version instead."""

    facts = PlainInput()
    note = serializers.CharField(max_length=NOTE, allow_blank=True, required=False, trim_whitespace=False)
    version = serializers.IntegerField(min_value=0, max_value=VERSION, required=False)


class SavedVersion(serializers.Serializer[object]):
    """A version of an item that was saved, or lost against a newer one: nothing typed is ever gone."""

    at = serializers.DateTimeField()
    by = serializers.CharField(source="actor_name")
    verb = serializers.CharField()
    facts = Plain(source="data.facts")
    note = serializers.CharField(source="data.note")
    version = serializers.IntegerField(source="data.version")


class SignOff(Strict):
    """The head answers for what the school states."""

    truth = serializers.BooleanField()

    def validate_truth(self, truth: bool) -> bool:
        if not truth:
            raise serializers.ValidationError(self.fields["truth"].error_messages["required"], "required")
        return truth


class ReceiptSerializer(serializers.ModelSerializer[Submission]):
    submitted_by = serializers.CharField(source="submitted_by.display_name")
    score = Hundredths()

    class Meta:
        model = Submission
        fields = ("number", "receipt", "score", "submitted_at", "submitted_by")
        read_only_fields = fields


class ReceiptDetail(ReceiptSerializer):
    """With the paper the receipt is the SHA-256 of (sorted keys, no spaces, UTF-8)."""

    paper = Plain()

    class Meta(ReceiptSerializer.Meta):
        fields = (*ReceiptSerializer.Meta.fields, "paper")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class NoteSerializer(serializers.ModelSerializer[ReturnNote]):
    item = serializers.CharField(source="item_score.item.code", default="")

    class Meta:
        model = ReturnNote
        fields = ("id", "item", "submission_number", "text", "at", "reply", "replied_at")
        read_only_fields = fields


class Reply(Strict):
    text = serializers.CharField(max_length=TEXT)
