"""The form of an order among tied schools: a place for each, a document, a reason."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class TieOrderForm(forms.Form):
    """The group's codes are known; every school of it gets another place."""

    document = forms.CharField(label=_("Document number"), max_length=80)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, codes: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = codes
        for code in codes:
            self.fields[f"place_{code}"] = forms.IntegerField(
                label=_("Place of %(school)s") % {"school": code}, min_value=1, max_value=len(codes)
            )

    def clean(self) -> dict[str, Any]:
        """The places are 1, 2, 3 … without a gap."""
        data = super().clean() or {}
        places = [data.get(f"place_{code}") for code in self.codes]
        if None not in places and len(set(places)) != len(places):
            raise forms.ValidationError(_("Give every school of the group another place."))
        return data

    def schools(self) -> list[str]:
        """The codes, best first."""
        return sorted(self.codes, key=lambda code: int(self.cleaned_data[f"place_{code}"]))
