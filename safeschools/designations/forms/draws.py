"""The forms of the public draw: the results announced, and what came of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.domain.draws import Source, numbers

NAMES = (_("First public result"), _("Second public result"), _("Result to fall back on"))


class NumbersField(forms.CharField):
    """The whole numbers of one published result; empty where there is none."""

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        if not text:
            return []
        try:
            return numbers(text)
        except ValueError:
            raise forms.ValidationError(
                _("Enter whole numbers with blanks between them, a price without its point.")
            ) from None


class CommitForm(forms.Form):
    """Two public results and one to fall back on, each with its day; a reason where a draw was withdrawn before."""

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, label in enumerate(NAMES):
            self.fields[f"name_{place}"] = forms.CharField(label=label, max_length=80)
            day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields[f"on_{place}"] = forms.DateField(label=_("Its day"), widget=day)
        if again:
            area = forms.Textarea(attrs={"rows": 2})
            self.fields["reason"] = forms.CharField(label=_("Why another draw is needed"), widget=area, max_length=2000)

    def pairs(self) -> list[tuple[Any, Any]]:
        """Name and day of each result, side by side."""
        return [(self[f"name_{place}"], self[f"on_{place}"]) for place in range(len(NAMES))]

    def sources(self) -> list[Source]:
        """What was announced."""
        data = self.cleaned_data
        return [Source(data[f"name_{place}"], data[f"on_{place}"]) for place in range(len(NAMES))]


class RevealForm(forms.Form):
    """The secret or why it is withheld, and the numbers of each result."""

    secret = forms.CharField(
        label=_("Sealed secret"),
        max_length=80,
        required=False,
        help_text=_("As printed; blanks and capitals do not count."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    withheld = forms.CharField(
        label=_("Or why it is not revealed"),
        max_length=2000,
        required=False,
        help_text=_("It then counts as empty, as announced; it cannot be drawn anew. The reason will be public."),
    )

    def __init__(self, sources: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = range(len(sources))
        for place in self.places:
            self.fields[f"numbers_{place}"] = NumbersField(
                label=sources[place]["name"],
                max_length=400,
                required=False,
                help_text=f"{NAMES[place]} · {sources[place]['on']}",
            )

    def results(self) -> list[list[int]]:
        """The numbers in the order of the sources."""
        return [self.cleaned_data[f"numbers_{place}"] for place in self.places]
