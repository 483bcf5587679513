"""Reading campaigns, years, phases and participations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Max, OuterRef, QuerySet, Subquery, Value, When
from django.http import Http404
from django.utils import timezone

from campaigns.domain.calendar import Door, Window
from campaigns.domain.draws import roster_digest
from campaigns.models import Campaign, CampaignYear, Draw, Extension, Participation, Phase
from safeschools.accounts.roles import Scope
from safeschools.directory.models import School
from safeschools.lib.clock import now, read
from safeschools.lib.prepared import Prepared
from safeschools.lib.transitions import allowed

State = Participation.State


_years = Prepared(lambda: CampaignYear.objects.select_related("campaign").order_by("-calendar_year"))


def years_to_view() -> list[CampaignYear]:
    """The years people look at, newest first, with their campaign; drafts only while there is nothing else."""
    years = _years()
    return [year for year in years if year.state != CampaignYear.State.DRAFT] or years


def year_in_view(years: Sequence[CampaignYear], calendar_year: int | None) -> CampaignYear | None:
    """Of `years`, newest first: the one asked for, else the newest open one, else the newest."""
    chosen = [year for year in years if year.calendar_year == calendar_year]
    return next(iter([*chosen, *(year for year in years if year.is_open), *years]), None)


def visible_campaigns(user: Any) -> QuerySet[Campaign]:
    """Campaigns with their years, newest first, for those who may see a year's settings."""
    campaigns = Campaign.objects.prefetch_related("years").order_by("-starts_on", "-id")
    return campaigns if user.can("year.view") else campaigns.none()


def visible_years(user: Any) -> QuerySet[CampaignYear]:
    """Every year for those who may see its settings; opened ones for everybody who may see the standard."""
    years = CampaignYear.objects.select_related("campaign").order_by("-campaign__starts_on", "-campaign_id")
    if user.can("year.view"):
        return years
    opened = years.exclude(state=CampaignYear.State.DRAFT)
    return opened if user.can("standard.view") else years.none()


def _opened(years: Iterable[CampaignYear], calendar_year: int) -> CampaignYear | None:
    return next(
        (year for year in years if year.calendar_year == calendar_year and year.state != year.State.DRAFT), None
    )


def opened_year(user: Any, calendar_year: int, known: Iterable[CampaignYear] = ()) -> CampaignYear | None:
    """The opened or closed year an address names, if the person may see it; `known` as in `year_of_page`."""
    if (user.can("year.view") or user.can("standard.view")) and (year := _opened(known, calendar_year)):
        return year
    return visible_years(user).filter(calendar_year=calendar_year).exclude(state=CampaignYear.State.DRAFT).first()


def visible_extensions(user: Any, year: CampaignYear) -> QuerySet[Extension]:
    """Extensions of a year: the city sees all, a district and a school those of their district."""
    rows = Extension.objects.filter(phase__year=year).select_related("phase", "district", "granted_by")
    match user.scope:
        case Scope.CITY:
            return rows.order_by("-granted_at")
        case Scope.DISTRICT:
            return rows.filter(district_id=user.district_id).order_by("-granted_at")
        case Scope.SCHOOL:
            return rows.filter(district__schools=user.school_id).order_by("-granted_at")
    return rows.none()


def schools_in_scope() -> QuerySet[School]:
    """Schools that take part in a year: active ones of every kind the register holds (C1, scope.schools)."""
    return School.objects.filter(status=School.Status.ACTIVE)


def bars_of(year: CampaignYear) -> QuerySet[Participation]:
    """The schools barred from the year, as they took part in the one before: each with the designation whose revocation
    because of an accident costs them this one (elig.accident_after).
    """
    before = Participation.objects.filter(year__calendar_year=year.calendar_year - 1)
    return before.filter(designation__bars_next_year=True).select_related("year", "designation")


def bar_of(participation: Participation) -> Participation | None:
    """What barred a school from the year it was taken out of; None for every other school."""
    if participation.state != State.WITHDRAWN:
        return None
    return bars_of(participation.year).filter(school=participation.school_id).first()


