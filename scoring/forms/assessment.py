"""Forms of the self-assessment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeschools.lib.errors import Invalid
from scoring.forms.facts import read_facts
from scoring.models import Item


def first_error(form: forms.Form) -> str:
    """The first thing that is wrong, in words."""
    return str(next(iter(form.errors.values()))[0])


class AnswerForm(forms.Form):
    """The explanation of an item and the version the person saw; the facts are read beside it."""

    note = forms.CharField(
        required=False,
        max_length=4000,
        error_messages={"max_length": _("The explanation is too long: at most %(limit_value)s characters.")},
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def answer(self, item: Item) -> dict[str, Any]:
        """What `assessments.save_item` takes: facts, note, version. Raises Invalid."""
        facts = read_facts(item, self.data)
        if not self.is_valid():
            raise Invalid(first_error(self))
        note = self.cleaned_data["note"].replace("\r\n", "\n")
        return {"facts": facts, "note": note, "version": self.cleaned_data["version"]}


class ReplyForm(forms.Form):
    """The school's answer to a reason for a return."""

    text = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
