"""Forms of naming and revocation."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NamingForm(forms.Form):
    """The commission's document."""

    document = forms.CharField(
        label=_("Document number"), max_length=80, help_text=_("As printed, for example 云综委〔2026〕18 号.")
    )
    decided_on = forms.DateField(label=_("Date of the document"), widget=forms.DateInput(attrs={"type": "date"}))


class RevocationForm(forms.Form):
    """Why and by which document a designation ends."""

    document = forms.CharField(label=_("Document number"), max_length=80)
    revoked_on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ReleaseForm(forms.Form):
    """Why and by which document the place kept for a school on hold is given up."""

    document = forms.CharField(label=_("Document number"), max_length=80)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
