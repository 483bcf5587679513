"""Opening a year: its rules are frozen, its schools invited, its rating sheet made (C1, C2.2.5)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.domain import decisions
from campaigns.models import CampaignYear
from campaigns.queries import schools_in_scope
from campaigns.record import invite, leave_out_barred, locked, remember, touch
from safeschools.audit.record import record
from safeschools.directory.actions.seats import seat
from safeschools.lib import clock
from safeschools.lib.background import wake
from safeschools.lib.errors import Invalid, WrongState
from safeschools.lib.transitions import move
from scoring.domain.bands import judged
from scoring.models import RatingSheet, Standard
from scoring.queries.readiness import chosen_standard, lines_of, opened_elsewhere, readiness, stops
from scoring.tasks import recompute_year


@transaction.atomic
def choose_standard(year: CampaignYear, *, by: Any, standard: Standard) -> None:
    """Choose the version a draft year will be judged by. Raises Invalid for a draft of the standard."""
    year = locked(year, CampaignYear.State.DRAFT)
    if standard.state != Standard.State.PUBLISHED:
        raise Invalid(_("%(standard)s is a draft. Publish it first.") % {"standard": standard})
    before = year.setup.get("standard")
    remember(year, "standard", standard=standard.pk)
    year.save(update_fields=["setup"])
    if before != standard.pk:
        sentence = gettext_noop("%(actor)s chose version %(version)s of the standard for the year %(object)s.")
        record("year.standard", year, by=by, sentence=sentence, version=standard.version)


@transaction.atomic
def open_year(year: CampaignYear, *, by: Any) -> int:
    """Open a draft year for ever: rules frozen, every school in scope invited but those barred; returns how many.

    Its score lines become those a published score is compared with (score.bands); a body with duties only has a seat
    from now on or none (body.fda).

    Raises WrongState where the year is not a draft or another campaign opened the same calendar year, Invalid naming
    the first red entry where one is left.
    """
    present = locked(year, CampaignYear.State.DRAFT)
    red, standard = stops(readiness(present)), chosen_standard(present)
    if red or standard is None:
        reason = red[0].text if red else _("No published standard is chosen.")
        raise Invalid(
            _("The year cannot be opened: %(reason)s") % {"reason": reason},
            hint=_("The last step of the wizard lists everything that is left to do."),
        )
    settled = decisions.check(present.decisions)
    frozen: dict[str, Any] = {"decisions": settled, "setup": {}}
    frozen |= judged(lines_of(present), settled["score.bands"])
    try:
        with transaction.atomic():
            move(year, CampaignYear.MOVES, "open", opened_at=clock.now(), **frozen)
    except IntegrityError as error:  # another campaign's year was opened since the check; addresses name one year
        raise WrongState(opened_elsewhere(year)) from error
    seat(year.seats_duty_bodies, by=by)
    RatingSheet.objects.create(year=year, standard=standard)
    year.revision = touch(year.pk)
    schools = invite(year, schools_in_scope(), year.revision) - leave_out_barred(year, by=by)
    record(
        "year.open",
        year,
        by=by,
        sentence=gettext_noop("%(actor)s opened the year %(object)s with %(schools)s schools."),
        schools=schools,
        data=_frozen(year, standard),
    )
    wake(recompute_year, year.pk)
    return schools


def _frozen(year: CampaignYear, standard: Standard) -> dict[str, Any]:
    """The rules as they stood at the opening, for the event log."""
    names = ("band_three", "band_two", "band_one", "floor", "cap_three", "cap_two", "cap_one", "cap_total")
    return {name: getattr(year, name) for name in names} | {
        "standard": standard.version,
        "content_hash": standard.content_hash,
        "tie_keys": year.tie_keys,
        "decisions": year.decisions,
    }
