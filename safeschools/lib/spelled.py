"""JSON that keeps its spelling: what was hashed is what is stored, letter by letter."""

from typing import Any

from django.db.models import JSONField


class SpelledJSONField(JSONField):
    """A document as PostgreSQL's `json`, which keeps the text it was given; `jsonb` would spell it anew.

    SQLite keeps the text of every JSONField.
    """

    def db_type(self, connection: Any) -> str | None:
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """PostgreSQL's driver has read it already."""
        return value if connection.vendor == "postgresql" else super().from_db_value(value, expression, connection)
