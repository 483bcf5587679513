"""The bodies that come with the product: fourteen agencies with their duties."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as noop

from safeschools.audit.record import record
from safeschools.directory.models import Agency
from safeschools.directory.record.shipped import rows_of


@transaction.atomic
def load_agencies(*, by: Any) -> int:
    """The bodies of C3 and C4 with duties and successors, as far as they are missing; returns how many it added.

    `by` is None for a command at the shell, where nobody has an account yet.
    """
    there = set(Agency.objects.values_list("code", flat=True))
    successors = {row["code"]: row for row in rows_of("agencies_successors.csv")}
    added = [
        _agency(order, row, successors.get(row["code"], {}))
        for order, row in enumerate(rows_of("agencies.csv"), 1)
        if row["code"] not in there
    ]
    if added:
        Agency.objects.bulk_create(added)
        lead = Agency.objects.get(role=Agency.Role.LEAD)
        sentence = noop("%(count)s member units with their duties came with the product.")
        record("agencies.load", lead, by=by, sentence=sentence, count=len(added))
    return len(added)


def _agency(order: int, row: dict[str, str], successor: dict[str, str]) -> Agency:
    return Agency(
        code=row["code"],
        name=row["name_zh"],
        name_en=row["name_en"],
        role=row["role"].replace("-", "_"),
        duties=row["duties_zh"],
        duties_en=row["duties_en"],
        successor=successor.get("successor_zh", ""),
        successor_en=successor.get("successor_en", ""),
        order=order,
    )