def schools_to_invite(year: CampaignYear) -> QuerySet[School]:
    """Schools in scope that are not barred from the year."""
    return schools_in_scope().exclude(pk__in=bars_of(year).values("school"))


#: schools with a submitted self-assessment: they take part
TAKING_PART = (*Participation.HANDED_IN, Participation.State.RETURNED)


def on_roster_now(year: CampaignYear) -> tuple[str, ...]:
    """The states of the schools that are on the roster when it is frozen now (quota.denominator)."""
    return (State.INVITED, State.SELF_ASSESSING, *TAKING_PART) if year.counts_all_in_scope else TAKING_PART


def roster_candidates(year: CampaignYear) -> QuerySet[Participation]:
    """The schools that are on the roster when it is frozen now."""
    return Participation.objects.filter(year=year, state__in=on_roster_now(year))


def roster_due(year: CampaignYear) -> datetime | None:
    """The first moment at which no district accepts a self-assessment any more, extensions and grace included.

    None where the year has no such phase. One statement.
    """
    phases = Phase.objects.filter(year=year, kind=Phase.Kind.SELF_ASSESSMENT)
    found = phases.order_by().annotate(longest=Max("extensions__ends_at")).first()
    if found is None:
        return None
    return Window(found.starts_at, found.ends_at, found.grace_minutes, found.longest).closes_at


def roster_closed(year: CampaignYear) -> bool:
    """Whether a year that freezes its roster at the deadline has passed it, so that its first roster stands."""
    if not year.freezes_at_deadline or year.roster_version:
        return False
    at = roster_due(year)
    return at is not None and at <= now()


def could_leave(participation: Participation) -> bool:
    """Whether the school's state allows it to withdraw and the roster is not frozen; asks no statement."""
    year = participation.year
    frozen = not year.is_open or bool(year.roster_frozen_at)
    return not frozen and "withdraw" in allowed(participation.state, Participation.MOVES)


def may_leave(participation: Participation) -> bool:
    """Whether the school could still withdraw: the roster is not due either."""
    return could_leave(participation) and not roster_closed(participation.year)


def state_counts(year: CampaignYear) -> dict[str, int]:
    """How many participations of the year are in each state."""
    rows = Participation.objects.filter(year=year).order_by().values_list("state").annotate(number=Count("pk"))
    return dict(rows)


def visible_participations(user: Any) -> QuerySet[Participation]:
    """Participations inside the person's scope, with school, district and year."""
    rows = Participation.objects.select_related("school", "district", "year__campaign")
    match user.scope:
        case "city":
            return rows
        case "district":
            return rows.filter(district_id=user.district_id)
        case "school":
            return rows.filter(school_id=user.school_id)
    return rows.none()


def deadline(year: CampaignYear, kind: str, district_id: int) -> tuple[datetime, datetime] | None:
    """(announced end, last second accepted) of a phase for one district: phase end or later extension, then grace.

    None where the year has no such phase. Decision proc.deadline. One statement.
    """
    extension = Extension.objects.filter(phase=OuterRef("pk"), district=district_id).values("ends_at")
    found = (
        Phase.objects.filter(year=year, kind=kind).values_list("ends_at", Subquery(extension), "grace_minutes").first()
    )
    if found is None:
        return None
    ends, extended, grace = found
    end = max(ends, extended or ends)
    return end, end + timedelta(minutes=grace)


def year_of_page(calendar_year: int, known: Iterable[CampaignYear] = ()) -> CampaignYear:
    """The year an address names, with campaign and rating sheet; 404 where there is none.

    At most one year of a number is opened (a database constraint); drafts of other campaigns stand behind it. A page
    that needs no sheet gives the years it reads for its top bar as `known`, and nothing is asked for an opened one.
    """
    if year := _opened(known, calendar_year):
        return year
    years = CampaignYear.objects.select_related("campaign", "sheet").filter(calendar_year=calendar_year)
    last = Case(When(state=CampaignYear.State.DRAFT, then=Value(1)), default=Value(0))
    found = years.order_by(last, "-campaign_id").first()
    if found is None:
        raise Http404
    return found


