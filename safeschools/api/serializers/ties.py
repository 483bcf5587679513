"""What settles a tie at a line: recorded orders, and public draws."""

from typing import Any

from rest_framework import serializers

from campaigns.domain.draws import MOST_NUMBERS, Source
from campaigns.models import Draw
from safeschools.api.allowed_ties import draw_actions, tie_order_actions
from safeschools.api.serializers.base import TEXT, Strict
from scoring.actions.draws import SOURCES
from scoring.models import TieOrder


class NewTieOrder(Strict):
    """A complete order of one tied group, best first, by school codes."""

    schools = serializers.ListField(child=serializers.CharField(max_length=10), min_length=2, max_length=10_000)
    document = serializers.CharField(max_length=80)
    reason = serializers.CharField(max_length=TEXT)


class TieOrderSerializer(serializers.ModelSerializer[TieOrder]):
    """An order among tied schools."""

    schools = serializers.ListField(child=serializers.CharField())
    proposed_by = serializers.CharField(source="proposed_by.display_name")
    decided_by = serializers.CharField(source="decided_by.display_name", default="")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = TieOrder
        fields = (
            *("id", "state", "schools", "document", "reason", "proposed_by", "proposed_at"),
            *("decided_by", "decided_at", "decision_reason", "allowed_actions"),
        )
        read_only_fields = fields

    def get_allowed_actions(self, order: TieOrder) -> list[str]:
        return tie_order_actions(self.context["request"], order)


class SourceInput(Strict):
    """A public result announced, with the day on which it is made."""

    name = serializers.CharField(max_length=80)
    on = serializers.DateField()

    def to_internal_value(self, data: Any) -> Any:
        return Source(**super().to_internal_value(data))


class NewDraw(Strict):
    """Two public results of later days and one to fall back on; a reason where a draw was withdrawn before."""

    sources = serializers.ListField(child=SourceInput(), min_length=SOURCES, max_length=SOURCES)
    reason = serializers.CharField(max_length=TEXT, required=False, default="", allow_blank=True)


class Reveal(Strict):
    """The secret, or why it is withheld; the whole numbers of each result, none where it is missing or not needed."""

    secret = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)
    withheld = serializers.CharField(max_length=TEXT, required=False, default="", allow_blank=True)
    results = serializers.ListField(
        child=serializers.ListField(
            child=serializers.IntegerField(min_value=0, max_value=10**12 - 1), max_length=MOST_NUMBERS
        ),
        min_length=SOURCES,
        max_length=SOURCES,
    )


class SeenSeed(Strict):
    """The seed the second person saw."""

    seed = serializers.CharField(max_length=64)


class AnnouncedSerializer(serializers.Serializer[object]):
    """A public result with the numbers that came of it."""

    name = serializers.CharField()
    on = serializers.DateField()
    numbers = serializers.ListField(child=serializers.IntegerField())


class DrawSerializer(serializers.ModelSerializer[Draw]):
    """A public draw. The secret stands here once it is revealed."""

    sources = AnnouncedSerializer(source="announced", many=True)
    key = serializers.CharField()
    committed_by = serializers.CharField(source="committed_by.display_name")
    revealed_by = serializers.CharField(source="revealed_by.display_name", default="")
    confirmed_by = serializers.CharField(source="confirmed_by.display_name", default="")
    withdrawn_by = serializers.CharField(source="withdrawn_by.display_name", default="")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Draw
        fields = (
            *("id", "state", "commitment", "sources", "reason", "roster_digest", "secret", "withheld", "key", "seed"),
            *("committed_by", "committed_at", "revealed_by", "revealed_at", "confirmed_by", "confirmed_at"),
            *("withdrawn_by", "withdrawn_at", "withdrawal_reason", "allowed_actions"),
        )
        read_only_fields = fields

    def get_allowed_actions(self, draw: Draw) -> list[str]:
        return draw_actions(self.context["request"], draw)


class CommittedDraw(DrawSerializer):
    """The draw with its secret, told this once: print and seal it."""

    secret = serializers.CharField(source="told")
