"""The engine's line protocol: one JSON request in, one JSON answer out, never an exception (cases/README.md).

A request that cannot be answered gets `{"error": code}`, an operation nobody serves `{"skip": why}`.
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from campaigns.domain.refusal import Refusal
from campaigns.domain.rounding import nearest
from campaigns.domain.scale import USUAL
from scoring.domain.allocation import allocate
from scoring.domain.bands import POLICY_BANDS
from scoring.domain.case import read_case
from scoring.domain.compliance import report
from scoring.domain.documents import Document, report_document, result_document
from scoring.domain.items import Item, Method, read_item
from scoring.domain.numbers import fraction, hundredths, shown, whole
from scoring.domain.points import Step, points
from scoring.domain.score import final_score

Request = Mapping[str, Any]
Handler = Callable[[Request], Document]

#: Whatever a broken request makes our own code raise; anything else is a defect that should be seen.
BROKEN: Final = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError)


GENERATED: Final[Document] = {"skip": "a case that only says how to generate its schools"}


def answer(line: str | bytes, handlers: Mapping[str, Handler]) -> str:
    """The answer to one line."""
    try:
        request = json.loads(line, parse_float=Decimal, parse_constant=str)
    except (ValueError, ArithmeticError, RecursionError):  # arithmetic: an exponent no decimal can hold
        return json.dumps({"error": "MALFORMED_LINE"})
    if not isinstance(request, dict) or not isinstance(request.get("op"), str):
        return json.dumps({"error": "MALFORMED_REQUEST"})
    handler = handlers.get(request["op"])
    if handler is None:
        return json.dumps({"skip": f"operation {request['op']} is not served"})
    try:
        return json.dumps(handler(request))
    except Refusal as refusal:
        return json.dumps({"error": refusal.code})
    except BROKEN:
        return json.dumps({"error": "MALFORMED_REQUEST"})


def _generated(request: Request) -> bool:
    case = request.get("case")
    return isinstance(case, Mapping) and "generate" in case and "schools" not in case


def _allocate(request: Request) -> Document:
    if _generated(request):
        return GENERATED
    case = read_case(request.get("case"))
    return result_document(allocate(case.entrants, case.policy, case.rule, case.adjustments))


def _report(request: Request) -> Document:
    if _generated(request):
        return GENERATED
    case = read_case(request.get("case"))
    return report_document(report(case.entrants, case.policy, case.rule, case.adjustments))


def read_standard_item(data: Mapping[str, Any]) -> Item:
    """An item as standard_v1_params.json writes it: vetoes are marked, points are decimal strings."""
    method = Method.VETO if data.get("veto") else data.get("method")
    largest = hundredths(data.get("max", "0"), prefix="POINTS")
    return read_item(str(data.get("code", "")), str(method), largest, data.get("params") or {})


def _points(request: Request) -> Document:
    item = read_standard_item(request["item"])
    result = points(item, request.get("facts", {}))
    return {
        "points": shown(result.points),
        "applicable": shown(result.max),
        "complete": result.complete,
        "steps": [_step(step) for step in result.steps],
    }


def _step(step: Step) -> Document:
    document: Document = {"kind": step.kind, "points": shown(step.points)}
    if step.rule:
        document["rule"] = step.rule
    if step.of or step.count:
        document["count"] = step.count
    return document | {"of": step.of} if step.of else document


def _score(request: Request) -> Document:
    earned, applicable = (100 * fraction(request.get(name), "POINTS_FORMAT") for name in ("earned", "applicable"))
    score = final_score(earned, applicable, USUAL)
    if score is None:
        raise Refusal("NOTHING_APPLICABLE")
    band = POLICY_BANDS.band(score)
    return {"score": shown(score), "band": band, "below_70": POLICY_BANDS.below_floor(score)}


def _rounding(request: Request) -> Document:
    sizes = {code: whole(size, "ROUNDING_SIZES") for code, size in request["sizes"].items()}
    quotas = {int(star): whole(places, "ROUNDING_QUOTAS") for star, places in request["quotas"].items()}
    slots = nearest(sizes, quotas, seed=str(request.get("seed", "")))
    return {
        "slots": {code: {str(star): places for star, places in stars.items()} for code, stars in slots.items()},
        "method": "nearest",
    }


HANDLERS: Final[Mapping[str, Handler]] = MappingProxyType(
    {"allocate": _allocate, "report": _report, "points": _points, "score": _score, "rounding": _rounding}
)
