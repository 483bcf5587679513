"""The workbook of a standard: three sheets, their columns, and the words that stand in cells."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.domain.content import FIELDS, ROWS
from scoring.models import Item

Words = str | Promise


@dataclass(frozen=True)
class Field:
    """One column: the name of the value it carries, its heading, its width in characters, the words it may hold."""

    name: str
    title: Words
    width: int = 14
    choices: Mapping[str, Words] | None = None


YES_NO: dict[str, Words] = {"1": _("Yes"), "0": _("No")}
METHODS: dict[str, Words] = dict(Item.Method.choices)
PER: dict[str, Words] = {"instance": _("Each time"), "once": _("Once")}
ZERO: dict[str, Words] = {
    "full": _("Full points"),
    "na": _("Not applicable"),
    "full_if_confirmed_on_site": _("Full points if confirmed on site"),
}

SHEETS: dict[str, Words] = {
    "dimensions": pgettext_lazy("sheet", "Dimensions"),
    "items": pgettext_lazy("sheet", "Items"),
    "rules": pgettext_lazy("sheet", "Rules"),
}
COLUMNS: dict[str, tuple[Field, ...]] = {
    "dimensions": (
        Field("code", _("Code")),
        Field("name", _("Name"), 30),
        Field("name_en", _("Name in English"), 40),
    ),
    "items": (
        Field("code", _("Code"), 10),
        Field("dimension", _("Dimension"), 10),
        Field("name", _("Item"), 26),
        Field("name_en", _("Item in English"), 30),
        Field("method", _("Method"), 12, METHODS),
        Field("max_points", _("Points"), 8),
        Field("is_key", _("Key item"), 8, YES_NO),
        Field("applicable_to", _("Applies to"), 16),
        Field("rule", _("Scoring rule"), 50),
        Field("rule_en", _("Scoring rule in English"), 50),
        Field("evidence", _("How it is checked"), 40),
        Field("evidence_en", _("How it is checked, in English"), 40),
        Field("agencies", _("Responsible agencies"), 24),
    ),
    "rules": (
        Field("item", _("Item code"), 10),
        Field("id", _("Rule or level"), 12),
        Field("zh", _("Text"), 44),
        Field("en", _("Text in English"), 44),
        Field("points", _("Points"), 8),
        Field("per", _("Counted"), 10, PER),
        Field("unit_zh", _("Unit"), 8),
        Field("unit_en", _("Unit in English"), 12),
        Field("cap", _("At most"), 8),
        Field("denominator_zh", _("Divided by"), 30),
        Field("denominator_en", _("Divided by, in English"), 30),
        Field("full_at_pct", _("Full points from %"), 10),
        Field("zero_at_pct", _("No points up to %"), 10),
        Field("zero_denominator", _("Nothing to count"), 20, ZERO),
    ),
}
REASON = _("Reason")
LIMITS = {"dimensions": 20, "items": 300, "rules": 2000}

#: which parameter stands in which column of the sheet of rules, per method
PARAMETERS: dict[str, dict[str, str]] = {
    "deduction": {name: name for name in ("id", "zh", "en", "points", "per", "unit_zh", "unit_en", "cap")},
    "levels": {"grade": "id", "zh": "zh", "en": "en", "points": "points"},
    "binary": {"condition_zh": "zh", "condition_en": "en"},
    "veto": {"condition_zh": "zh", "condition_en": "en"},
    "ratio": {"numerator_zh": "zh", "numerator_en": "en"}
    | {name: name for name in FIELDS["ratio"][2:] if name not in ("interpolation", "round_places")},
}
#: parameters every ratio has and no column asks for
FIXED = {"ratio": {"interpolation": "linear", "round_places": 2}}


def spellings(words: Mapping[str, Words]) -> dict[str, str]:
    """Every spelling of each value, in all languages of the product and as its own name, to the value."""
    found = {key: key for key in words}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(word): key for key, word in words.items()}
    return found


def titles(sheet: str) -> dict[str, str]:
    """Every heading of a column of the sheet, in all languages, to the column's name."""
    return spellings({field.name: field.title for field in COLUMNS[sheet]})


def row_name(method: str) -> str | None:
    """Under which parameter the rows of a method stand; None where it has a single row."""
    return ROWS.get(method)
