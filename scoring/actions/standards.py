"""Writing standards: copy, edit a draft, publish for ever (C2.2.3)."""

import re
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from safeschools.audit.record import record
from safeschools.lib import clock
from safeschools.lib.errors import Invalid, Stale, WrongState
from safeschools.lib.transitions import move
from scoring.domain.content import Content, ItemContent, content_hash, plain_params
from scoring.domain.faults import faults, item_faults, publish_faults
from scoring.models import Dimension, Item, Standard
from scoring.queries.faults import summary
from scoring.queries.standards import agency_codes, content_of, digest_of, item_content

VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")


@transaction.atomic
def copy(standard: Standard, *, by: Any, version: str, name: str = "") -> Standard:
    """Make a new draft with the content of `standard`. Raises Invalid for a version that is taken or misspelled."""
    if not VERSION.fullmatch(version):
        raise Invalid(_("A version consists of letters, digits, dots and hyphens, at most 20."))
    if Standard.objects.filter(version=version).exists():
        raise Invalid(_("Version %(version)s exists already. Choose another one.") % {"version": version})
    draft = Standard.objects.create(name=name or standard.name, version=version)
    _write(draft, content_of(standard))
    sentence = gettext_noop("%(actor)s made the draft %(object)s from version %(source)s.")
    record("standard.copy", draft, by=by, sentence=sentence, source=standard.version)
    return draft


@transaction.atomic
def replace(standard: Standard, *, by: Any, content: Content) -> None:
    """Replace the whole content of a draft, for the import. Raises Invalid when the content has faults."""
    _draft(standard)
    if found := faults(content, agency_codes()):
        raise Invalid(summary(found))
    before = content_hash(content_of(standard))
    standard.items.all().delete()
    standard.dimensions.all().delete()
    _write(standard, content)
    sentence = gettext_noop("%(actor)s replaced the content of the draft %(object)s: %(items)s items.")
    data = {"before": before, "after": content_hash(content)}
    record("standard.replace", standard, by=by, sentence=sentence, items=len(content.items), data=data)


@transaction.atomic
def save_item(item: Item, *, by: Any, content: ItemContent, seen: str) -> None:
    """Store an edited item of a draft. `seen` is the digest the editor started from; Stale when it is outdated."""
    standard = _draft(item.standard)
    item = _present(item)
    if digest_of(item) != seen:
        raise Stale(_("Somebody else has saved item %(code)s in the meantime.") % {"code": item.code})
    before = item_content(item)
    _check(standard, content, besides=item.pk)
    if before.dimension != content.dimension:
        item.order = _end(standard)
    _fill(item, content, standard.dimensions.get(code=content.dimension)).save()
    sentence = gettext_noop("%(actor)s edited item %(code)s of the draft %(object)s.")
    data = {"before": asdict(before), "after": asdict(content)}
    record("standard.item_edit", standard, by=by, sentence=sentence, code=content.code, data=data)


@transaction.atomic
def add_item(standard: Standard, *, by: Any, content: ItemContent) -> Item:
    """Append an item to its dimension in a draft."""
    standard = _draft(standard)
    _check(standard, content)
    dimension = standard.dimensions.get(code=content.dimension)
    item = _fill(Item(standard=standard, order=_end(standard)), content, dimension)
    item.save()
    sentence = gettext_noop("%(actor)s added item %(code)s to the draft %(object)s.")
    record("standard.item_add", standard, by=by, sentence=sentence, code=item.code, data={"after": asdict(content)})
    return item


@transaction.atomic
def remove_item(item: Item, *, by: Any) -> None:
    """Take an item out of a draft."""
    standard = _draft(item.standard)
    item = _present(item)
    before = asdict(item_content(item))
    item.delete()
    sentence = gettext_noop("%(actor)s removed item %(code)s from the draft %(object)s.")
    record("standard.item_remove", standard, by=by, sentence=sentence, code=item.code, data={"before": before})


