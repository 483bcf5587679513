"""Forms of campaigns and their years; what is typed as points or percent is kept as whole hundredths."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.actions.campaigns import Basics
from campaigns.actions.drafts import TIE_KEYS
from campaigns.domain.calendar import SHANGHAI, end_of
from campaigns.domain.decisions import DECISIONS
from campaigns.domain.schedule import KINDS, Span, proposal, schedule_faults
from campaigns.domain.seats import Caps
from campaigns.models import CampaignMode, CampaignYear, Phase, PhaseKind
from safeschools.directory.models import District

SCHEDULE_FAULTS = {
    "ends_before_it_starts": _("“%(phase)s” ends before it starts."),
    "outside_campaign": _("“%(phase)s” lies outside the campaign's period, %(from)s to %(to)s."),
    "starts_too_early": _("“%(phase)s” starts before “%(other)s”, which comes first."),
    "ends_too_early": _("“%(phase)s” ends before “%(other)s”, which comes first."),
}
BANDS = ("band_three", "band_two", "band_one", "floor")
CAPS = ("cap_one", "cap_two", "cap_three", "cap_total")


class HundredthsField(forms.CharField):
    """A number from 0 to 100 with at most two decimals, kept as whole hundredths: points, or percent."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=12, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> int | None:
        """Hundredths; None where nothing is typed and nothing need be. Raises ValidationError for anything else."""
        text = str(super().clean(value)).strip()
        if not text and not self.required:
            return None
        try:
            hundredths = Decimal(text) * 100
            if not 0 <= hundredths <= 10000 or hundredths % 1:
                raise InvalidOperation
        except InvalidOperation:
            raise forms.ValidationError(_("Enter a number from 0 to 100 with at most two decimals.")) from None
        return int(hundredths)


def shown(hundredths: int) -> str:
    """Whole hundredths as people write them: 8650 → 86.5, 9000 → 90."""
    return format((Decimal(hundredths) / 100).normalize(), "f")


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class BasicsForm(forms.Form):
    """The facts all years of a campaign share."""

    name = forms.CharField(label=_("Name of the campaign"), max_length=80)
    city = forms.CharField(label=_("City"), max_length=40)
    starts_on = _day(_("Start"))
    ends_on = _day(_("End"))
    approval_document = forms.CharField(label=_("Approval document number"), max_length=80, required=False)
    approved_on = _day(_("Date of the document"), required=False)
    goal_percent = forms.IntegerField(label=_("Attainment goal in percent"), min_value=1, max_value=100, initial=90)
    mode = forms.ChoiceField(
        label=_("Mode"), choices=CampaignMode.choices, widget=forms.RadioSelect, initial=CampaignMode.NAMING
    )

    def clean(self) -> dict[str, Any]:
        """The period, and document and date together."""
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("The campaign must end after it starts."))
        if data.get("approval_document") and not data.get("approved_on") and "approved_on" not in self.errors:
            self.add_error("approved_on", _("Enter the date of the document too."))
        if data.get("approved_on") and not data.get("approval_document"):
            self.add_error("approval_document", _("Enter the number of the document too."))
        return data

    def basics(self) -> Basics:
        """What was entered, for the action."""
        return Basics(**self.cleaned_data)


