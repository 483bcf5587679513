"""The step of the wizard that chooses the standard."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignYear
from scoring.models import Standard
from scoring.queries.standards import published_standards


class StandardForm(forms.Form):
    """One of the published versions."""

    standard = forms.ModelChoiceField(
        label=_("Published version"),
        queryset=Standard.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a published version.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard"].queryset = published_standards()  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(year: CampaignYear) -> dict[str, Any]:
        """The version chosen, or the newest one as a proposal."""
        newest = published_standards().values_list("pk", flat=True).first()
        return {"standard": year.setup.get("standard", newest)}


class ConfirmForm(forms.Form):
    """A step that is only looked at."""
