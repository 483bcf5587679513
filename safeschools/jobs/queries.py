"""Jobs a person may see: their own."""

from typing import Any

from django.db.models import QuerySet

from safeschools.jobs.models import Job


def visible_jobs(user: Any) -> QuerySet[Job]:
    """The person's own jobs, newest first; an import report may hold another district's data, so nobody else's."""
    return Job.objects.filter(created_by=user).order_by("-id")