#: raw, since every autosave asks it: the ORM takes longer to write this statement than the database to answer it;
#: with single rows looked up, since PostgreSQL would take most of its time to put joins of five tables in order
_DOORWAY = """
SELECT p.state, p.register_version <> (SELECT version FROM directory_school WHERE id = p.school_id),
       (SELECT state FROM campaigns_campaignyear WHERE id = p.year_id), f.starts_at, f.ends_at, f.grace_minutes,
       (SELECT e.ends_at FROM campaigns_extension e WHERE e.phase_id = f.id AND e.district_id = p.district_id), {moment}
FROM campaigns_participation p
LEFT JOIN campaigns_phase f ON f.year_id = p.year_id
     AND f.kind = CASE p.state WHEN 'returned' THEN 'district_review' ELSE 'self_assessment' END
WHERE p.id = %s
"""


@dataclass(frozen=True)
class Doorway:
    """What decides whether a school may still work on its assessment, with the moment by the clock that decides."""

    state: str
    year_is_open: bool
    window: Window | None
    moment: datetime
    behind_register: bool

    @property
    def is_open(self) -> bool:
        """The year is open and the phase has not ended, grace and extension included."""
        return self.year_is_open and self.window is not None and self.window.door(self.moment) is not Door.CLOSED


def doorway(participation_id: int, *, lock: bool = False) -> Doorway:
    """The doorway of a participation in one statement; `lock` keeps others from moving its state until the commit.

    The self-assessment counts until its phase ends; what the district returned, until the district's review ends.
    """
    on_postgresql = connection.vendor == "postgresql"
    moment = "CLOCK_TIMESTAMP()" if on_postgresql else "NULL"
    ending = "FOR NO KEY UPDATE OF p" if lock and on_postgresql else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{_DOORWAY.format(moment=moment)} {ending}", [participation_id])
        state, behind, year_state, starts, ends, grace, extended, moment = cursor.fetchone()
    window = None if ends is None else Window(read(starts), read(ends), grace, extended and read(extended))
    seen_at = read(moment) if moment else timezone.now()
    return Doorway(state, year_state == CampaignYear.State.OPEN, window, seen_at, bool(behind))


def live_draw(year: CampaignYear) -> Draw | None:
    """The year's draw that was not withdrawn; at most one (a database constraint)."""
    return Draw.objects.filter(year=year).exclude(state=Draw.State.WITHDRAWN).first()


def may_be_known(draw: Draw, at: datetime | None = None) -> bool:
    """Whether the day of one of its public results has come, now or `at` a moment."""
    return any(day <= timezone.localdate(at or now()) for day in draw.days)


def may_be_withdrawn(draw: Draw) -> bool:
    """Whether another draw would be no second try: not revealed, and no roster yet or all its results still to come."""
    return "withdraw" in allowed(draw.state, Draw.MOVES) and not (draw.roster_digest and may_be_known(draw))


def drawn_seed(year: CampaignYear) -> str:
    """The seed of the year's confirmed draw; empty before it, and in a year without a lottery."""
    draw = live_draw(year) if year.by_lot else None
    return draw.seed if draw and draw.state == Draw.State.CONFIRMED else ""


def roster_digest_of(year: CampaignYear) -> str:
    """The digest of the frozen roster, by school codes, as it is published."""
    return roster_digest(year.participations.filter(on_roster=True).values_list("school__code", flat=True))


def stars_decided(year: CampaignYear) -> bool:
    """Whether the star of a school of the year is settled or about to be."""
    decided = (State.ALLOCATED, State.ANNOUNCED, State.NAMED, State.NOT_NAMED, State.REVOKED)
    return Participation.objects.filter(year=year, state__in=decided).exists()
