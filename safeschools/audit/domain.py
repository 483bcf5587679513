"""The chain of the event log: each sealed entry's hash covers its place, the hash before it and its whole content."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64

#: what a hash covers of an event, besides its place in the chain
FIELDS = (
    *("id", "at", "actor_id", "actor_name", "actor_role", "ip", "request_id", "verb"),
    *("object_type", "object_id", "object_label", "sentence", "params", "reason", "data"),
)


@dataclass(frozen=True)
class Head:
    """The end of the chain at some moment: the event that was sealed last, its place and its hash."""

    event: int
    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.hash}@{self.event}"


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold, in words for an operator."""

    position: int
    event: int | None
    what: str

    def __str__(self) -> str:
        where = f"place {self.position}" + (f", event {self.event}" if self.event is not None else "")
        return f"{where}: {self.what}"


def canonical(entry: Mapping[str, Any]) -> str:
    """The one text of an event: JSON of FIELDS, names sorted, no blanks, times in UTC to the microsecond."""
    content = {name: entry[name] for name in FIELDS}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def seal(position: int, before: str, entry: Mapping[str, Any]) -> str:
    """SHA-256 of place, hash before and canonical text, in hexadecimal."""
    return hashlib.sha256(f"{position}\n{before}\n{canonical(entry)}".encode()).hexdigest()


def breaks(entries: Iterable[Mapping[str, Any]]) -> Iterator[Break]:
    """Walk sealed entries in the order of their places; every changed, exchanged or missing one is a Break."""
    expected, before = 1, GENESIS
    for entry in entries:
        position, number = entry["position"], entry["id"]
        if position != expected:
            yield Break(expected, None, f"{position - expected} entries are missing")
        elif entry["prev_hash"] != before:
            yield Break(position, number, "does not follow from the entry before it")
        if seal(position, entry["prev_hash"], entry) != entry["hash"]:
            yield Break(position, number, "was changed after it was sealed")
        expected, before = position + 1, entry["hash"]


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{type(value).__name__} has no canonical form")
