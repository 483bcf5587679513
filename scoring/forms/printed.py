"""The self-assessment as data for the printed form (safeschools/documents/typst/assessment.typ)."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Participation
from safeschools.lib.typesetting import typeset
from scoring.domain.draft import Line, Part, draft, parts
from scoring.domain.numbers import shown
from scoring.forms.facts import FactFields, fact_fields
from scoring.models import ItemScore, Layer
from scoring.queries.assessment import item_lines

NOTHING = "—"


def assessment_print(participation: Participation) -> dict[str, Any]:
    """Head, items by dimension with facts and points, sums and signature block of the A4 form."""
    lines = item_lines(participation)
    rows = {row.item.code: row for row in participation.item_scores.select_related("item")}
    last = participation.submissions.defer("content").last()
    whole = draft(lines, participation.year.scale)
    return {
        "title": _("Self-assessment of %(year)s") % {"year": participation.year.calendar_year},
        "school": participation.school.name,
        "district": participation.district.name,
        "code": participation.school.code,
        "state": participation.get_state_display(),
        "score": NOTHING if whole.score is None else shown(whole.score),
        "receipt": last.receipt if last else "",
        "submitted": timezone.localtime(last.submitted_at).strftime("%Y-%m-%d %H:%M:%S") if last else "",
        "printed": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "made": participation.year.on_what_does_not_apply,
        "labels": _labels(),
        "dimensions": [_dimension(part, rows) for part in parts(whole)],
    }


def _labels() -> dict[str, str]:
    return {
        "score": _("Self-assessed score"),
        "item": _("Item"),
        "facts": _("Facts stated"),
        "max": _("Maximum"),
        "points": str(Layer.CLAIMED.label),
        "note": _("Explanation"),
        "head": _("Signature of the head"),
        "seal": _("Seal of the school"),
        "date": _("Date"),
        "receipt": _("Receipt"),
    }


def _dimension(part: Part, rows: Mapping[str, ItemScore]) -> dict[str, Any]:
    return {
        "title": typeset(part.title),
        "sum": f"{shown(part.draft.earned)} / {shown(part.draft.most)}",
        "items": [_item(line, rows[line.code], part.draft.enters(line)) for line in part.draft.lines],
    }


def _item(line: Line, row: ItemScore, points: int | None) -> dict[str, str]:
    veto = line.method == "veto"
    facts = facts_text(fact_fields(row.item, row.facts)) if line.applicable else _("does not apply")
    return {
        "code": line.code,
        "title": typeset(line.title),
        "facts": facts,
        "max": NOTHING if veto else shown(line.max_points),
        "points": NOTHING if veto or points is None else shown(points),
        "note": row.note if line.applicable else "",
    }


def facts_text(fields: FactFields) -> str:
    """The facts of an item in one line; counts of 0 are left out, nothing found is said so."""
    match fields.method:
        case "deduction":
            if any(row.value is None for row in fields.rows):
                return _("Not answered completely")
            found = [f"{typeset(row.label)} {row.value}" for row in fields.rows if row.value]
            return "；".join(found) or _("Nothing to deduct")
        case "levels":
            return next(
                (f"{row.name}　{typeset(row.label)}" for row in fields.rows if row.name == fields.value), NOTHING
            )
        case "ratio":
            numerator, denominator = (NOTHING if row.value is None else str(row.value) for row in fields.rows)
            return f"{numerator} / {denominator}"
        case "veto":
            words = {True: _("It occurred"), False: _("It did not occur")}
        case _:
            words = {True: _("Met"), False: _("Not met")}
    return words.get(fields.value, NOTHING)
