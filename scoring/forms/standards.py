"""Forms of the standard: a copy's version, an item with the parameters of its method, an uploaded workbook."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from safeschools.directory.models import Agency, SchoolType
from scoring.actions.standards import VERSION
from scoring.domain.applicability import FACILITIES, parse
from scoring.domain.content import number
from scoring.domain.items import Method, ZeroRule
from scoring.models import Item, Standard

MEGABYTE = 1024 * 1024

FACILITY_WORDS = dict(
    zip(FACILITIES, (_("Canteen"), _("Catered meals"), _("Boarding"), _("School bus"), _("Laboratory")), strict=True)
)


class CopyForm(forms.Form):
    """Name and version of a new draft."""

    version = forms.RegexField(
        VERSION.pattern,
        label=_("Version"),
        max_length=20,
        help_text=_("Letters, digits, dots and hyphens, for example 2.0"),
        error_messages={"invalid": _("A version consists of letters, digits, dots and hyphens, at most 20.")},
    )
    name = forms.CharField(label=_("Name"), max_length=80)

    def clean_version(self) -> str:
        version: str = self.cleaned_data["version"]
        if Standard.objects.filter(version=version).exists():
            raise forms.ValidationError(_("This version exists already. Choose another one."))
        return version


class WorkbookForm(forms.Form):
    """An uploaded workbook of a standard."""

    file = forms.FileField(
        label=_("Excel workbook"),
        help_text=_("xlsx, xls or ods with the three sheets of an export, at most 2 MB"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > 2 * MEGABYTE:
            raise forms.ValidationError(_("The file is larger than 2 MB. A standard is much smaller."))
        return file


class PointsField(forms.CharField):
    """Points as people write them, kept as hundredths."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value: Any) -> int:
        """Hundredths of a point. Raises ValidationError for anything but a number of 0 to 100 with two decimals."""
        spelled = number(super().clean(value))
        whole, _dot, places = (spelled or "x").partition(".")
        if not whole.isdigit() or len(places) > 2 or len(whole) > 3:
            raise forms.ValidationError(_("Enter points with at most two decimals, for example 2.5."))
        return int(whole + places.ljust(2, "0"))


