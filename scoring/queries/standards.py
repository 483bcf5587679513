"""Reading standards: who sees which, their content as plain data, the maximum per kind of school."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from safeschools.directory.models import Agency
from scoring.domain.content import Content, DimensionContent, ItemContent, content_hash, plain_params
from scoring.models import Item, Standard


def visible_standards(user: Any) -> QuerySet[Standard]:
    """Published versions for everybody who may see the standard; drafts only for those who may edit them."""
    if not user.can("standard.view"):
        return Standard.objects.none()
    return Standard.objects.all() if user.can("standard.edit") else published_standards()


def published_standards() -> QuerySet[Standard]:
    """Versions a year may be opened with, newest first."""
    return Standard.objects.filter(state=Standard.State.PUBLISHED)


def with_counts(standards: QuerySet[Standard]) -> QuerySet[Standard]:
    """Adds the number of scored items, of vetoes, the total in hundredths, and in how many years it is used."""
    veto = Q(items__method=Item.Method.VETO)
    return standards.annotate(
        scored=Count("items", filter=~veto, distinct=True),
        vetoes=Count("items", filter=veto, distinct=True),
        years=Count("sheets", distinct=True),
    )


def total_of(standard: Standard) -> int:
    """Sum of the points of all items in hundredths."""
    return standard.items.aggregate(total=Sum("max_points"))["total"] or 0


def agency_codes() -> frozenset[str]:
    """The codes items may name as responsible."""
    return frozenset(Agency.objects.values_list("code", flat=True))


def item_content(item: Item) -> ItemContent:
    """The item as plain data."""
    return ItemContent(
        code=item.code,
        dimension=item.dimension.code,
        name=item.name,
        name_en=item.name_en,
        method=item.method,
        max_points=item.max_points,
        is_key=item.is_key,
        applicable_to=item.applicable_to,
        rule=item.rule,
        rule_en=item.rule_en,
        evidence=item.evidence,
        evidence_en=item.evidence_en,
        agencies=tuple(item.agencies),
        params=plain_params(item.method, item.params),
    )


def items_in_order(standard: Standard) -> QuerySet[Item]:
    """Items as printed: dimension by dimension."""
    return standard.items.select_related("dimension").order_by("dimension__order", "order")


def content_of(standard: Standard) -> Content:
    """The whole standard as plain data, in printed order; two statements."""
    dimensions = tuple(DimensionContent(d.code, d.name, d.name_en) for d in standard.dimensions.all())
    items = tuple(item_content(item) for item in items_in_order(standard))
    return Content(dimensions, items)


def content_hash_of(standard: Standard) -> str:
    """The hash of what is stored now; for a published version it must equal `content_hash`."""
    return content_hash(content_of(standard))


def digest_of(item: Item) -> str:
    """A short digest of one item, by which a form notices that somebody else saved in the meantime."""
    return content_hash(Content((), (item_content(item),)))[:16]
