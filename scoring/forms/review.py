"""What reviewers write besides facts: reasons, returns, recommendations, veto findings."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from scoring.models import Item

TEXT = 2000
STARS = {3: _("Three stars"), 2: _("Two stars"), 1: _("One star")}

#: why the district departs from the school's answer; the words go in front of the explanation
GROUNDS = {
    "evidence": _("Not enough evidence"),
    "standard": _("Does not meet the standard"),
    "sum": _("Counted wrongly"),
    "site": _("Differs from what was found on site"),
}


def _text(label: Any, *, required: bool = True, help_text: Any = "", rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "maxlength": TEXT})
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=TEXT, widget=area)


class ReasonForm(forms.Form):
    """One required reason."""

    reason = _text(_("Reason"), help_text=_("It stands in the event log, and the people concerned read it."))


class ReturnForm(forms.Form):
    """What the school should do, besides the notes on single items."""

    text = _text(
        _("General remark"),
        required=False,
        help_text=_("The school reads it above the notes on single items."),
    )


class LineForm(forms.Form):
    """Recommended with a star up to `highest`, or not recommended with a reason; `later` leaves it open."""

    choice = forms.ChoiceField(label=_("Recommendation"), widget=forms.RadioSelect)
    star = forms.TypedChoiceField(label=_("Star recommended"), coerce=int, required=False)
    reason = _text(
        _("Reason"),
        required=False,
        help_text=_("Needed for a lower star than the score allows, and when the school is not recommended."),
    )

    def __init__(self, *args: Any, highest: int, later: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("yes", _("Recommend")), ("no", _("Do not recommend"))]
        if later:
            choices.append(("later", _("Decide later, on the list")))
        self.fields["choice"].choices = choices if highest else choices[1:]  # type: ignore[attr-defined]
        self.fields["star"].choices = [(n, STARS[n]) for n in STARS if n <= highest]  # type: ignore[attr-defined]
        if not highest:
            del self.fields["star"]


class SubmitListForm(forms.Form):
    """Sends the list; schools still awaiting review are left out only by an explicit tick, each as it was shown."""

    leave_out = forms.BooleanField(label=_("Leave these schools out of this year's list"), required=False)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = _text(_("Reason for leaving them out"), required=False, rows=2)

    def left_out(self) -> list[int]:
        """The participations to leave out, as they stood on the page that was confirmed."""
        ids = self.cleaned_data["shown"].split(",") if self.cleaned_data["leave_out"] else []
        return [int(pk) for pk in ids if pk.isdecimal()]


class VetoForm(forms.Form):
    """A veto finding: which, by which document, why."""

    item = forms.ModelChoiceField(label=_("Veto item"), queryset=Item.objects.none())
    document = forms.CharField(
        label=_("Document number"),
        max_length=80,
        help_text=_("The written finding, for example 教安〔2026〕12号."),
    )
    reason = _text(_("Reason"))

    def __init__(self, *args: Any, items: QuerySet[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]


class DisqualificationForm(forms.Form):
    """Why and by which document a school below the floor would leave the year, and until when it may reply."""

    document = forms.CharField(label=_("Document number"), max_length=80)
    reason = _text(_("Reason"), help_text=_("It stands in the event log, and the people concerned read it."))
    reply_until = forms.DateField(
        label=_("The school may reply until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Five working days at the least; nothing is decided before, unless the school has replied."),
    )


class ReplyForm(forms.Form):
    """The school's side."""

    text = _text(_("Reply of the school"))


class HoldForm(forms.Form):
    """Why a school is put on hold."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For example an accident under investigation, or an objection under study."),
    )
