"""Evidence a person may see."""

from typing import Any

from django.db.models import Count, QuerySet

from safeschools.accounts.roles import Scope
from scoring.models import Evidence, Submission


def visible_evidence(user: Any) -> QuerySet[Evidence]:
    """Files of the own school, of the district's schools, or of all for the city; inspectors those of their visits."""
    rows = Evidence.objects.select_related("school")
    match user.scope:
        case Scope.CITY:
            return rows
        case Scope.DISTRICT:
            return rows.filter(school__district_id=user.district_id)
        case Scope.SCHOOL:
            return rows.filter(school_id=user.school_id)
        case Scope.AGENCY:
            return rows.filter(links__item_score__participation__visits__members__inspector=user).distinct()
    return rows.none()


def library(user: Any) -> QuerySet[Evidence]:
    """The own school's files, newest first, with the number of items each is attached to (`link_count`)."""
    own = Evidence.objects.filter(school_id=user.school_id or 0)
    return own.select_related("uploaded_by").annotate(link_count=Count("links")).order_by("-id")


def was_handed_in(evidence: Evidence) -> bool:
    """Whether a submission names this file as evidence."""
    papers = Submission.objects.filter(participation__school_id=evidence.school_id).values_list("content", flat=True)
    return any(evidence.sha256 in item.get("evidence", ()) for content in papers for item in content.values())
