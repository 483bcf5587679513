"""The public draw of a year: committed, revealed by one person, confirmed by another, or withdrawn in time (9.6)."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from hmac import compare_digest
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from campaigns.domain.draws import Source, commitment, key, seed, spoken
from campaigns.models import CampaignYear, Draw
from campaigns.policies import freeze_ahead
from campaigns.queries import live_draw, may_be_withdrawn, roster_digest_of, stars_decided
from campaigns.record import locked, touch
from safeschools.accounts.models import User
from safeschools.audit.record import record
from safeschools.lib.background import wake
from safeschools.lib.clock import now
from safeschools.lib.errors import Invalid, Stale, WrongState
from safeschools.lib.transitions import move
from scoring.policies.duties import bar_same_person
from scoring.policies.timing import bar_closed_year
from scoring.tasks import recompute_year

#: two public results and one to fall back on
SOURCES = 3
#: a result not published so long after the last announced day never will be
PATIENCE = timedelta(days=14)
_BYTES = 16


@transaction.atomic
def commit(year: CampaignYear, *, by: User, sources: Sequence[Source], reason: str = "") -> tuple[Draw, str]:
    """Fix the secret of a new draw; it is returned this once, to be printed and sealed, and only its digest is stored.

    `sources` are two public results of later days and one to fall back on. Before the roster is frozen; afterwards
    only after a draw that was withdrawn, and always with a reason then. Raises WrongState, Invalid.
    """
    present = locked(year, CampaignYear.State.OPEN)
    again = _bar_commitment(present)
    _bar_known(present, sources)
    if again and not reason.strip():
        raise Invalid(_("A draw of this year was withdrawn. Say why another one is needed."))
    secret = secrets.token_hex(_BYTES)
    draw = Draw.objects.create(
        year=present,
        commitment=commitment(secret),
        sources=[{"name": source.name.strip(), "on": source.on.isoformat()} for source in sources],
        reason=reason.strip(),
        committed_by=by,
        committed_at=now(),
        roster_digest=roster_digest_of(present) if present.roster_frozen_at else "",
    )
    _record("commit", draw, by, noop("%(actor)s committed the public draw %(object)s."), draw.reason)
    return draw, secret


@transaction.atomic
def reveal(draw: Draw, *, by: User, secret: str, withheld: str, results: Sequence[Sequence[int]]) -> None:
    """Enter the secret, or why it is withheld, and the numbers of the public results; the seed follows.

    `results` in the order of the sources; an empty one where a result was not published, or the fallback is not needed.
    Raises Invalid for a secret that is not the committed one, WrongState before the freeze and before the days.
    """
    bar_closed_year(draw.year)
    if not draw.roster_digest:
        raise WrongState(_("The roster is not frozen yet, so there is nothing to draw from."))
    secret, withheld = spoken(secret), withheld.strip()
    if bool(secret) == bool(withheld):
        raise Invalid(_("Enter the secret, or say why it is not revealed."))
    if secret and not compare_digest(commitment(secret), draw.commitment):
        raise Invalid(_("This is not the secret that was committed. Check it against the sealed paper."))
    numbers = _settled(draw, results)
    entered: dict[str, Any] = {
        "secret": secret,
        "withheld": withheld,
        "results": numbers,
        "revealed_by": by,
        "revealed_at": now(),
    }
    found = seed(secret, draw.roster_digest, key(filter(None, numbers)))
    move(draw, Draw.MOVES, "reveal", seed=found, **entered)
    sentence = noop("%(actor)s entered the results of the public draw %(object)s.")
    _record("reveal", draw, by, sentence, withheld, results=numbers, seed=found)


@transaction.atomic
def send_back(draw: Draw, *, by: User, reason: str) -> None:
    """Something was entered wrongly: the same draw is revealed anew. Raises NotAllowed, Invalid, WrongState."""
    bar_closed_year(draw.year)
    bar_same_person(by, draw.revealed_by or draw.committed_by)
    _bar_silent(reason)
    nothing: dict[str, Any] = {
        "secret": "",
        "withheld": "",
        "results": [],
        "seed": "",
        "revealed_by": None,
        "revealed_at": None,
    }
    move(draw, Draw.MOVES, "send_back", **nothing)
    sentence = noop("%(actor)s sent the results of the public draw %(object)s back.")
    _record("send_back", draw, by, sentence, reason.strip())


@transaction.atomic
def confirm(draw: Draw, *, by: User, seed: str) -> None:
    """The second person's signature; from now on tied schools are drawn by this seed.

    `seed` is the one the person saw: Stale when the results were sent back and entered anew since. Raises NotAllowed,
    WrongState.
    """
    draw.refresh_from_db(from_queryset=Draw.objects.select_for_update())
    bar_closed_year(draw.year)
    bar_same_person(by, draw.revealed_by or draw.committed_by)
    if draw.seed and draw.seed != seed:
        raise Stale(
            _("The results of this draw were entered anew since you opened it."),
            hint=_("Reload the page, compare the numbers again, then confirm."),
        )
    move(draw, Draw.MOVES, "confirm", confirmed_by=by, confirmed_at=now())
    # a run made before does not know of the draw, so the facts have moved on since it
    touch(draw.year_id)
    wake(recompute_year, draw.year_id)
    _record("confirm", draw, by, noop("%(actor)s confirmed the public draw %(object)s."), seed=draw.seed)


@transaction.atomic
def withdraw(draw: Draw, *, by: User, reason: str) -> None:
    """No longer this draw, while nobody can know what it would bring; it stays on record.

    Raises NotAllowed, Invalid without a reason, and WrongState once it is revealed or, on a frozen roster, from the day
    of its first result on: another draw would be a second try.
    """
    present = locked(draw.year, CampaignYear.State.OPEN)
    draw.refresh_from_db()
    bar_same_person(by, draw.committed_by)
    _bar_silent(reason)
    if draw.state != Draw.State.WITHDRAWN and not may_be_withdrawn(draw):
        raise WrongState(
            _("What this draw brings may be known already, so it can no longer be withdrawn."),
            hint=_("There is no second try. Numbers entered wrongly are sent back before they are confirmed."),
        )
    if stars_decided(present):
        raise WrongState(_("Stars of this year are decided already; the draw can no longer be withdrawn."))
    said = reason.strip()
    move(draw, Draw.MOVES, "withdraw", withdrawn_by=by, withdrawn_at=now(), withdrawal_reason=said)
    _record("withdraw", draw, by, noop("%(actor)s withdrew the public draw %(object)s."), said)


def _bar_commitment(year: CampaignYear) -> bool:
    """Whether a draw stood here before; WrongState where none may be committed now."""
    if not year.by_lot:
        raise WrongState(_("The rule of %(year)s has no public draw among tied schools.") % {"year": year})
    if live_draw(year):
        raise WrongState(
            _("A draw of this year is committed already."),
            hint=_(
                "Its secret was shown once, in the answer to the commitment. If nobody has it on paper, another person "
                "withdraws the draw before the day of its first result, and you commit a new one."
            ),
        )
    again = Draw.objects.filter(year=year).exists()
    if year.roster_frozen_at and not again:
        raise WrongState(_("The roster is frozen already; a draw is committed before."))
    return again


def _bar_known(year: CampaignYear, sources: Sequence[Source]) -> None:
    """Invalid unless there are three different sources with names, all of days still to come, also when the system
    freezes the roster at its deadline.
    """
    names = {source.name.strip() for source in sources}
    if len(sources) != SOURCES or len(names) != SOURCES or "" in names:
        raise Invalid(_("Name two public results and one to fall back on, each another."))
    first = min(source.on for source in sources)
    if first <= timezone.localdate(now()):
        raise Invalid(_("The public results must be of days still to come, or somebody may know them already."))
    ahead = freeze_ahead(year)
    if ahead and first <= timezone.localdate(ahead.at):
        day = {"day": f"{timezone.localdate(ahead.at)}"}
        raise Invalid(_("The roster is frozen on %(day)s; the public results must be of later days.") % day)


def _settled(draw: Draw, results: Sequence[Sequence[int]]) -> list[list[int]]:
    """The numbers, sorted, of two results or of what was published and the fallback; nothing before its day.

    Too few are taken only when PATIENCE has passed: a result that never comes must not hold a year up for ever.
    """
    if len(results) != SOURCES:
        raise Invalid(_("Enter the numbers of the public results."))
    first, second, last = (sorted(numbers) for numbers in results)
    today, few = timezone.localdate(now()), not last and not (first and second)
    if few and max(draw.days) + PATIENCE > today:
        raise Invalid(
            _("The result to fall back on counts exactly where one of the two was not published."),
            hint=_("From %(day)s on what was never published counts as empty.") % {"day": max(draw.days) + PATIENCE},
        )
    if last and first and second:
        raise Invalid(_("The result to fall back on counts exactly where one of the two was not published."))
    days = draw.days if last else draw.days[:2]
    if max(days) > today:
        raise WrongState(_("The day of a public result has not come yet: %(day)s.") % {"day": max(days)})
    return [first, second, last]


def _bar_silent(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Give the reason; it stands in the event log."))


def _record(step: str, draw: Draw, by: User, sentence: str, reason: str = "", **data: object) -> None:
    known = {"commitment": draw.commitment, "roster": draw.roster_digest, "sources": draw.sources}
    record(f"draw.{step}", draw, by=by, sentence=sentence, reason=reason, data=known | data)
