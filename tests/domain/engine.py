"""The engine as a caller sees it: a request as JSON text, the answer as data."""

import json
from typing import Any

from inspections.domain import protocol as inspections
from scoring.domain import protocol as scoring

HANDLERS = {**scoring.HANDLERS, **inspections.HANDLERS}


def ask(**request: Any) -> dict[str, Any]:
    """One request through the line protocol."""
    answered: dict[str, Any] = json.loads(scoring.answer(json.dumps(request), HANDLERS))
    return answered


def allocate(schools: list[Any], **case: Any) -> dict[str, Any]:
    """Allocate to these schools; year 1 and the default rule unless said otherwise."""
    return ask(op="allocate", case={"policy": {"year": 1}, "schools": schools, "adjustments": [], "rule": {}} | case)
