"""What people do to campaigns, years and participations."""

from campaigns.actions.campaigns import create_campaign, save_basics
from campaigns.actions.deadlines import extend_deadline
from campaigns.actions.drafts import keep_typed, save_bands, save_decisions, save_phases, save_roster, save_ties
from campaigns.actions.years import close_year, freeze_roster, unfreeze_roster, withdraw

__all__ = [
    "close_year",
    "create_campaign",
    "extend_deadline",
    "freeze_roster",
    "keep_typed",
    "save_bands",
    "save_basics",
    "save_decisions",
    "save_phases",
    "save_roster",
    "save_ties",
    "unfreeze_roster",
    "withdraw",
]
