"""The campaign, its years with their frozen rules, phases, the schools that take part, and the draws between ties."""

from campaigns.models.draws import Draw
from campaigns.models.years import (
    Campaign,
    CampaignMode,
    CampaignYear,
    Extension,
    Participation,
    ParticipationState,
    Phase,
    PhaseKind,
)

__all__ = [
    "Campaign",
    "CampaignMode",
    "CampaignYear",
    "Draw",
    "Extension",
    "Participation",
    "ParticipationState",
    "Phase",
    "PhaseKind",
]
