"""The door through which spot checks post what they verified into the ledger (C5.3b, C5.3c)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from campaigns.models import Participation
from campaigns.record import touch
from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.lib.background import wake
from safeschools.lib.errors import WrongState
from scoring.models import ItemScore, Layer
from scoring.record import set_layer
from scoring.tasks import recompute_year

VERIFIABLE = (
    Participation.State.SUBMITTED,
    Participation.State.REVIEWED,
    Participation.State.RECOMMENDED,
    Participation.State.NOT_RECOMMENDED,
)


@transaction.atomic
def post(participation: Participation, *, by: User, findings: Mapping[str, tuple[dict[str, Any], str]]) -> None:
    """Write the verified layer: item code → (facts as found, reason). Points follow from facts.

    Raises WrongState when the school has not handed in or the year's allocation is already made.
    """
    state = Participation.objects.select_for_update().values_list("state", flat=True).get(pk=participation.pk)
    if state not in VERIFIABLE:
        raise WrongState(_("Verified points can be posted after the hand-in and before the allocation."))
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
