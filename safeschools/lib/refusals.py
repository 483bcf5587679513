"""What the database refuses, in words for people: every constraint and trigger of ours has a sentence of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import IntegrityError
from django.utils.translation import gettext as _

from safeschools.lib.errors import DomainError

#: attribute of an app's `invariants` → how PostgreSQL holds the rules listed there, and whether SQLite does as well
KINDS = {
    "CHECKS": ("check", True),
    "UNIQUE": ("unique", True),
    "FOREIGN_KEYS": ("foreign key", False),
    "TRIGGERS": ("trigger", False),
}
INVALID = ("check",)
SQLITE = re.compile(r"(?:CHECK constraint failed|constraint failed|index): '?(\w+)'?$")
SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (\w+)\.\w+")


@dataclass(frozen=True)
class Rule:
    """One thing the database holds whatever the program does: the room, the name, the sentence, how, and where."""

    room: str
    name: str
    words: str
    kind: str
    sqlite: bool


class Refused(DomainError):
    """The database refused the change because of what is stored already (HTTP 409); nothing was changed."""


class RefusedContent(DomainError):
    """The database refused what was entered, whatever else is stored (HTTP 422); nothing was changed."""

    status = 422


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its name, from the `invariants` of all installed apps."""
    return {rule.name: rule for config in apps.get_app_configs() for rule in _rules_of(config.name)}


def refusal(error: IntegrityError) -> DomainError:
    """The error for people that says what this one of the database means."""
    name, unique = _broken(error)
    rule = rules().get(name)
    if rule is None:
        words = _("This exists already.") if unique else _("The database refused this change. Nothing was changed.")
        return Refused(words, hint=_("Reload the page to see what has changed."))
    kind = RefusedContent if rule.kind in INVALID else Refused
    return kind(_(rule.words), hint=_("Nothing was changed."))


def _rules_of(room: str) -> Iterator[Rule]:
    if find_spec(f"{room}.invariants") is None:
        return
    module = import_module(f"{room}.invariants")
    for attribute, (kind, everywhere) in KINDS.items():
        exceptions: set[str] = getattr(module, "NOT_ON_SQLITE" if everywhere else "ON_SQLITE", set())
        for name, words in getattr(module, attribute, {}).items():
            yield Rule(room, name, words, kind, everywhere != (name in exceptions))


def _broken(error: IntegrityError) -> tuple[str, bool]:
    """Name of the constraint or trigger, empty where the database does not say, and whether it is about uniqueness."""
    cause: Any = error.__cause__
    if diagnosis := getattr(cause, "diag", None):
        return diagnosis.constraint_name or "", getattr(cause, "pgcode", "") == "23505"
    text = str(error)
    if found := SQLITE.search(text):
        return found[1], False
    return _unique_on_sqlite(text), "UNIQUE" in text


def _unique_on_sqlite(text: str) -> str:
    """SQLite names the columns only; the constraint of ours with exactly these columns is meant."""
    if not (found := SQLITE_UNIQUE.search(text)):
        return ""
    columns = set(re.findall(r"\.(\w+)", text))
    for model in apps.get_models():
        if model._meta.db_table == found[1]:
            for constraint in model._meta.total_unique_constraints + _partial(model):
                if columns == {model._meta.get_field(name).column for name in constraint.fields}:  # type: ignore[union-attr]
                    return str(constraint.name)
    return ""


def _partial(model: Any) -> list[Any]:
    return [each for each in model._meta.constraints if getattr(each, "fields", ()) and each.condition is not None]
