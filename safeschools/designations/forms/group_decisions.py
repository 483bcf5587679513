"""The form of a decision of the leading group about one school."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignYear
from safeschools.designations.queries.group_decisions import decision_choices, decision_words


class GroupDecisionForm(forms.Form):
    """What is decided under the year's rules, by which document and why."""

    decision = forms.ChoiceField(label=_("Decision"))
    document = forms.CharField(
        label=_("Document number"), max_length=80, help_text=_("As printed, for example 云综委〔2026〕18 号.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
        help_text=_("The school reads it with its result; name no other school."),
    )
    evidence = forms.URLField(
        label=_("Link to the evidence"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("Begins with https://; the minutes or the finding, for example."),
    )

    def __init__(self, year: CampaignYear, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{kind}.{star}", decision_words(kind, star)) for kind, star in decision_choices(year)]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Kind and star, for the action."""
        kind, _dot, star = self.cleaned_data["decision"].partition(".")
        return {"kind": kind, "star": int(star) if star.isdecimal() else None}

    def paper(self) -> dict[str, str]:
        """Number, reason and link, for the action."""
        return {name: self.cleaned_data[name] for name in ("document", "reason", "evidence")}
