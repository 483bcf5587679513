"""Separation of duties: nobody judges their own school, their own submission, their own proposal."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from campaigns.models import Participation
from safeschools.accounts.models import User
from safeschools.accounts.queries import accounts_of_person, schools_of_person
from safeschools.lib.errors import NotAllowed
from scoring.models import Submission


def bar_own_school(by: User, school_ids: Collection[int]) -> None:
    """Raise NotAllowed when the natural person belongs to one of the schools, by whatever account or role."""
    if schools_of_person(by) & set(school_ids):
        raise NotAllowed(
            _("You belong to this school, so somebody else has to judge it."),
            hint=_("Ask a colleague of the district, or the city's office."),
        )


def bar_submitter(by: User, participation: Participation) -> None:
    """Raise NotAllowed when the natural person handed in this self-assessment."""
    own = Submission.objects.filter(participation=participation, submitted_by__in=accounts_of_person(by))
    if own.exists():
        raise NotAllowed(
            _("You submitted this self-assessment, so somebody else has to review it."),
            hint=_("Ask a colleague of the district, or the city's office."),
        )


def bar_same_person(by: User, other: User) -> None:
    """Raise NotAllowed when both accounts are one natural person (four eyes)."""
    if by.same_person(other):
        raise NotAllowed(
            _("You prepared this yourself; a second person has to decide."),
            hint=_("Ask a colleague with the same right."),
        )
