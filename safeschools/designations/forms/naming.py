"""Forms of naming and revocation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NamingForm(forms.Form):
    """The commission's document."""

    document = forms.CharField(
        label=_("Document number"), max_length=80, help_text=_("As printed, for example 云综委〔2026〕18 号.")
    )
    decided_on = forms.DateField(label=_("Date of the document"), widget=forms.DateInput(attrs={"type": "date"}))


class RevocationForm(forms.Form):
    """Why and by which document a designation ends; where the year may bar the school, whether after an accident."""

    document = forms.CharField(label=_("Document number"), max_length=80)
    revoked_on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    after_accident = forms.BooleanField(
        label=_("Because of an accident: the school takes no part in the next year either"), required=False
    )

    def __init__(self, *args: Any, may_bar: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_bar:
            del self.fields["after_accident"]


class ReleaseForm(forms.Form):
    """Why and by which document the place kept for a school on hold is given up."""

    document = forms.CharField(label=_("Document number"), max_length=80)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
