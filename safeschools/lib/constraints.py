"""Database constraints that recur: choices, paired columns, ranges."""

from django.db import models
from django.db.models import CheckConstraint, F, Q


def one_of(field: str, choices: type[models.TextChoices], name: str) -> CheckConstraint:
    """`field` holds one of the listed values."""
    return CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


def paired(first: str, second: str, name: str) -> CheckConstraint:
    """Both columns are filled or neither is (`…_at` with `…_by`)."""
    both = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    return CheckConstraint(condition=both | Q(**{f"{first}__isnull": True, f"{second}__isnull": True}), name=name)


def from_one(field: str, name: str) -> CheckConstraint:
    """`field` counts from 1; NULL passes."""
    return CheckConstraint(condition=Q(**{f"{field}__gte": 1}), name=name)


def within(field: str, low: int, high: int, name: str) -> CheckConstraint:
    """`field` lies in low..high; NULL passes."""
    return CheckConstraint(condition=Q(**{f"{field}__gte": low, f"{field}__lte": high}), name=name)


def differ(first: str, second: str, name: str) -> CheckConstraint:
    """Four eyes: the two columns never hold the same person; NULLs pass."""
    return CheckConstraint(
        condition=Q(**{f"{first}__isnull": True}) | Q(**{f"{second}__isnull": True}) | ~Q(**{first: F(second)}),
        name=name,
    )
