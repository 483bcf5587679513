"""An open year: the roster frozen at the start of ranking, schools that leave, the close."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import CampaignYear, Participation
from campaigns.policies import bar_early_freeze
from campaigns.queries import live_draw, roster_closed, stars_decided
from campaigns.record import FROZEN, freeze, locked, touch
from safeschools.audit.record import record
from safeschools.lib import clock
from safeschools.lib.errors import Invalid, WrongState
from safeschools.lib.transitions import move

State = Participation.State


@transaction.atomic
def freeze_roster(year: CampaignYear, *, by: Any) -> int:
    """Fix which schools the caps are percentages of, at the start of ranking (quota.denominator, quota.snapshot).

    In a year whose ties are drawn, the roster's digest goes to the draw, which must be committed before. Where a year
    freezes at the deadline, the system does it then (`campaigns.tasks`), and nobody before. Returns the size of the
    roster. Raises WrongState when it is frozen already, not due, or no draw is committed, Invalid when it is empty.
    """
    present = locked(year, CampaignYear.State.OPEN)
    if present.roster_frozen_at:
        raise WrongState(
            _("The roster is frozen already, with %(size)s schools.") % {"size": present.roster_size},
            hint=_("A new version needs a reason: unfreeze the roster first."),
        )
    bar_early_freeze(present)
    sentence = gettext_noop("%(actor)s froze the roster of %(object)s, version %(version)s, with %(size)s schools.")
    size = freeze(present, by=by, sentence=sentence)
    for name in FROZEN:
        setattr(year, name, getattr(present, name))
    return size


@transaction.atomic
def unfreeze_roster(year: CampaignYear, *, by: Any, reason: str) -> None:
    """Lift the freeze with a reason, so that a new numbered version can be made; refused once stars are decided."""
    present = locked(year, CampaignYear.State.OPEN)
    if not reason.strip():
        raise Invalid(_("Give the reason; it stands in the event log."))
    if not present.roster_frozen_at:
        raise WrongState(_("The roster is not frozen."))
    if (draw := live_draw(present)) and draw.roster_digest:
        raise WrongState(
            _("A draw is bound to this roster, so the roster can no longer change."),
            hint=_("Until the day of its first result it can be withdrawn; the next draw needs a new commitment."),
        )
    if stars_decided(present):
        raise WrongState(_("Stars of this year are decided already; the roster can no longer change."))
    Participation.objects.filter(year=year, on_roster=True).update(on_roster=False)
    year.roster_frozen_at = year.roster_size = None
    year.save(update_fields=["roster_frozen_at", "roster_size"])
    touch(year.pk)
    sentence = gettext_noop("%(actor)s lifted the freeze of version %(version)s of the roster of %(object)s.")
    version = present.roster_version
    record("year.unfreeze_roster", year, by=by, sentence=sentence, reason=reason.strip(), version=version)


@transaction.atomic
def withdraw(participation: Participation, *, by: Any, reason: str) -> None:
    """Take a school out of the year before the roster is frozen (scope.changes): closed, merged, or by request."""
    year = locked(participation.year, CampaignYear.State.OPEN)
    if not reason.strip():
        raise Invalid(_("Give the reason; it stands in the event log."))
    if year.roster_frozen_at:
        raise WrongState(
            _("The roster is frozen; schools can no longer withdraw from %(year)s.") % {"year": year},
            hint=_("A new version needs a reason: unfreeze the roster first."),
        )
    if roster_closed(year):
        raise WrongState(
            _("The self-assessment has ended in every district; schools can no longer withdraw from %(year)s.")
            % {"year": year},
            hint=_("The system freezes the roster as it was then."),
        )
    move(participation, Participation.MOVES, "withdraw")
    touch(year.pk, [participation.pk])
    sentence = gettext_noop("%(actor)s withdrew %(object)s.")
    record("participation.withdraw", participation, by=by, sentence=sentence, reason=reason.strip())


@transaction.atomic
def close_year(year: CampaignYear, *, by: Any) -> None:
    """Close the year for ever: no star waits for its naming, no spot check is open, the figures are those of the facts.

    In a campaign that confers no titles the approved grading is the end, and nothing waits for a naming.
    A closed year is never computed again, so a sheet that lags would stay wrong for ever, and what a team records
    would be refused on the spot: its visits are confirmed or called off first. Raises WrongState.
    """
    campaign = locked(year, CampaignYear.State.OPEN).campaign
    if CampaignYear.objects.filter(pk=year.pk, sheet__revision__lt=F("revision")).exists():
        raise WrongState(
            _("The rating sheet of %(year)s does not show the latest facts yet.") % {"year": year},
            hint=_("It is being recomputed. Try again in a moment."),
        )
    waiting = Participation.objects.filter(year=year, state__in=(State.ALLOCATED, State.ANNOUNCED)).count()
    if waiting and campaign.confers_titles:
        raise WrongState(
            _("%(count)s schools wait for their naming decision.") % {"count": waiting},
            hint=_("Record the naming decision first."),
        )
    visits = Participation.objects.filter(year=year, visits__state__in=("planned", "started")).count()
    if visits:
        raise WrongState(
            _("%(count)s spot checks are still open.") % {"count": visits},
            hint=_("Have each of them confirmed, or call it off with a reason."),
        )
    move(year, CampaignYear.MOVES, "close", closed_at=clock.now())
    record("year.close", year, by=by, sentence=gettext_noop("%(actor)s closed the year %(object)s."))