@transaction.atomic
def move_item(item: Item, *, by: Any, up: bool) -> None:
    """Move an item of a draft one place up or down inside its dimension; at the end nothing happens."""
    standard, item = _draft(item.standard), _present(item)
    peers = standard.items.filter(dimension=item.dimension)
    other = peers.filter(order__lt=item.order).last() if up else peers.filter(order__gt=item.order).first()
    if other is None:
        return
    item.order, other.order = other.order, item.order
    Item.objects.bulk_update([item, other], ["order"])
    sentence = gettext_noop("%(actor)s moved item %(code)s in the draft %(object)s.")
    record("standard.item_move", standard, by=by, sentence=sentence, code=item.code, up=int(up))


@transaction.atomic
def publish(standard: Standard, *, by: Any) -> None:
    """Make a draft immutable. Raises Invalid naming every fault, and the difference where the total is not 100.00."""
    standard_now = _draft(standard)
    content = content_of(standard_now)
    if found := publish_faults(content, agency_codes()):
        raise Invalid(
            _("This version cannot be published: %(faults)s") % {"faults": summary(found)},
            hint=_("Correct the items of the draft, then publish again."),
        )
    digest = content_hash(content)
    _number(standard)
    move(standard, Standard.MOVES, "publish", content_hash=digest, published_at=clock.now(), published_by=by)
    sentence = gettext_noop("%(actor)s published %(object)s with content hash %(hash)s.")
    record("standard.publish", standard, by=by, sentence=sentence, hash=digest)


@transaction.atomic
def discard(standard: Standard, *, by: Any) -> None:
    """Delete a draft that nobody wants."""
    _draft(standard)
    sentence = gettext_noop("%(actor)s discarded the draft %(object)s.")
    record("standard.discard", standard, by=by, sentence=sentence)
    standard.delete()


def _draft(standard: Standard) -> Standard:
    """The draft, locked; a published version is never changed."""
    present = Standard.objects.select_for_update().get(pk=standard.pk)
    if present.state != Standard.State.DRAFT:
        raise WrongState(
            _("%(standard)s is published and cannot be changed.") % {"standard": present},
            hint=_("Copy it to a new draft and change that."),
        )
    return present


def _present(item: Item) -> Item:
    """The item as it is stored now. Raises WrongState where somebody has removed it."""
    present = Item.objects.select_related("dimension", "standard").filter(pk=item.pk).first()
    if present is None:
        raise WrongState(_("Item %(code)s has been removed in the meantime.") % {"code": item.code})
    return present


def _end(standard: Standard) -> int:
    last: int = standard.items.aggregate(last=Max("order"))["last"] or 0
    return last + 1


def _number(standard: Standard) -> None:
    """Number the items through in printed order: dimension by dimension."""
    items = list(standard.items.order_by("dimension__order", "order"))
    for order, item in enumerate(items, 1):
        item.order = order
    Item.objects.bulk_update(items, ["order"])


def _check(standard: Standard, content: ItemContent, *, besides: int = 0) -> None:
    dimensions = list(standard.dimensions.values_list("code", flat=True))
    if found := list(item_faults(content, dimensions, agency_codes())):
        raise Invalid(summary(found))
    if standard.items.exclude(pk=besides).filter(code=content.code).exists():
        raise Invalid(_("Code %(code)s belongs to another item already.") % {"code": content.code})


def _write(standard: Standard, content: Content) -> None:
    dimensions = Dimension.objects.bulk_create(
        Dimension(standard=standard, code=d.code, name=d.name, name_en=d.name_en, order=order)
        for order, d in enumerate(content.dimensions, 1)
    )
    by_code = {dimension.code: dimension for dimension in dimensions}
    Item.objects.bulk_create(
        _fill(Item(standard=standard, order=order), item, by_code[item.dimension])
        for order, item in enumerate(content.items, 1)
    )


def _fill(item: Item, content: ItemContent, dimension: Dimension) -> Item:
    item.dimension = dimension
    for name in ("code", "name", "name_en", "method", "max_points", "is_key", "applicable_to"):
        setattr(item, name, getattr(content, name))
    for name in ("rule", "rule_en", "evidence", "evidence_en"):
        setattr(item, name, getattr(content, name))
    item.agencies, item.params = list(content.agencies), plain_params(content.method, content.params)
    return item
