"""When the roster of a year is frozen, and what its freeze still lacks (quota.snapshot, quota.ties)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.models import CampaignYear, Draw
from campaigns.queries import live_draw, may_be_known, roster_candidates, roster_due
from safeschools.lib.clock import now
from safeschools.lib.errors import DomainError, Invalid, WrongState


@dataclass(frozen=True)
class Freeze:
    """What is still to come in a year that freezes its roster at the deadline.

    `at` is the first moment at which no district accepts a self-assessment any more, `is_due` whether it has come,
    `lacks` what keeps, or then will keep, the first freeze from being made; None where nothing does.
    """

    at: datetime
    is_due: bool
    is_first: bool
    lacks: DomainError | None

    @property
    def said(self) -> str:
        """The same in sentences for those who otherwise would freeze it; empty where they do."""
        if self.is_due and not self.is_first:
            return ""
        at = {"at": date_format(timezone.localtime(self.at), "Y-m-d H:i")}
        lacks = f" {self.lacks.message} {self.lacks.hint}".rstrip() if self.lacks else ""
        return self._text() % at + lacks

    def _text(self) -> str:
        if not self.is_first:
            return _("A new version can be frozen when the self-assessment has ended in every district, at %(at)s.")
        if not self.is_due:
            return _(
                "The system freezes the roster at %(at)s, when the self-assessment has ended in every district,"
                " extensions and grace included. Nobody needs to press anything."
            )
        if self.lacks:
            return _("The system was to freeze the roster at %(at)s and does so when nothing is lacking any more.")
        return _("The self-assessment ended in every district at %(at)s. The system freezes the roster in a moment.")


def freeze_ahead(year: CampaignYear) -> Freeze | None:
    """The freeze still to come of an open year that freezes its roster at the deadline; None for every other year."""
    if not (year.is_open and year.freezes_at_deadline) or year.roster_frozen_at or not (at := roster_due(year)):
        return None
    moment, is_first = now(), not year.roster_version
    return Freeze(at, at <= moment, is_first, _lacking(year, at, moment) if is_first else None)


def _lacking(year: CampaignYear, at: datetime, moment: datetime) -> DomainError | None:
    """Who will be on the roster, only its moment tells; the draw can be seen to before."""
    try:
        committed_draw(year, max(at, moment))
        bar_empty(at > moment or roster_candidates(year).exists())
    except DomainError as error:
        return error
    return None


def bar_early_freeze(year: CampaignYear) -> None:
    """Raise WrongState while a year that freezes its roster at the deadline still waits for it."""
    ahead = freeze_ahead(year)
    if ahead and not ahead.is_due:
        raise WrongState(_("The roster of %(year)s is not due yet.") % {"year": year}, hint=ahead.said)


def committed_draw(year: CampaignYear, at: datetime) -> Draw | None:
    """The draw the roster is frozen on `at` a moment, its results still to come then; None where no ties are drawn.

    Raises WrongState where there is no such draw.
    """
    if not year.by_lot:
        return None
    draw = live_draw(year)
    if draw is None:
        raise WrongState(
            _("The ties of %(year)s are drawn by lot, and no draw is committed yet.") % {"year": year},
            hint=_("Commit the draw first, on the page of the draw."),
        )
    if may_be_known(draw, at):
        raise WrongState(
            _("The roster cannot be frozen on a committed draw of which a public result may be known by then."),
            hint=_("Withdraw the draw and commit a new one with results of later days."),
        )
    return draw


def bar_empty(somebody: object) -> None:
    """Raise Invalid where nobody would be on the roster."""
    if not somebody:
        raise Invalid(_("No school has handed in its self-assessment yet; the roster would be empty."))
