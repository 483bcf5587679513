"""The self-assessment as data for the printed form."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Participation
from scoring.domain.draft import Part, draft, parts
from scoring.models import Layer
from scoring.queries.assessment import item_lines


def points_text(value: int | None) -> str:
    """Hundredths as two decimals, a dash where there is nothing."""
    return "—" if value is None else f"{value // 100}.{value % 100:02d}"


def assessment_print(participation: Participation) -> dict[str, Any]:
    """Head, items by dimension, sums and signature block of the A4 form."""
    lines = item_lines(participation)
    notes = dict(participation.item_scores.order_by().values_list("item__code", "note"))
    last = participation.submissions.select_related("submitted_by").last()
    return {
        "title": _("Self-assessment of %(year)s") % {"year": participation.year.calendar_year},
        "school": participation.school.name,
        "district": participation.district.name,
        "code": participation.school.code,
        "state": participation.get_state_display(),
        "score": points_text(draft(lines).score),
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
        "dimensions": [_dimension(part, notes) for part in parts(lines)],
    }


def _dimension(part: Part, notes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": part.title,
        "sum": f"{points_text(part.draft.earned)} / {points_text(part.draft.most)}",
        "items": [
            {
                "code": line.code,
                "title": line.title,
                "max": points_text(line.max_points),
                "points": points_text(line.points) if line.applicable else "",
                "applicable": line.applicable,
                "note": notes.get(line.code, ""),
            }
            for line in part.draft.lines
        ],
    }
