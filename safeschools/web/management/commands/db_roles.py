"""manage.py db_roles: the database roles of a production installation, as SQL to read or to apply."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from safeschools.lib.refusals import rules

ROLES = {
    "owner": "owns the tables: migrations, take-overs, restores; not for daily use",
    "rw": "web, worker, drain: reads and writes what people change; cannot touch what is written once",
    "ro": "reports and auditors: reads everything, changes nothing",
    "backup": "pg_dump: reads everything, changes nothing",
}

#: tables that change in these columns only
COLUMNS = {
    "audit_event": ("position", "prev_hash", "hash"),
    "designations_allocationrun": (
        *("state", "proposed_by_id", "proposed_at", "decided_by_id", "decided_at", "decision_reason"),
    ),
    "designations_designation": (
        *("state", "revoked_on", "revocation_document", "revocation_reason", "bars_next_year", "cap", "cap_in_all"),
    ),
}


class Command(BaseCommand):
    help = "Print the SQL for the roles PREFIX_owner, _rw, _ro and _backup (without passwords), or apply it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prefix", default="safeschools", help="beginning of the roles' names")
        parser.add_argument("--apply", action="store_true", help="run it, as a role that may create roles")

    def handle(self, *args: Any, prefix: str, apply: bool, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Roles exist on PostgreSQL only.")
        if not prefix.isidentifier():
            raise CommandError("The prefix is a plain name: letters, digits, underscores.")
        statements = list(_statements(prefix))
        if apply:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        self.stdout.write(";\n".join(statements) + ";")


def _statements(prefix: str) -> Iterator[str]:
    quote = connection.ops.quote_name
    owner, writer, reader, backup = (quote(f"{prefix}_{role}") for role in ROLES)
    for role in ROLES:
        create = f"CREATE ROLE {quote(f'{prefix}_{role}')} LOGIN"
        yield f"DO $$ BEGIN {create}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    yield f"GRANT USAGE ON SCHEMA public TO {writer}, {reader}, {backup}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {writer}, {reader}, {backup}"
    yield f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {backup}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {writer}"
    yield f"GRANT USAGE, CREATE ON SCHEMA public TO {owner}"
    kept, once = _held("_never_deleted"), _held("_never_changed")
    for table in sorted(connection.introspection.table_names()):
        name = quote(table)
        yield f"ALTER TABLE {name} OWNER TO {owner}"
        yield f"REVOKE ALL ON {name} FROM {writer}"
        rights = ["SELECT", "INSERT"]
        if table in COLUMNS:
            rights.append(f"UPDATE ({', '.join(COLUMNS[table])})")
        elif table not in once and table != "django_migrations":
            rights.append("UPDATE")
        if table not in kept and table != "django_migrations":
            rights.append("DELETE")
        yield f"GRANT {', '.join(rights) if table != 'django_migrations' else 'SELECT'} ON {name} TO {writer}"


def _held(ending: str) -> set[str]:
    """Tables that a trigger of this ending guards, from the live catalogue."""
    names = [rule.name for rule in rules().values() if rule.name.endswith(ending)]
    ours = [model._meta.db_table for model in apps.get_models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname = ANY(%s)"
            " AND tgrelid::regclass::text = ANY(%s)",
            [names, ours],
        )
        return {table for (table,) in cursor.fetchall()}
