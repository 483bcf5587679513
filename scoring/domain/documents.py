"""Cases, results and reports as plain JSON data, and their digests: what is stored is what the engine speaks."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from typing import Any

import orjson

from campaigns.domain.seats import STARS, Caps, Seats
from scoring.domain.adjustments import Adjustment
from scoring.domain.allocation import Allocation
from scoring.domain.compliance import Compliance, TierReport
from scoring.domain.numbers import shown
from scoring.domain.ranking import ID, Entrant
from scoring.domain.rule import Policy, Rule
from scoring.domain.tiers import Tie, Tier
from scoring.domain.trail import Reason

Document = dict[str, Any]


def canonical(document: object) -> str:
    """One spelling per content: sorted keys, no spaces, no escapes; whole numbers of 64 bits at most.

    It is that of `json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))`.
    """
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode()


def digest(document: object) -> str:
    """SHA-256 of the canonical spelling; the hash stored beside a case and its result."""
    return digest_of(canonical(document))


def digest_of(spelling: str) -> str:
    """The same of a document that is spelled already."""
    return sha256(spelling.encode()).hexdigest()


def case_document(
    name: str, entrants: Sequence[Entrant], policy: Policy, rule: Rule, adjustments: Sequence[Adjustment] = ()
) -> Document:
    """The input of a run in the format of the golden cases; `scoring.domain.case.read_case` reads it back."""
    return {
        "id": name,
        "policy": _policy(policy),
        "schools": [_entrant(entrant, rule.tie_keys) for entrant in sorted(entrants, key=ID)],
        "adjustments": [_adjustment(adjustment) for adjustment in adjustments],
        "rule": {
            "overflow": rule.overflow.value,
            "tie_keys": list(rule.tie_keys),
            "tie_residual": rule.tie_residual.value,
            "lottery_seed": rule.lottery_seed,
            "denominator": str(rule.denominator) if isinstance(rule.denominator, str) else rule.denominator,
            "scope": rule.scope.value,
            "slots": {district: _by_star(places) for district, places in rule.slots.items()},
            "pool_unused": rule.pool_unused,
        },
    }


def result_document(allocation: Allocation) -> Document:
    """The result in the format of the line protocol."""
    return {
        "denominator": allocation.denominator,
        "quotas": _seats(allocation.seats) | {"total": allocation.seats.total},
        "counts": _by_star(allocation.counts),
        "stars": {school: reason.star for school, reason in allocation.reasons.items()},
        "tiers": {str(star): _tier(tier) for star, tier in allocation.tiers.items()},
        "reasons": reason_documents(allocation.reasons),
    }


def reason_documents(reasons: Mapping[str, Reason]) -> dict[str, Document]:
    """Every school's reason; schools that share a reason (few distinct ones exist) share its document."""
    documents = {
        id(reason): reason_document(reason) for reason in {id(each): each for each in reasons.values()}.values()
    }
    return {school: documents[id(reason)] for school, reason in reasons.items()}


def reason_document(reason: Reason) -> Document:
    """A school's reason: code, band, trail."""
    trail = [{"tier": step.star, "outcome": step.outcome.value} for step in reason.trail]
    return {"code": reason.code.value, "band": reason.band, "trail": trail}


def report_document(report: Compliance) -> Document:
    """The compliance report; shares are exact percentages, written as fractions where they do not come out even."""
    seats = report.allocation.seats
    return {
        "provisional": report.provisional,
        "denominator": report.allocation.denominator,
        "participating_listed": report.participating,
        "pending": list(report.pending),
        "attained_80": report.attained,
        "attained_80_share": _fraction(report.share(report.attained)),
        "total": {
            "quota": seats.total,
            "awarded": report.awarded,
            "orphan_slots": seats.orphans,
            "awarded_share": _fraction(report.share(report.awarded)),
        },
        "tiers": {str(star): _tier_report(tier) for star, tier in report.tiers.items()},
        "ties": {school: list(interval) for school, interval in report.ties.items()},
        "secured": None if report.secured is None else dict(report.secured),
        "flags": list(report.flags),
    }


def _by_star(values: Mapping[int, int]) -> dict[str, int]:
    return {str(star): values[star] for star in STARS if star in values}


def _seats(seats: Seats) -> dict[str, int]:
    return {str(star): seats.of(star) for star in STARS}


def _policy(policy: Policy) -> Document:
    bands = policy.bands
    lines = {str(star): shown(bands.line(star)) for star in STARS}
    document: Document = {"thresholds": lines, "disqualify_below": shown(bands.floor)}
    if isinstance(policy.caps, Caps):
        document["caps"] = {str(star): _percent(policy.caps.of(star)) for star in STARS}
        document["caps"]["total"] = _percent(policy.caps.total)
    else:
        document["quotas"] = _seats(policy.caps)
    return document


def _percent(share: int | Fraction) -> str:
    """Basis points as a decimal percentage; the product's caps have at most two decimals."""
    return shown(int(share))


def _entrant(entrant: Entrant, names: Sequence[str]) -> Document:
    school, score, district, participating, veto, values = entrant
    return {
        "id": school,
        "score": _shown(score),
        "district": district,
        "participating": participating,
        "veto": veto,
        "tie_keys": {name: key for name, key in zip(names, values, strict=True) if key is not None},
    }


def _adjustment(adjustment: Adjustment) -> Document:
    document: Document = {"kind": adjustment.kind.value, "reason": adjustment.reason}
    if adjustment.school:
        document["school"] = adjustment.school
    if adjustment.star is not None:
        document["star"] = adjustment.star
    if adjustment.schools:
        document["schools"] = list(adjustment.schools)
    if adjustment.document:
        document["document"] = adjustment.document
    return document


def _tier(tier: Tier) -> Document:
    document = {
        "quota": tier.quota,
        "pinned": tier.pinned,
        "awarded": tier.awarded,
        "unused": tier.unused,
        "candidates": tier.candidates,
        "closed_by": tier.closed_by.value,
        "cutoff": _shown(tier.cutoff),
        "first_out": _shown(tier.first_out),
        "tie": _tie(tier.tie),
    }
    return document if tier.reserved_used is None else document | {"reserved_used": dict(tier.reserved_used)}


def _tier_report(report: TierReport) -> Document:
    tier = report.tier
    return {
        "quota": tier.quota,
        "awarded": tier.awarded,
        "unused": tier.unused,
        "own_band": report.own_band,
        "eligible": report.eligible,
        "contenders": tier.candidates,
        "oversubscription": _fraction(report.oversubscription),
        "closed_by": tier.closed_by.value,
        "last_in": _shown(tier.cutoff),
        "first_out": _shown(tier.first_out),
        "tie": _tie(tier.tie),
        "margin_in": list(report.margin_in),
        "margin_out": list(report.margin_out),
        "next_slot_at": report.next_slot_at,
    }


def _tie(tie: Tie | None) -> Document | None:
    return None if tie is None else {"score": shown(tie.score), "size": tie.size, "slots_left": tie.slots_left}


def _shown(score: int | None) -> str | None:
    return None if score is None else shown(score)


def _fraction(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
