"""Starting a campaign, and the facts all its years share (C1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.domain.seats import POLICY_CAPS
from campaigns.models import Campaign, CampaignYear
from campaigns.record import locked, remember
from safeschools.audit.record import record
from safeschools.lib.errors import Invalid


@dataclass(frozen=True)
class Basics:
    """What the first step of the wizard asks for; document and date belong together (body.legal_basis)."""

    name: str
    city: str
    mode: str
    approval_document: str
    approved_on: date | None
    starts_on: date
    ends_on: date
    goal_percent: int


@transaction.atomic
def create_campaign(basics: Basics, *, by: Any) -> Campaign:
    """Make a campaign with one draft year for each round of the policy, with the caps the policy prints (C2.2.5)."""
    _check(basics)
    campaign = Campaign.objects.create(**vars(basics))
    CampaignYear.objects.bulk_create(
        CampaignYear(
            campaign=campaign,
            index=index,
            calendar_year=basics.starts_on.year + index - 1,
            cap_three=int(caps.three),
            cap_two=int(caps.two),
            cap_one=int(caps.one),
            cap_total=int(caps.total),
        )
        for index, caps in POLICY_CAPS.items()
    )
    record("campaign.create", campaign, by=by, sentence=gettext_noop("%(actor)s created the campaign %(object)s."))
    return campaign


@transaction.atomic
def save_basics(year: CampaignYear, *, by: Any, basics: Basics) -> None:
    """Store the campaign's facts from the wizard of one of its draft years."""
    year = locked(year, CampaignYear.State.DRAFT)
    _check(basics)
    campaign = year.campaign
    before = {name: getattr(campaign, name) for name in vars(basics)}
    changed = {name: [str(before[name]), str(value)] for name, value in vars(basics).items() if value != before[name]}
    for name, value in vars(basics).items():
        setattr(campaign, name, value)
    campaign.save()
    remember(year, "basics")
    year.save(update_fields=["setup"])
    if changed:
        sentence = gettext_noop("%(actor)s changed the basic facts of the campaign %(object)s.")
        record("campaign.edit", campaign, by=by, sentence=sentence, data=changed)


def _check(basics: Basics) -> None:
    if basics.ends_on <= basics.starts_on:
        raise Invalid(_("The campaign must end after it starts."))
    if bool(basics.approval_document) != bool(basics.approved_on):
        raise Invalid(_("Enter the approval document with its number and its date."))
