"""Any number of rows in one statement, on PostgreSQL and SQLite alike: the rows travel as one JSON parameter.

Very many new ones take PostgreSQL's COPY.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, cast

import orjson
from django.db import connection
from django.db.models import CharField, Field, JSONField, Model, TextField

#: what COPY would take for the end of a value or a row
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
NULL = r"\N"


def upsert(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, key: str = "", bump: str = ""
) -> None:
    """Insert rows of `columns` (attribute names); where `key` exists already, overwrite them and add 1 to `bump`.

    Columns that are not named get their model default when a row is new and stay as they are when it is not.
    """
    payload = list(rows)
    if not payload:
        return
    given = [_field(model, name) for name in columns]
    others = [field for field in _stored(model) if field not in given]
    names = ", ".join(_quote(field.column) for field in (*given, *others))
    values = [_extract(index, field) for index, field in enumerate(given)]
    values += [f"%s{_cast(field)}" for field in others]
    sql = f"INSERT INTO {_quote(model._meta.db_table)} ({names}) SELECT {', '.join(values)} "
    sql += f"FROM {_source()} WHERE true" + _on_conflict(model, given, key, bump)
    defaults = [field.get_db_prep_save(field.get_default(), connection) for field in others]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*defaults, _dump(payload)])


def insert(objects: Sequence[Model]) -> None:
    """Insert unsaved objects of one model; their primary keys are not read back."""
    if objects:
        names = [field.attname for field in _stored(type(objects[0]))]
        upsert(type(objects[0]), names, ([getattr(item, name) for name in names] for item in objects))


def copy(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert new rows of whole numbers, words and JSON; `columns` are all but the key.

    On PostgreSQL by COPY: it reads a JSON parameter of many rows as long as it takes to store them.
    """
    payload = list(rows)
    if connection.vendor != "postgresql" or not payload:
        upsert(model, columns, payload)
        return
    fields = [_field(model, name) for name in columns]
    texts = [_texts(field, values) for field, values in zip(fields, zip(*payload, strict=True), strict=True)]
    lines = "\n".join(map("\t".join, zip(*texts, strict=True)))
    names = ", ".join(_quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {_quote(model._meta.db_table)} ({names}) FROM STDIN", BytesIO(lines.encode()))


def _texts(field: Any, values: Sequence[Any]) -> list[str]:
    """One column as COPY reads it. Words repeat, so each is escaped once."""
    if isinstance(field, JSONField):
        values = [orjson.dumps(value).decode() for value in values]
    elif not isinstance(field, (CharField, TextField)):
        return [NULL if value is None else str(value) for value in values]
    written = {value: NULL if value is None else value.translate(ESCAPES) for value in set(values)}
    return [written[value] for value in values]


def _stored(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", model._meta.get_field(name))


def _quote(name: Any) -> str:
    return str(connection.ops.quote_name(name))


def _cast(field: "Field[Any, Any]") -> str:
    if connection.vendor != "postgresql":
        return ""
    return f"::{field.rel_db_type(connection) if field.is_relation else field.db_type(connection)}"


def _source() -> str:
    if connection.vendor == "postgresql":
        return "jsonb_array_elements(%s::jsonb) AS r(value)"
    return "json_each(%s) AS r"


def _extract(index: int, field: Any) -> str:
    if connection.vendor == "postgresql":
        arrow = "->" if isinstance(field, JSONField) else "->>"
        return f"(r.value {arrow} {index}){_cast(field)}"
    return f"r.value -> '$[{index}]'" if isinstance(field, JSONField) else f"json_extract(r.value, '$[{index}]')"


def _on_conflict(model: type[Model], given: Sequence[Any], key: str, bump: str) -> str:
    if not key:
        return ""
    column = _quote(_field(model, key).column)
    sets = [f"{_quote(field.column)} = excluded.{_quote(field.column)}" for field in given if field.attname != key]
    if bump:
        counter = _quote(_field(model, bump).column)
        sets.append(f"{counter} = {_quote(model._meta.db_table)}.{counter} + 1")
    return f" ON CONFLICT ({column}) DO UPDATE SET {', '.join(sets)}"


def _dump(rows: list[Sequence[Any]]) -> str:
    return orjson.dumps(rows, default=_adapt, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()


def _adapt(value: Any) -> str:
    if isinstance(value, datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot travel as JSON")