class PhasesForm(forms.Form):
    """First day, last day and grace of each phase."""

    def __init__(self, year: CampaignYear, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        for kind in KINDS:
            label = PhaseKind(kind).label
            self.fields[f"{kind}_first"] = _day(_("%(phase)s, first day") % {"phase": label})
            self.fields[f"{kind}_last"] = _day(_("%(phase)s, last day") % {"phase": label})
            self.fields[f"{kind}_grace"] = forms.IntegerField(
                label=_("%(phase)s, minutes of grace") % {"phase": label}, min_value=0, max_value=1440
            )

    @staticmethod
    def initial_of(year: CampaignYear) -> dict[str, Any]:
        """The stored dates once the step is confirmed, before that a proposal."""
        spans = proposal(year.calendar_year)
        if "phases" in year.setup.get("saved", []):
            spans = {
                phase.kind: Span(_local(phase.starts_at), _local(phase.ends_at), phase.grace_minutes)
                for phase in year.phases.all()
            }
        rows = ((kind, spans[kind]) for kind in KINDS)
        return {
            f"{kind}_{name}": value
            for kind, span in rows
            for name, value in (("first", span.first), ("last", span.last), ("grace", span.grace_minutes))
        }

    def rows(self) -> list[dict[str, Any]]:
        """The fields phase by phase, for the table."""
        return [
            {
                "label": PhaseKind(kind).label,
                "fields": [self[f"{kind}_{name}"] for name in ("first", "last", "grace")],
                "grace_name": f"{kind}_grace",
            }
            for kind in KINDS
        ]

    def spans(self) -> dict[str, Span]:
        """What was entered, for the action."""
        data = self.cleaned_data
        return {kind: Span(data[f"{kind}_first"], data[f"{kind}_last"], data[f"{kind}_grace"]) for kind in KINDS}

    def clean(self) -> dict[str, Any]:
        """Order and period, once every date can be read."""
        data = super().clean() or {}
        if not self.errors:
            campaign = self.year.campaign
            period = {"from": campaign.starts_on, "to": campaign.ends_on}
            for fault in schedule_faults(self.spans(), campaign.starts_on, campaign.ends_on):
                other = PhaseKind(fault.other).label if fault.other else ""
                words = {"phase": PhaseKind(fault.kind).label, "other": other}
                side = "first" if fault.code == "starts_too_early" else "last"
                self.add_error(f"{fault.kind}_{side}", SCHEDULE_FAULTS[fault.code] % (period | words))
        return data


def _local(moment: Any) -> date:
    day: date = moment.astimezone(SHANGHAI).date()
    return day


class BandsForm(forms.Form):
    """Score lines in points and caps in percent."""

    band_three = HundredthsField(label=_("Three stars"))
    band_two = HundredthsField(label=_("Two stars"))
    band_one = HundredthsField(label=_("One star"))
    floor = HundredthsField(label=_("Participation floor"))
    cap_one = HundredthsField(label=_("One star at most"))
    cap_two = HundredthsField(label=_("Two stars at most"))
    cap_three = HundredthsField(label=_("Three stars at most"))
    cap_total = HundredthsField(label=_("In total at most"))

    @staticmethod
    def initial_of(year: CampaignYear) -> dict[str, Any]:
        """The stored values as people write them."""
        return {name: shown(getattr(year, name)) for name in (*BANDS, *CAPS)}

    def clean(self) -> dict[str, Any]:
        """Lines rise, and no star has more than the total."""
        data = super().clean() or {}
        lines = [data.get(name) for name in reversed(BANDS)]
        for name, below, line in zip(("band_one", "band_two", "band_three"), lines, lines[1:], strict=False):
            equal_is_fine = name == "band_one"
            if below is not None and line is not None and (line < below or (line == below and not equal_is_fine)):
                self.add_error(name, _("This line must be higher than the one below it."))
        if data.get("floor") == 0:
            self.add_error("floor", _("Enter a number above 0."))
        for name in CAPS[:3]:
            cap, total = data.get(name), data.get("cap_total")
            if cap is not None and total is not None and cap > total:
                self.add_error(name, _("No star's cap may exceed the cap in total."))
        return data

    def bands(self) -> dict[str, int]:
        """Score lines in hundredths."""
        return {name: self.cleaned_data[name] for name in BANDS}

    def caps(self) -> Caps:
        """Caps in basis points."""
        return Caps(**{name.removeprefix("cap_"): self.cleaned_data[name] for name in CAPS})


class TiesForm(forms.Form):
    """Tie keys: `order` is the list on screen, `use` the keys ticked; `up` or `down` moves one. What is still tied at
    a line is left out, or drawn by `lottery`.
    """

    lottery = forms.BooleanField(required=False)
    order = forms.MultipleChoiceField(choices=[(key, key) for key in TIE_KEYS])
    use = forms.MultipleChoiceField(choices=[(key, key) for key in TIE_KEYS], required=False)

    def clean(self) -> dict[str, Any]:
        """The keys in their order, after the move asked for."""
        data = super().clean() or {}
        order = list(dict.fromkeys(data.get("order", [])))
        order += [key for key in TIE_KEYS if key not in order]
        for button, step in (("up", -1), ("down", 1)):
            key = self.data.get(button)
            if key in order and 0 <= order.index(key) + step < len(order):
                place = order.index(key)
                order[place], order[place + step] = order[place + step], order[place]
        data["keys"] = [key for key in order if key in data.get("use", [])]
        return data


class DecisionsForm(forms.Form):
    """An answer to every open question that leaves a choice; quota.ties has a step of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, decision in DECISIONS.items():
            if not decision.locked and key != "quota.ties":
                choices = [(option.slug, option.slug) for option in decision.offered]
                self.fields[key] = forms.ChoiceField(choices=choices)

    @staticmethod
    def initial_of(year: CampaignYear) -> dict[str, Any]:
        """The stored answers, defaults for the rest."""
        return {key: year.decisions.get(key, decision.default) for key, decision in DECISIONS.items()}

    def choices(self) -> Mapping[str, str]:
        """What was chosen, for the action."""
        return self.cleaned_data


class ExtensionForm(forms.Form):
    """A later last day of a phase for one district."""

    phase = forms.ModelChoiceField(label=_("Phase"), queryset=Phase.objects.none(), empty_label=_("Choose"))
    district = forms.ModelChoiceField(label=_("District"), queryset=District.objects.none(), empty_label=_("Choose"))
    until = _day(_("New last day"), help_text=_("Ends at 23:59:59; grace runs after that"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)

    def __init__(self, year: CampaignYear, districts: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phase, district = self.fields["phase"], self.fields["district"]
        phase.queryset = year.phases.all()  # type: ignore[attr-defined]
        phase.label_from_instance = lambda row: row.get_kind_display()  # type: ignore[attr-defined]
        district.queryset = districts  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What was entered, for the action."""
        data = self.cleaned_data
        return {"district": data["district"], "ends_at": end_of(data["until"]), "reason": data["reason"]}


class ReasonForm(forms.Form):
    """Why, for steps that need a reason and nothing else."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
