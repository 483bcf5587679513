"""The ledger of points: standards, item scores in four layers, the papers of review, and the year's rating sheet."""

from scoring.models.evidence import Evidence, EvidenceLink
from scoring.models.group_decisions import GroupDecision
from scoring.models.papers import (
    Disqualification,
    Hold,
    Recommendation,
    RecommendationList,
    ReturnNote,
    Submission,
    Veto,
)
from scoring.models.points import ItemScore, Layer, ScoreEntry
from scoring.models.sheet import Rating, RatingSheet
from scoring.models.standard import Dimension, Item, Standard
from scoring.models.ties import TieOrder

__all__ = [
    "Dimension",
    "Disqualification",
    "Evidence",
    "EvidenceLink",
    "GroupDecision",
    "Hold",
    "Item",
    "ItemScore",
    "Layer",
    "Rating",
    "RatingSheet",
    "Recommendation",
    "RecommendationList",
    "ReturnNote",
    "ScoreEntry",
    "Standard",
    "Submission",
    "TieOrder",
    "Veto",
]
