"""Long work: jobs, imports with their reports."""

from rest_framework import serializers

from safeschools.api.allowed import job_actions
from safeschools.api.serializers.base import Strict
from safeschools.jobs.models import Job


class JobSerializer(serializers.ModelSerializer[Job]):
    percent = serializers.IntegerField()
    has_file = serializers.SerializerMethodField(help_text="whether a file came out")
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = (
            *("id", "kind", "state", "done", "total", "percent", "error", "file_name", "sha256", "output_name"),
            *("has_file", "created_at", "finished_at", "allowed_actions"),
        )
        read_only_fields = fields

    def get_has_file(self, job: Job) -> bool:
        return bool(job.output)

    def get_allowed_actions(self, job: Job) -> list[str]:
        return job_actions(job)


class CountsSerializer(serializers.Serializer[object]):
    rows = serializers.IntegerField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    absent = serializers.IntegerField()
    errors = serializers.IntegerField()  # type: ignore[assignment]  # a count, not the serializer's own
    warnings = serializers.IntegerField()


class ProblemSerializer(serializers.Serializer[object]):
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    is_error = serializers.BooleanField()
    message = serializers.CharField()


class ReportSerializer(serializers.Serializer[object]):
    """What a check found; at most 200 problems, the marked file has them all."""

    job = JobSerializer()
    writing = JobSerializer(allow_null=True)
    counts = CountsSerializer(allow_null=True)
    problems = ProblemSerializer(many=True)


class NewImport(Strict):
    """A file of one kind: schools, districts, accounts."""

    kind = serializers.CharField(max_length=40)
    file = serializers.FileField(allow_empty_file=True)
