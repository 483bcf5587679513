"""Migration operations for one database only: triggers and rules that Django's models cannot say."""

from typing import Any

from django.db.migrations.operations import RunSQL


class _OnlyOn(RunSQL):
    """SQL for one kind of database; on another nothing happens."""

    vendor = ""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == self.vendor:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == self.vendor:
            super().database_backwards(app_label, schema_editor, from_state, to_state)


class OnPostgreSQL(_OnlyOn):
    """SQL that PostgreSQL alone understands; `%` is not a place mark here."""

    vendor = "postgresql"


class OnSQLite(_OnlyOn):
    """SQL that SQLite alone understands."""

    vendor = "sqlite"


def trigger(
    name: str, table: str, event: str, *, when: str = "", function: str = "safeschools_refuse()"
) -> OnPostgreSQL:
    """A row trigger before `event`; without a `function` it refuses, under its own name as the constraint's."""
    level = "STATEMENT" if event == "TRUNCATE" else "ROW"
    condition = f"WHEN ({when}) " if when else ""
    return OnPostgreSQL(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {level} {condition}EXECUTE FUNCTION {function}",
        f"DROP TRIGGER {name} ON {table}",
    )


def never(name: str, table: str, event: str, *, when: str = "") -> OnSQLite:
    """The same refusal on SQLite: aborts the statement, the message is the trigger's name."""
    condition = f"WHEN {when} " if when else ""
    return OnSQLite(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition}"
        f"BEGIN SELECT RAISE(ABORT, 'constraint failed: {name}'); END",
        f"DROP TRIGGER {name}",
    )
