"""The list of rules is the list the live database holds, and the page in docs says the same."""

import re

import pytest
from django.apps import apps
from django.db import connection

from safeschools.lib.refusals import rules
from scripts.invariants import PAGE, page

pytestmark = pytest.mark.django_db
ROOMS = ("safeschools", "campaigns", "scoring", "inspections")

ON_POSTGRESQL = """
    SELECT conname, contype::text FROM pg_constraint
        WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('c', 'u', 'f')
    UNION SELECT indexrelid::regclass::text, 'u' FROM pg_index
        WHERE indisunique AND NOT indisprimary AND indrelid::regclass::text = ANY(%s)
    UNION SELECT tgname, 't' FROM pg_trigger WHERE NOT tgisinternal
"""
KINDS = {"c": "check", "u": "unique", "f": "foreign key", "t": "trigger"}


def tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_models() if model.__module__.startswith(ROOMS)]


def given(name: str) -> bool:
    """Whether Django or PostgreSQL made the name up: it ends in a digest, or begins with the name of the table."""
    made_up = re.search(r"_[0-9a-f]{8}(_uniq|_fk_\w+|_fk)?$", name)
    return bool(made_up) or name.startswith(tuple(f"{table}_" for table in tables()))


def live() -> dict[str, str]:
    """Rules of the database in use by name: their kind."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(ON_POSTGRESQL, [tables(), tables()])
            return {name: KINDS[kind] for name, kind in cursor.fetchall() if not given(name)}
        cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
        found: dict[str, str] = {}
        for kind, name, table, sql in cursor.fetchall():
            if table not in tables() or not sql:
                continue
            if kind == "table":
                found |= dict.fromkeys(re.findall(r'CONSTRAINT "(\w+)" CHECK', sql), "check")
                found |= dict.fromkeys(re.findall(r'CONSTRAINT "(\w+)" UNIQUE', sql), "unique")
            elif kind == "trigger":
                found[name] = "trigger"
            elif sql.startswith("CREATE UNIQUE") and not given(name):
                found[name] = "unique"
        return found


def test_the_database_holds_exactly_the_rules_listed() -> None:
    listed = {rule.name: rule.kind for rule in rules().values()}
    if connection.vendor == "sqlite":
        listed = {rule.name: rule.kind for rule in rules().values() if rule.sqlite}
    assert live() == listed


def test_the_page_lists_every_rule() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m scripts.invariants"


def test_every_constraint_of_a_model_has_words() -> None:
    named = {
        str(each.name)
        for model in apps.get_models()
        for each in model._meta.constraints
        if model.__module__.startswith(ROOMS)
    }
    assert named <= rules().keys()
