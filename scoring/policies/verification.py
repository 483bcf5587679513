"""When a spot check can count: in an open year, after the school's hand-in and before the allocation (C5.3b, C5.3c)."""

from typing import Final

from django.utils.translation import gettext as _

from campaigns.models import Participation
from safeschools.lib.errors import WrongState
from scoring.policies.timing import bar_closed_year

VERIFIABLE: Final = (
    Participation.State.SUBMITTED,
    Participation.State.REVIEWED,
    Participation.State.RECOMMENDED,
    Participation.State.NOT_RECOMMENDED,
)


def may_be_verified(participation: Participation) -> bool:
    """Whether what a spot check finds would be taken into the ledger now."""
    return participation.year.is_open and participation.state in VERIFIABLE


def bar_unverifiable(participation: Participation) -> None:
    """Raise WrongState unless the year is open and the school has handed in and is not allocated yet."""
    bar_closed_year(participation.year)
    if participation.state not in VERIFIABLE:
        raise WrongState(
            _("%(school)s is now “%(state)s”; a spot check counts after the hand-in and before the allocation.")
            % {"school": participation.school, "state": participation.get_state_display()}
        )
