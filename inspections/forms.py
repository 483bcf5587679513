"""Forms of planning and confirming visits."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from inspections.models import Visit
from inspections.queries.visits import inspectors_to_choose
from safeschools.accounts.models import User
from scoring.models import Item


class InspectorChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Inspectors with their unit."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.display_name} · {obj.agency}"


class ByDimension(ModelChoiceIterator):  # type: ignore[type-arg]  # not generic at run time
    """Items under the title of their dimension."""

    def __iter__(self) -> Iterator[Any]:
        for dimension, items in groupby(self.queryset, key=lambda item: item.dimension):
            yield dimension.title, [self.choice(item) for item in items]


class ItemChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Items of the standard, by dimension."""

    iterator = ByDimension


class PlanForm(forms.Form):
    """When, who, and which items."""

    planned_on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    origin = forms.ChoiceField(label=_("Chosen"), choices=Visit.Origin.choices, initial=Visit.Origin.DIRECTED)
    inspectors = InspectorChoice(
        label=_("Inspectors"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At least two, of different units."),
    )
    items = ItemChoice(label=_("Items to check"), queryset=Item.objects.none(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people, choice = self.fields["inspectors"], self.fields["items"]
        assert isinstance(people, forms.ModelMultipleChoiceField)  # noqa: S101 - narrows the type
        assert isinstance(choice, forms.ModelMultipleChoiceField)  # noqa: S101 - narrows the type
        people.queryset = inspectors_to_choose()
        choice.queryset = items


class ConfirmForm(forms.Form):
    """Who stood there for the school, and what the school says to the result."""

    school_present = forms.CharField(label=_("Present for the school"), max_length=80, help_text=_("Name and post."))
    objection = forms.CharField(
        label=_("Objection of the school"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Recorded word by word; it does not stop the confirmation."),
    )
    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
