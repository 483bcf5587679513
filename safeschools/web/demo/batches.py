"""Any number of rows in portions: memory and place marks stay bounded."""

from collections.abc import Iterable, Sequence
from itertools import islice

from django.db.models import Model

from safeschools.lib.bulk import insert

BATCH = 2000  # schools a portion: about 100,000 item rows


def in_batches(ids: Sequence[int], size: int = BATCH) -> list[Sequence[int]]:
    """Ids in portions that fit the place marks of a statement on either database."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def create(objects: Iterable[Model]) -> int:
    """Insert objects of one model as they are made, a portion a statement; returns how many."""
    making, made = iter(objects), 0
    while portion := list(islice(making, BATCH)):
        insert(portion)
        made += len(portion)
    return made