class ItemForm(forms.Form):
    """What every item has, whatever its method. Applicability is put together from three questions."""

    ALL, ONLY, NOT = "all", "only", "not"

    dimension = forms.ChoiceField(label=_("Dimension"))
    code = forms.CharField(label=_("Code"), max_length=10)
    name = forms.CharField(label=_("Item"), max_length=80)
    name_en = forms.CharField(label=_("Item in English"), max_length=120)
    max_points = PointsField(label=_("Points"))
    is_key = forms.BooleanField(label=_("Key item"), required=False)
    types_mode = forms.ChoiceField(
        label=_("Applies to"),
        choices=[
            (ALL, _("All school types")),
            (ONLY, _("Only the types ticked")),
            (NOT, _("All but the types ticked")),
        ],
    )
    types = forms.MultipleChoiceField(
        label=_("School types"), choices=SchoolType.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    facilities = forms.MultipleChoiceField(
        label=_("Only schools with"),
        choices=list(FACILITY_WORDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rule = forms.CharField(label=_("Scoring rule"), widget=forms.Textarea(attrs={"rows": 4}))
    rule_en = forms.CharField(label=_("Scoring rule in English"), widget=forms.Textarea(attrs={"rows": 4}))
    evidence = forms.CharField(label=_("How it is checked"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    evidence_en = forms.CharField(
        label=_("How it is checked, in English"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    agencies = forms.MultipleChoiceField(
        label=_("Responsible agencies"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, standard: Standard, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dimensions = [(d.code, f"{d.code} {d.title}") for d in standard.dimensions.all()]
        self.fields["dimension"].choices = dimensions  # type: ignore[attr-defined]
        self.fields["agencies"].choices = [(a.code, str(a)) for a in Agency.objects.all()]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(item: Item) -> dict[str, Any]:
        """An item as initial values."""
        scope = parse(item.applicable_to)
        mode = ItemForm.ONLY if scope.types else ItemForm.NOT if scope.not_types else ItemForm.ALL
        names = ("code", "name", "name_en", "is_key", "rule", "rule_en", "evidence", "evidence_en", "agencies")
        return {name: getattr(item, name) for name in names} | {
            "dimension": item.dimension.code,
            "max_points": f"{item.max_points // 100}.{item.max_points % 100:02d}",
            "types_mode": mode,
            "types": sorted(scope.types - scope.not_types if scope.types else scope.not_types),
            "facilities": sorted(scope.facilities, key=FACILITIES.index),
        }

    def clean(self) -> dict[str, Any]:
        """The applicability rule from its three answers."""
        data = super().clean() or {}
        mode, types = data.get("types_mode"), sorted(data.get("types", []))
        if mode != self.ALL and not types:
            self.add_error("types", _("Tick at least one school type."))
        tokens = [f"!{code}" if mode == self.NOT else code for code in types] if mode != self.ALL else []
        tokens += [word for word in FACILITIES if word in data.get("facilities", [])]
        data["applicable_to"] = ";".join(tokens) or "all"
        return data


def _line(label: Any, *, required: bool = True, width: int = 0) -> forms.CharField:
    attrs = {"maxlength": str(width)} if width else {}
    return forms.CharField(label=label, required=required, widget=forms.TextInput(attrs=attrs))


def _amount(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, required=required, widget=forms.TextInput(attrs={"inputmode": "decimal"}))


class ParamsForm(forms.Form):
    """Parameters of a scoring method, or one row of them."""

    def params(self) -> dict[str, Any]:
        """As they are stored."""
        return dict(self.cleaned_data)


class DeductionForm(ParamsForm):
    """One rule of a deduction item."""

    id = _line(_("Number"), width=20)
    points = _amount(_("Points off"))
    per = forms.ChoiceField(label=_("Counted"), choices=[("instance", _("Each time")), ("once", _("Once"))])
    unit_zh = _line(_("Unit"), width=40)
    unit_en = _line(_("Unit in English"), width=40)
    cap = _amount(_("At most"), required=False)
    zh = _line(_("Text"))
    en = _line(_("Text in English"))

    def params(self) -> dict[str, Any]:
        """The row as it is stored; no limit is None."""
        return {**self.cleaned_data, "cap": self.cleaned_data["cap"] or None}


class LevelForm(ParamsForm):
    """One level of a levels item, the best one first."""

    grade = _line(_("Level"), width=10)
    points = _amount(_("Points"))
    zh = _line(_("Text"))
    en = _line(_("Text in English"))


class ConditionForm(ParamsForm):
    """What must be true (pass or fail), or what stops the year (veto)."""

    condition_zh = forms.CharField(label=_("Condition"), widget=forms.Textarea(attrs={"rows": 3}))
    condition_en = forms.CharField(label=_("Condition in English"), widget=forms.Textarea(attrs={"rows": 3}))


class RatioForm(ParamsForm):
    """The two numbers of a rate, where it is full and where it is nothing."""

    numerator_zh = _line(_("Counted above the line"))
    numerator_en = _line(_("Counted above the line, in English"))
    denominator_zh = _line(_("Divided by"))
    denominator_en = _line(_("Divided by, in English"))
    full_at_pct = _amount(_("Full points from %"))
    zero_at_pct = _amount(_("No points up to %"))
    zero_denominator = forms.ChoiceField(
        label=_("Nothing to count"),
        choices=[
            (ZeroRule.FULL, _("Full points")),
            (ZeroRule.NOT_APPLICABLE, _("Not applicable")),
            (ZeroRule.CONFIRMED, _("Full points if confirmed on site")),
        ],
    )

    def params(self) -> dict[str, Any]:
        """As they are stored; rates are linear and rounded to two places."""
        return {**self.cleaned_data, "interpolation": "linear", "round_places": 2}


SINGLE: Mapping[str, type[ParamsForm]] = {
    Method.BINARY: ConditionForm,
    Method.VETO: ConditionForm,
    Method.RATIO: RatioForm,
}
ROW: Mapping[str, type[ParamsForm]] = {Method.DEDUCTION: DeductionForm, Method.LEVELS: LevelForm}
