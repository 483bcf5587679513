"""Evidence: files of the own school."""

from rest_framework import serializers

from safeschools.api.serializers.base import Strict
from scoring.models import Evidence

MOST = 2**63 - 1


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    items = serializers.IntegerField(source="link_count", default=0, help_text="how many items it is attached to")

    class Meta:
        model = Evidence
        fields = ("id", "name", "content_type", "size", "sha256", "uploaded_at", "items")
        read_only_fields = fields


class Upload(Strict):
    """One file: photo, PDF, Word or Excel, judged by its content."""

    file = serializers.FileField(allow_empty_file=True)


class Attach(Strict):
    evidence = serializers.IntegerField(min_value=1, max_value=MOST, help_text="id of a file of the library")
