"""The steps of the wizard: each stores a part of a draft year's rules; an open year is frozen."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.domain import decisions
from campaigns.domain.calendar import end_of, opening_of
from campaigns.domain.refusal import Refusal
from campaigns.domain.schedule import KINDS, STEPS, Span, schedule_faults
from campaigns.domain.seats import Caps
from campaigns.models import CampaignYear, Phase
from campaigns.record import locked, remember
from safeschools.audit.record import record
from safeschools.lib.errors import Invalid

#: what schools with equal scores may be ordered by; higher is better (quota.ties)
TIE_KEYS = ("key_points", "honesty", "last_score")


@transaction.atomic
def save_phases(year: CampaignYear, *, by: Any, spans: Mapping[str, Span]) -> None:
    """Store the dates of all phases: from 00:00:00 of the first day to 23:59:59 of the last one in Shanghai."""
    year = locked(year, CampaignYear.State.DRAFT)
    campaign = year.campaign
    if set(spans) != set(KINDS) or any(schedule_faults(spans, campaign.starts_on, campaign.ends_on)):
        raise Invalid(_("The dates of the phases contradict each other."))
    before = {phase.kind: _dates(phase) for phase in year.phases.all()}
    year.phases.all().delete()
    phases = Phase.objects.bulk_create(
        Phase(
            year=year,
            kind=kind,
            starts_at=opening_of(span.first),
            ends_at=end_of(span.last),
            grace_minutes=span.grace_minutes,
        )
        for kind, span in spans.items()
    )
    after = {phase.kind: _dates(phase) for phase in phases}
    _store(year, by, "phases", gettext_noop("%(actor)s set the dates of the year %(object)s."), before, after)


@transaction.atomic
def save_bands(year: CampaignYear, *, by: Any, bands: Mapping[str, int], caps: Caps) -> None:
    """Store score bands in hundredths (C2.2.3) and caps in basis points (C2.2.5)."""
    year = locked(year, CampaignYear.State.DRAFT)
    ends = [bands[name] for name in ("floor", "band_one", "band_two", "band_three")]
    if not (0 < ends[0] <= ends[1] < ends[2] < ends[3] <= 10000):
        raise Invalid(_("The score lines must rise from the floor over one and two to three stars, up to 100.00."))
    if max(caps.three, caps.two, caps.one) > caps.total:
        raise Invalid(_("No star's cap may exceed the cap in total."))
    after = dict(bands) | {f"cap_{name}": int(getattr(caps, name)) for name in ("three", "two", "one", "total")}
    before = {name: getattr(year, name) for name in after}
    for name, value in after.items():
        setattr(year, name, value)
    sentence = gettext_noop("%(actor)s set score lines and caps of the year %(object)s.")
    _store(year, by, "bands", sentence, before, after, fields=list(after))


@transaction.atomic
def save_ties(year: CampaignYear, *, by: Any, keys: Sequence[str], lottery: bool = False) -> None:
    """Confirm by what schools with equal scores are ordered, the strongest key first; none is a choice too.

    What is still tied at a line is left out as a whole, or with `lottery` drawn in public.
    """
    year = locked(year, CampaignYear.State.DRAFT)
    if len(set(keys)) != len(keys) or not set(keys) <= set(TIE_KEYS):
        raise Invalid(_("Choose each tie key once."))
    before = {"keys": year.tie_keys, "answer": year.decisions.get("quota.ties")}
    left = "keys_exclude" if keys else "exclude"
    year.tie_keys = list(keys)
    year.decisions = year.decisions | {"quota.ties": "lottery" if lottery else left}
    after = {"keys": year.tie_keys, "answer": year.decisions["quota.ties"]}
    sentence = gettext_noop("%(actor)s confirmed the order among equal scores of the year %(object)s.")
    _store(year, by, "ties", sentence, before, after, fields=["tie_keys", "decisions"])


@transaction.atomic
def save_decisions(year: CampaignYear, *, by: Any, choices: Mapping[str, str]) -> None:
    """Settle the questions the policy leaves open; questions left out get their default, quota.ties has its own step.

    Raises Invalid for a question or an answer nobody offers.
    """
    year = locked(year, CampaignYear.State.DRAFT)
    ties = {"quota.ties": year.decisions["quota.ties"]} if "quota.ties" in year.decisions else {}
    try:
        settled = decisions.check({**choices, **ties})
    except Refusal as refusal:
        raise Invalid(_("This answer is not offered: %(answer)s") % {"answer": refusal}) from None
    before, year.decisions = year.decisions, settled
    sentence = gettext_noop("%(actor)s settled the open questions of the year %(object)s.")
    _store(year, by, "decisions", sentence, before, settled, fields=["decisions"])


@transaction.atomic
def save_roster(year: CampaignYear, *, by: Any) -> None:
    """Note that the list of schools in scope has been looked at."""
    year = locked(year, CampaignYear.State.DRAFT)
    remember(year, "roster")
    year.save(update_fields=["setup"])


@transaction.atomic
def keep_typed(year: CampaignYear, *, by: Any, step: str, typed: Mapping[str, list[str]]) -> None:
    """Keep what was typed in a step and cannot be accepted yet, so that nobody has to type it again."""
    year = locked(year, CampaignYear.State.DRAFT)
    if step not in STEPS:
        raise Invalid(_("The wizard has no such step."))
    year.setup = year.setup | {"typed": year.setup.get("typed", {}) | {step: dict(typed)}}
    year.save(update_fields=["setup"])


def _dates(phase: Phase) -> list[str | int]:
    return [phase.starts_at.isoformat(), phase.ends_at.isoformat(), phase.grace_minutes]


def _store(
    year: CampaignYear,
    by: Any,
    step: str,
    sentence: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    fields: Sequence[str] = (),
) -> None:
    """Save the year with the step confirmed; a sentence in the log where something changed."""
    remember(year, step)
    year.save(update_fields=["setup", *fields])
    changed = {key: [before.get(key), value] for key, value in after.items() if before.get(key) != value}
    if changed:
        record(f"year.{step}", year, by=by, sentence=sentence, data=changed)
