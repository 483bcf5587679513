"""Schools whose judged score is below the floor, and the papers about them (C2.2.4, elig.below70_basis)."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from campaigns.models import CampaignYear, Participation
from campaigns.queries import visible_participations
from safeschools.accounts.models import User
from scoring.domain.schools import BY_CITY
from scoring.domain.score import final_score
from scoring.models import Disqualification, Veto
from scoring.models.points import effective

State = Participation.State

#: items that a spot check or a ruling on an appeal has judged
JUDGED_BY_CITY = Q(verified_points__isnull=False) | Q(ruled_points__isnull=False)
#: reviewed, and the year's result does not stand yet: from here a school can leave for its score
JUDGED = (State.REVIEWED, State.RECOMMENDED, State.NOT_RECOMMENDED, State.ALLOCATED, State.ANNOUNCED)


def judged_score(participation: Participation) -> int | None:
    """The final score of a reviewed school in hundredths from the highest layers present, never a self-score alone.

    None as well before the city has checked the school, in a year that goes by the city's score (elig.below70_basis).
    """
    items = participation.item_scores.filter(applicable=True)
    if not participation.year.floors_unchecked and not items.filter(JUDGED_BY_CITY).exists():
        return None
    if items.filter(reviewed_points__isnull=True, max_points__gt=0).exists():
        return None
    sums = items.aggregate(earned=Sum(effective("points")), applicable=Sum(effective("max")))
    return final_score(sums["earned"] or 0, sums["applicable"] or 0, participation.year.scale)


def below_floor(user: User, year: CampaignYear) -> QuerySet[Participation]:
    """Judged schools of the year below its floor about which nobody has proposed anything yet, lowest first.

    A vetoed school leaves by its veto.
    """
    live = Disqualification.objects.filter(participation=OuterRef("pk")).exclude(state=Disqualification.State.REJECTED)
    vetoed = Veto.objects.filter(participation=OuterRef("pk"), state=Veto.State.CONFIRMED)
    rows = visible_participations(user).filter(year=year, state__in=JUDGED, rating__score__lt=year.floor)
    waiting = rows.filter(~Q(rating__reviewed_score=None), ~Exists(live), ~Exists(vetoed))
    if not year.floors_unchecked:
        waiting = waiting.filter(rating__basis__in=BY_CITY)
    return waiting.select_related("rating").order_by("rating__score", "school__code")


def visible_papers(user: User) -> QuerySet[Disqualification]:
    """Papers about schools inside the person's scope, undecided ones first, then the newest."""
    rows = Disqualification.objects.filter(participation__in=visible_participations(user).values("pk"))
    related = ("participation__school", "participation__district", "participation__year")
    return rows.select_related(*related, "proposed_by", "decided_by", "replied_by").order_by("-state", "-id")


def own_papers(user: User, calendar_year: int) -> QuerySet[Disqualification]:
    """Papers of a year about the person's own school."""
    rows = visible_papers(user).filter(participation__school_id=user.school_id or 0)
    return rows.filter(participation__year__calendar_year=calendar_year)


def paper_to_answer(user: User, calendar_year: int) -> Disqualification | None:
    """The undecided paper about the person's own school."""
    return own_papers(user, calendar_year).filter(state=Disqualification.State.PROPOSED).first()
