"""Forms of the register."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safeschools.directory.domain import names
from safeschools.directory.models import FACILITIES, School
from safeschools.directory.queries import visible_districts
from safeschools.documents import values
from safeschools.documents.findings import Findings
from safeschools.documents.imports import Kind
from safeschools.documents.tables import MAX_BYTES

if TYPE_CHECKING:  # generic only in the stubs
    _SchoolModelForm = forms.ModelForm[School]
else:
    _SchoolModelForm = forms.ModelForm

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
FILE_TYPES = ".xlsx,.xls,.ods,.csv"
ANY = ("", _("All"))
FLAG_CHOICES = [(name, School._meta.get_field(name).verbose_name) for name in FACILITIES]  # type: ignore[union-attr]


class SchoolFilter(forms.Form):
    """What the list of schools can be narrowed down to; an unknown value filters nothing."""

    q = forms.CharField(label=_("Name, code or pinyin"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    type = forms.ChoiceField(label=_("School type"), required=False, choices=[ANY, *School.Type.choices])
    ownership = forms.ChoiceField(label=_("Ownership"), required=False, choices=[ANY, *School.Ownership.choices])
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *School.Status.choices])
    flag = forms.ChoiceField(label=_("Facility"), required=False, choices=[ANY, *FLAG_CHOICES])

    def __init__(self, data: Any, *, by: Any) -> None:
        super().__init__(data)
        self.districts = [(item.code, item.name) for item in visible_districts(by)]
        self.fields["district"].choices = [ANY, *self.districts]  # type: ignore[attr-defined]
        self.is_valid()

    def lookups(self) -> dict[str, Any]:
        """The chosen filters as lookups on School, without the search text."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        found: dict[str, Any] = {name: chosen[name] for name in ("type", "ownership", "status") if name in chosen}
        if "district" in chosen:
            found["district__code"] = chosen["district"]
        if "flag" in chosen:
            found[chosen["flag"]] = True
        return found


class SchoolForm(_SchoolModelForm):
    """One school by hand. Texts pass the same readers as an import, so that both leave the same in the register."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=200,
        help_text=_("Needed when facilities, type or status change: they decide which items apply."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = School
        fields = (
            *("name", "short_name", "district", "type", "ownership", "urban_rural", "status"),
            *("students", "boarders", "staff", "guards", "classes", *FACILITIES, "head_name", "phone", "remark"),
        )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        if by.scope != "city":
            del self.fields["district"]

    def clean_name(self) -> str:
        return _read(values.name(80, names.TRADITIONAL), self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return _read(values.phone(40), self.cleaned_data["phone"])

    def clean_short_name(self) -> str:
        return _read(values.text(40), self.cleaned_data["short_name"])

    def clean_head_name(self) -> str:
        return _read(values.text(40), self.cleaned_data["head_name"])

    def clean_remark(self) -> str:
        return _read(values.text(200), self.cleaned_data["remark"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("boarders", 0) > data.get("students", 0):
            self.add_error("boarders", _("There cannot be more boarders than pupils."))
        if data.get("boarders") and not data.get("boarding"):
            self.add_error("boarding", _("There are boarders, so the school has boarding."))
        return data


class LiaisonForm(forms.Form):
    """Whom a unit has named, how to reach the person, and from when on."""

    name = forms.CharField(label=_("Name"), max_length=40)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    since = forms.DateField(label=_("Liaison since"), initial=timezone.localdate, widget=DAY)

    def clean_name(self) -> str:
        return _read(values.text(40), self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return _read(values.phone(30), self.cleaned_data["phone"])


class LiaisonEndForm(forms.Form):
    """The last day of a liaison."""

    until = forms.DateField(label=_("Liaison until"), initial=timezone.localdate, widget=DAY)


def _read(reader: values.Reader, raw: str) -> str:
    findings = Findings(raw=raw)
    value = reader(raw, findings)
    if findings.errors:
        raise ValidationError(findings.problems[-1].message)
    return str(value)


class Upload(forms.Form):
    """A file to check."""

    kind = forms.ChoiceField(label=_("What does the file hold?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx, .xls), WPS or OpenDocument (.ods) or CSV in UTF-8 or GBK, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": FILE_TYPES}),
    )

    def __init__(self, data: Any, files: Any, *, kinds: Sequence[Kind]) -> None:
        super().__init__(data, files, initial={"kind": kinds[0].slug})
        self.fields["kind"].choices = [(kind.slug, kind.title) for kind in kinds]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 20 MB."))
        return file
