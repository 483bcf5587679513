"""The door through which spot checks post what they verified into the ledger (C5.3b, C5.3c)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as noop

from campaigns.models import Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.lib.background import wake
from scoring.models import ItemScore, Layer
from scoring.policies.verification import bar_unverifiable
from scoring.record import set_layer
from scoring.tasks import recompute_year


@transaction.atomic
def post(participation: Participation, *, by: User, findings: Mapping[str, tuple[dict[str, Any], str]]) -> None:
    """Write the verified layer: item code → (facts as found, reason). Points follow from facts.

    Raises WrongState when the year is closed, the school has not handed in or the allocation is already made.
    """
    rows = Participation.objects.select_for_update(of=("self",)).select_related("year", "school")
    bar_unverifiable(rows.get(pk=participation.pk))
    scores = ItemScore.objects.filter(participation=participation, item__code__in=findings).select_related("item")
    for reason in {reason for _facts, reason in findings.values()}:
        pairs = [(score, findings[score.item.code][0]) for score in scores if findings[score.item.code][1] == reason]
        set_layer(pairs, Layer.VERIFIED, by=by, reason=reason)
    record(
        "verification.post",
        participation,
        by=by,
        sentence=noop("%(actor)s posted %(count)s verified items of %(object)s."),
        data={"items": sorted(findings)},
        count=len(findings),
    )
    touch(participation.year_id, [participation.pk])
    wake(recompute_year, participation.year_id)
