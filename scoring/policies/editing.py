"""When a school may work on its self-assessment: its own, not handed in, before the deadline."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Participation
from campaigns.queries import Doorway, doorway
from safeschools.accounts.models import User
from safeschools.lib.errors import DomainError, Invalid, NotAllowed, WrongState

EDITABLE = (Participation.State.INVITED, Participation.State.SELF_ASSESSING, Participation.State.RETURNED)


class TooLate(DomainError):
    """After the deadline by the database's clock, grace included (proc.deadline)."""

    default = gettext_lazy("The deadline has passed. What was saved until then is kept.")


def bar_closed_door(participation: Participation, by: User) -> Doorway:
    """Refuse work on the self-assessment unless it is the person's own, editable and in time; returns what was seen.

    Keeps the state of the participation as it is until the end of the transaction, so that nothing is saved into an
    assessment that is being handed in. Raises NotAllowed, WrongState, TooLate.
    """
    if by.school_id != participation.school_id or not by.can("assessment.fill"):
        raise NotAllowed(_("Only people of the school may change its self-assessment."))
    door = doorway(participation.pk, lock=True)
    if door.state not in EDITABLE:
        raise WrongState(
            _("The self-assessment is now “%(state)s” and read-only; the district can return it.")
            % {"state": Participation.State(door.state).label}
        )
    if not door.year_is_open or door.window is None:
        raise WrongState(_("The year is not open for self-assessment."))
    if not door.is_open:
        raise TooLate(hint=_("Ask your district to extend the deadline."))
    return door


def bar_confirming(facts: Collection[str]) -> None:
    """Raise Invalid where somebody off the site confirms that there is nothing to count (score.zero_denominator)."""
    if "confirmed" in facts:
        raise Invalid(_("Only a spot check can confirm that there is nothing to count."))
