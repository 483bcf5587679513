"""The standard that comes with the product, as a draft a city may rewrite or publish."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from safeschools.audit.record import record
from scoring.models import Dimension, Item, Standard

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


@transaction.atomic
def load_shipped_standard(*, by: Any, version: str = "1.0") -> Standard:
    """Make a draft from the shipped standard: 53 scored items and 7 vetoes in six dimensions (C2.1).

    `by` is None for a command at the shell, where nobody has an account yet.
    """
    params = json.loads((FIXTURES / "standard_v1_params.json").read_text("utf-8"))
    with (FIXTURES / "standard_v1.csv").open(encoding="utf-8-sig", newline="") as lines:
        texts = {row["item_code"]: row for row in csv.DictReader(lines)}
    standard = Standard.objects.create(name="星级平安学校考评标准", version=version)
    dimensions = {
        row["code"]: Dimension.objects.create(
            standard=standard, code=row["code"], name=row["zh"], name_en=row["en"], order=order
        )
        for order, row in enumerate(params["dimensions"], 1)
    }
    Item.objects.bulk_create(
        _item(standard, dimensions, order, row, texts[row["code"]]) for order, row in enumerate(params["items"], 1)
    )
    sentence = gettext_noop("The draft %(object)s came with the product: %(items)s items.")
    record("standard.load", standard, by=by, sentence=sentence, items=len(params["items"]))
    return standard


def _item(
    standard: Standard, dimensions: dict[str, Dimension], order: int, row: dict[str, Any], text: dict[str, str]
) -> Item:
    return Item(
        standard=standard,
        dimension=dimensions[text["dimension_code"]],
        code=row["code"],
        name=text["item_zh"],
        name_en=text["item_en"],
        method=Item.Method.VETO if row["veto"] else row["method"],
        max_points=int(Decimal(row["max"]) * 100),
        is_key=bool(row["key"]),
        applicable_to=row["applicable_to"],
        rule=text["scoring_rule_zh"],
        rule_en=text["scoring_rule_en"],
        evidence=text["evidence_zh"],
        evidence_en=text["evidence_en"],
        agencies=row["agencies"],
        params=row["params"],
        order=order,
    )
