"""Queries that every request asks: the ORM takes longer to write their SQL than the database to answer it."""

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet

R = TypeVar("R")
BIGGEST = 2**63 - 1


class Prepared(Generic[R]):
    """A query whose SQL is written once in a process and asked with other values each time.

    `query` builds it from `samples`: values of the right kind that stand nowhere else in it, and that the call's
    values take the place of. They have to reach the database as they are, so only plain comparisons will do.
    """

    def __init__(self, query: Callable[..., QuerySet[Any, R]], *samples: int | str) -> None:
        self.query, self.samples = query, samples

    def __call__(self, *values: int | str) -> list[R]:
        """The rows for these values; none for a number no column holds."""
        if any(isinstance(value, int) and abs(value) > BIGGEST for value in values):
            return []
        rows, written, sql, params = self._written
        given = dict(zip(self.samples, values, strict=True))
        compiler = copy(written)
        compiler.connection = connections[rows.db]
        compiler.as_sql = lambda: (sql, [given.get(each, each) for each in params])
        found = rows.all()
        found.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(found)

    @cached_property
    def _written(self) -> tuple[QuerySet[Any, R], Any, str, tuple[Any, ...]]:
        rows = self.query(*self.samples)
        compiler: Any = rows.query.get_compiler(rows.db)
        sql, params = compiler.as_sql()
        compiler.connection = None  # that of the thread that happened to come first
        return rows, compiler, sql, tuple(params)
