"""The self-assessment as data for the printed form."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Participation
from scoring.models import Layer
from scoring.queries.assessment import dimension_sums, item_lines, summarise


def points_text(value: int | None) -> str:
    """Hundredths as two decimals, a dash where there is nothing."""
    return "—" if value is None else f"{value // 100}.{value % 100:02d}"


def assessment_print(participation: Participation) -> dict[str, Any]:
    """Head, items by dimension, sums and signature block of the A4 form."""
    lines = item_lines(participation)
    summary = summarise(lines)
    last = participation.submissions.select_related("submitted_by").last()
    return {
        "title": _("Self-assessment of %(year)s") % {"year": participation.year.calendar_year},
        "school": participation.school.name,
        "district": participation.district.name,
        "code": participation.school.code,
        "state": participation.get_state_display(),
        "score": points_text(summary.score),
        "receipt": last.receipt if last else "",
        "submitted": timezone.localtime(last.submitted_at).strftime("%Y-%m-%d %H:%M:%S") if last else "",
        "printed": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "labels": {
            "score": _("Self-assessed score"),
            "item": _("Item"),
            "max": _("Maximum"),
            "points": str(Layer.CLAIMED.label),
            "note": _("Explanation"),
            "head": _("Signature of the head"),
            "seal": _("Seal of the school"),
            "date": _("Date"),
            "receipt": _("Receipt"),
            "not_applicable": _("does not apply"),
        },
        "dimensions": [
            {
                "title": dimension.title,
                "sum": f"{points_text(dimension.earned)} / {points_text(dimension.most)}",
                "items": [
                    {
                        "code": line.code,
                        "title": line.title,
                        "max": points_text(line.max_points),
                        "points": points_text(line.points) if line.applicable else "",
                        "applicable": line.applicable,
                        "note": line.note,
                    }
                    for line in lines
                    if line.dimension == dimension.code
                ],
            }
            for dimension in dimension_sums(participation.year, lines)
        ],
    }
