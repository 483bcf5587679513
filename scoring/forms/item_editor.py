"""An item with the parameters of its method as one editor: read, checked by the domain, errors at their fields."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from scoring.domain.content import ROWS, ItemContent, plain_params, plain_text
from scoring.domain.faults import Fault, item_faults
from scoring.forms.standards import ROW, SINGLE, ItemForm, ParamsForm
from scoring.models import Item, Standard
from scoring.queries.faults import sentence
from scoring.queries.standards import agency_codes

MOST_ROWS = 30

F = TypeVar("F", bound=forms.Form)


class ItemEditor:
    """The forms of one item. `content` is set once everything is in order.

    Rows are numbered forms. `add_row`, `remove_row`, or another method than `shown_method` in the posted data change
    the questions, keep what was typed, and save nothing.
    """

    def __init__(
        self, standard: Standard, method: str, *, item: Item | None = None, data: QueryDict | None = None
    ) -> None:
        self.standard, self.method, self.item = standard, method, item
        self.data = data
        self.reshaping = data is not None and (
            "add_row" in data or "remove_row" in data or data.get("shown_method") != method
        )
        self.general: list[str] = []
        self.content: ItemContent | None = None
        params = item.params if item and item.method == method else {}
        self.form = self._bound(ItemForm(standard, initial=ItemForm.initial_of(item) if item else {}))
        self.single: ParamsForm | None = None
        self.rows: list[ParamsForm] = []
        if method in SINGLE:
            self.single = self._bound(SINGLE[method](initial=dict(params), prefix="p"))
        else:
            self.rows = self._rows(params.get(ROWS[method]) or [{}, {}])

    def _bound(self, form: F) -> F:
        """The form with what was posted; while rows are added or removed without judging it."""
        if self.data is None:
            return form
        if not self.reshaping:
            form.is_bound, form.data = True, self.data
            return form
        for name, field in form.fields.items():
            form.initial[name] = field.widget.value_from_datadict(self.data, MultiValueDict(), form.add_prefix(name))
        return form

    def _rows(self, stored: Sequence[Mapping[str, Any]]) -> list[ParamsForm]:
        """Stored rows, or the posted ones: one more after `add_row`, one less after `remove_row`."""
        form = ROW[self.method]
        if self.data is None:
            return [form(initial=dict(row), prefix=f"r{index}") for index, row in enumerate(stored)]
        posted = str(self.data.get("rows", ""))
        count = min(int(posted), MOST_ROWS) if posted.isdigit() else 0
        rows = [self._bound(form(prefix=f"r{index}")) for index in range(count)]
        removed = str(self.data.get("remove_row", ""))
        kept = [row for index, row in enumerate(rows) if str(index) != removed]
        if "add_row" in self.data and len(kept) < MOST_ROWS:
            kept.append(form())
        if self.reshaping and not kept:
            kept = [form(), form()]
        for index, row in enumerate(kept):
            row.prefix = f"r{index}"
        return kept

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the field, sentence) of everything to correct, for the summary on top."""
        found = [("", text) for text in self.general]
        for form in self._parts():
            for name, texts in form.errors.items():
                found += [(form[name].auto_id if name in form.fields else "", str(text)) for text in texts]
        return found

    def is_valid(self) -> bool:
        """Whether `content` can be stored; otherwise every fault stands at its field."""
        errors = [part.errors for part in self._parts()]
        if self.reshaping or any(errors):
            return False
        content = self._content()
        dimensions = [dimension.code for dimension in self.standard.dimensions.all()]
        found = list(item_faults(content, dimensions, agency_codes()))
        for fault in found:
            self._place(fault)
        others = self.standard.items.exclude(pk=self.item.pk) if self.item else self.standard.items.all()
        if others.filter(code=content.code).exists():
            self.form.add_error("code", sentence(Fault((), "twice", {"value": content.code})))
            return False
        self.content = None if found else content
        return not found

    def _parts(self) -> list[forms.Form]:
        return [self.form, *([self.single] if self.single else []), *self.rows]

    def _content(self) -> ItemContent:
        data = self.form.cleaned_data
        texts = {
            name: plain_text(data[name])
            for name in ("code", "name", "name_en", "rule", "rule_en", "evidence", "evidence_en")
        }
        params = self.single.params() if self.single else {ROWS[self.method]: [row.params() for row in self.rows]}
        return ItemContent(
            **texts,
            dimension=data["dimension"],
            method=self.method,
            max_points=data["max_points"],
            is_key=data["is_key"],
            applicable_to=data["applicable_to"],
            agencies=tuple(data["agencies"]),
            params=plain_params(self.method, params),
        )

    def _place(self, fault: Fault) -> None:
        """Put a fault at the field it belongs to."""
        name, *rest = fault.path
        form: forms.Form = self.form
        field = str(name)
        if name == "params" and self.single:
            form, field = self.single, str(rest[0])
        elif name == "params" and len(rest) == 3:
            form, field = self.rows[int(rest[1])], str(rest[2])
        if field in form.fields:
            form.add_error(field, sentence(fault))
        else:
            self.general.append(sentence(fault))
