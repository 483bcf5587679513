"""Writing a standard: copy, edit the draft item by item or as a whole, publish it for ever."""

from dataclasses import asdict
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.api.serializers import drafts as forms
from safeschools.api.serializers.base import Nothing
from safeschools.api.serializers.standards import StandardDetail
from safeschools.api.views.base import operation
from safeschools.api.views.standards import OfStandard
from scoring.actions import standards
from scoring.models import Item
from scoring.queries.standards import content_of, digest_of, item_content


class Copy(OfStandard):
    """A new draft with the same content."""

    permission = "standard.edit"

    @operation("Copy a version to a new draft", once=True, sends=forms.CopyInput, answers=StandardDetail, status=201)
    def post(self, request: Request, version: str) -> Response:
        draft = standards.copy(self.standard(version), by=self.user, **self.sent(forms.CopyInput))
        return self.detail(draft.version, 201)


class Publish(OfStandard):
    """Make the draft immutable."""

    permission = "standard.edit"

    @operation("Publish a draft", once=True, sends=Nothing, answers=StandardDetail)
    def post(self, request: Request, version: str) -> Response:
        standard = self.standard(version)
        self.sent(Nothing)
        standards.publish(standard, by=self.user)
        return self.detail(version)


class WholeContent(OfStandard):
    """Everything a version says, without loss."""

    write_permission = "standard.edit"

    @operation("The content of a version", answers=forms.RawContent)
    def get(self, request: Request, version: str) -> Response:
        return self.show(forms.RawContent, content_of(self.standard(version)))

    @operation("Replace the content of a draft", once=True, sends=forms.ContentInput, answers=forms.RawContent)
    def put(self, request: Request, version: str) -> Response:
        standard, sent = self.standard(version), self.sent(forms.ContentInput)
        standards.replace(standard, by=self.user, content=forms.content_of_body(sent))
        return self.show(forms.RawContent, content_of(standard))


class NewItem(OfStandard):
    """One more item."""

    permission = "standard.edit"

    @operation("Add an item to a draft", once=True, sends=forms.ItemInput, answers=forms.SeenItem, status=201)
    def post(self, request: Request, version: str) -> Response:
        standard, sent = self.standard(version), self.sent(forms.ItemInput)
        item = standards.add_item(standard, by=self.user, content=forms.item_of(sent))
        return self.show(forms.SeenItem, seen(item), 201)


def seen(item: Item) -> dict[str, Any]:
    """The item as data with its digest."""
    return asdict(item_content(item)) | {"seen": digest_of(item)}


class OfItem(OfStandard):
    """Works on one item of a version the reader may see."""

    def item(self, version: str, code: str) -> Item:
        """The item, or 404."""
        items = self.standard(version).items.select_related("dimension", "standard")
        return get_object_or_404(items, code=code)


class OneItem(OfItem):
    """One item of a version."""

    write_permission = "standard.edit"

    @operation("One item with all its texts", answers=forms.SeenItem)
    def get(self, request: Request, version: str, code: str) -> Response:
        return self.show(forms.SeenItem, seen(self.item(version, code)))

    @operation("Change an item of a draft", once=True, sends=forms.ItemChange, answers=forms.SeenItem)
    def put(self, request: Request, version: str, code: str) -> Response:
        item, sent = self.item(version, code), self.sent(forms.ItemChange)
        digest = sent.pop("seen")
        standards.save_item(item, by=self.user, content=forms.item_of(sent), seen=digest)
        return self.show(forms.SeenItem, seen(self.item(version, sent["code"])))

    @operation("Take an item out of a draft", once=True, status=204)
    def delete(self, request: Request, version: str, code: str) -> Response:
        item = self.item(version, code)
        self.sent(Nothing)
        standards.remove_item(item, by=self.user)
        return Response(status=204)


class MoveItem(OfItem):
    """One place up or down inside its dimension."""

    permission = "standard.edit"

    @operation("Move an item of a draft", once=True, sends=forms.MoveInput, answers=forms.RawContent)
    def post(self, request: Request, version: str, code: str) -> Response:
        item = self.item(version, code)
        standards.move_item(item, by=self.user, **self.sent(forms.MoveInput))
        return self.show(forms.RawContent, content_of(item.standard))
