"""Faults of a standard as sentences for people: what is wrong and what would be right."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.domain.faults import Fault

SENTENCES = {
    "missing": gettext_lazy("This must be filled in."),
    "too_long": gettext_lazy("At most %(limit)s characters."),
    "control": gettext_lazy("The text contains characters that cannot be stored. Please type it again."),
    "code": gettext_lazy("A code consists of letters, digits, dots and hyphens."),
    "twice": gettext_lazy("“%(value)s” occurs more than once."),
    "unknown_dimension": gettext_lazy("There is no dimension “%(value)s”."),
    "unknown_agency": gettext_lazy("There is no agency “%(value)s”."),
    "agency_twice": gettext_lazy("The same agency is named twice."),
    "unknown_method": gettext_lazy("“%(value)s” is not one of the five scoring methods."),
    "unknown_field": gettext_lazy("“%(value)s” does not belong to this scoring method."),
    "veto_points": gettext_lazy("A veto item carries no points: enter 0."),
    "veto_key": gettext_lazy("A veto item cannot be a key item."),
    "points_range": gettext_lazy("The points of a scored item lie between 0.01 and 100.00."),
    "applicability": gettext_lazy(
        "“%(value)s” is not an applicability rule: “all”, or school-type codes (“!” before a code excludes it) and "
        "facility words, separated by semicolons."
    ),
    "choice": gettext_lazy("“%(value)s” is not one of the values allowed here."),
    "decimal": gettext_lazy("“%(value)s” is not a number."),
    "two_places": gettext_lazy("At most two decimal places."),
    "range": gettext_lazy("The value must lie between %(low)s and %(high)s."),
    "ratio_ends": gettext_lazy("The rate for full points must be higher than the rate for no points."),
    "too_few_rows": gettext_lazy("At least %(least)s rows are needed."),
    "best_level": gettext_lazy("The best level gives the item's full points, %(value)s."),
    "level_order": gettext_lazy("Each level gives fewer points than the one before it."),
    "empty_dimension": gettext_lazy("Dimension %(code)s has no items."),
    "no_items": gettext_lazy("The standard has no items."),
    "total": gettext_lazy("The scored items sum to %(total)s instead of 100.00 (difference %(difference)s)."),
    "unknown_item": gettext_lazy("There is no item “%(value)s” on the sheet of items."),
    "wrong_kind": gettext_lazy("The item's scoring method has no rows of this kind."),
    "one_row": gettext_lazy("This scoring method has exactly one row per item."),
    "unknown_column": gettext_lazy("The column “%(value)s” is not known."),
    "column_twice": gettext_lazy("The column “%(value)s” occurs more than once."),
    "missing_column": gettext_lazy("The column “%(value)s” is missing."),
    "missing_sheet": gettext_lazy("The sheet “%(value)s” is missing."),
    "too_many_rows": gettext_lazy("At most %(limit)s rows."),
    "formula": gettext_lazy("The cell holds a formula. Enter its value instead."),
}


def sentence(fault: Fault) -> str:
    """The fault in the reader's language."""
    return str(SENTENCES[fault.code]) % fault.values


def summary(found: Iterable[Fault], limit: int = 3) -> str:
    """The first faults in one line, for a refusal."""
    sentences = list(dict.fromkeys(sentence(fault) for fault in found))
    more = len(sentences) - limit
    text = " ".join(sentences[:limit])
    return f"{text} " + _("And %(count)d more.") % {"count": more} if more > 0 else text
