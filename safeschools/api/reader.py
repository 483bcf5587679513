"""The person a request is answered for, as `allowed_actions` asks about them."""

from datetime import datetime
from functools import cached_property
from typing import Any

from campaigns.models import CampaignYear, Phase
from campaigns.queries import bars_of, deadline, roster_closed
from safeschools.accounts.models import User
from safeschools.accounts.queries import accounts_of_person, schools_of_person
from safeschools.designations.models import NamingDecision
from safeschools.designations.queries.waiting import waiting_lines
from safeschools.directory.models import School
from safeschools.lib import clock
from scoring.models import Hold, RecommendationList, Submission
from scoring.queries.disqualifications import below_floor


class Reader:
    """The person of one request; what the duties need is read once, however many objects are shown."""

    def __init__(self, user: User) -> None:
        self.user = user
        self._review_open: dict[tuple[int, int], bool] = {}
        self._list_open: dict[tuple[int, int], bool] = {}
        self._below_floor: dict[int, set[int]] = {}
        self._kept: dict[int, set[int]] = {}
        self._roster_closed: dict[int, bool] = {}
        self._bars: dict[int, dict[int, str]] = {}

    @cached_property
    def moment(self) -> datetime:
        """Now, by the clock that decides."""
        return clock.now()

    @cached_property
    def own_schools(self) -> set[int]:
        return schools_of_person(self.user)

    @cached_property
    def own_codes(self) -> set[str]:
        """The codes of the own schools."""
        own = self.own_schools
        return set(School.objects.filter(pk__in=own).values_list("code", flat=True)) if own else set()

    @cached_property
    def handed_in(self) -> set[int]:
        """Participations this natural person submitted."""
        mine = Submission.objects.filter(submitted_by__in=accounts_of_person(self.user))
        return set(mine.values_list("participation", flat=True))

    @cached_property
    def held(self) -> set[int]:
        """Participations on hold."""
        return set(Hold.objects.filter(lifted_at__isnull=True).values_list("participation", flat=True))

    def below_floor(self, year: CampaignYear) -> set[int]:
        """Participations of a year whose exit may be proposed."""
        if year.pk not in self._below_floor:
            self._below_floor[year.pk] = set(below_floor(self.user, year).values_list("pk", flat=True))
        return self._below_floor[year.pk]

    def kept(self, year: CampaignYear) -> set[int]:
        """Participations of a named year for which a place is kept."""
        if year.pk not in self._kept:
            named = NamingDecision.objects.filter(run__year=year).exists()
            waiting = waiting_lines(year.pk).values_list("participation", flat=True) if named else ()
            self._kept[year.pk] = set(waiting)
        return self._kept[year.pk]

    def roster_closed(self, year: CampaignYear) -> bool:
        """Whether the roster of a year is due, so that no school leaves it."""
        if year.pk not in self._roster_closed:
            self._roster_closed[year.pk] = roster_closed(year)
        return self._roster_closed[year.pk]

    def bars(self, year: CampaignYear) -> dict[int, str]:
        """The documents by which schools are barred from a year."""
        if year.pk not in self._bars:
            rows = bars_of(year).values_list("school", "designation__revocation_document")
            self._bars[year.pk] = dict(rows)
        return self._bars[year.pk]

    def review_open(self, year: CampaignYear, district_id: int) -> bool:
        """Whether the district's review has not ended."""
        key = (year.pk, district_id)
        if key not in self._review_open:
            limit = deadline(year, Phase.Kind.DISTRICT_REVIEW, district_id)
            in_time = limit is None or self.moment.replace(microsecond=0) <= limit[1]
            self._review_open[key] = year.is_open and in_time
        return self._review_open[key]

    def list_open(self, year: CampaignYear, district_id: int) -> bool:
        """Whether the district's list has not gone to the city."""
        key = (year.pk, district_id)
        if key not in self._list_open:
            sent = RecommendationList.objects.filter(year=year, district=district_id, state="submitted")
            self._list_open[key] = not sent.exists()
        return self._list_open[key]


def reader(request: Any) -> Reader:
    """The reader of this request."""
    found: Reader | None = getattr(request, "_reader", None)
    if found is None or found.user is not request.user:
        found = request._reader = Reader(request.user)
    return found
