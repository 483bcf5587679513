"""Reading veto findings."""

from collections.abc import Collection

from django.db.models import QuerySet

from campaigns.models import Participation
from campaigns.queries import visible_participations
from safeschools.accounts.models import User
from safeschools.audit.models import Event
from scoring.models import Item, Veto


def veto_items(year_id: int) -> QuerySet[Item]:
    """The veto items of the standard in force in a year."""
    return Item.objects.filter(standard__sheets__year_id=year_id, method=Item.Method.VETO)


def findings(participation: Participation) -> list[Veto]:
    """The findings about one school that are proposed or confirmed."""
    live = participation.vetoes.exclude(state=Veto.State.REJECTED)
    return list(live.select_related("item", "proposed_by", "decided_by"))


def visible_vetoes(user: User) -> QuerySet[Veto]:
    """Findings about schools inside the person's scope, newest first."""
    return (
        Veto.objects.filter(participation__in=visible_participations(user).values("pk"))
        .select_related("participation__school", "participation__district", "participation__year", "item")
        .select_related("proposed_by", "decided_by")
        .order_by("-id")
    )


def rejection_reasons(vetoes: Collection[Veto]) -> dict[int, str]:
    """Why findings were rejected, by finding id: the reason lives in the event log of the school's participation."""
    rejected = [veto.participation_id for veto in vetoes if veto.state == Veto.State.REJECTED]
    events = Event.objects.filter(
        verb="veto.reject", object_type=Participation._meta.label_lower, object_id__in=rejected
    )
    return {event.data["veto"]: event.reason for event in events}
