"""Evidence a person may see."""

from typing import Any

from django.db.models import Count, QuerySet

from scoring.models import Evidence


def visible_evidence(user: Any) -> QuerySet[Evidence]:
    """Files of the own school, of the district's schools, or of all for the city; inspectors those of their visits."""
    rows = Evidence.objects.select_related("school")
    match user.scope:
        case "city":
            return rows
        case "district":
            return rows.filter(school__district_id=user.district_id)
        case "school":
            return rows.filter(school_id=user.school_id)
        case "agency":
            return rows.filter(links__item_score__participation__visits__members__inspector=user).distinct()
    return rows.none()


def library(user: Any) -> QuerySet[Evidence]:
    """The own school's files with the number of items each is attached to."""
    return visible_evidence(user).annotate(link_count=Count("links")).order_by("-id")
