"""What inspections answer in the engine's line protocol."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from campaigns.domain.refusal import Refusal
from inspections.domain.severity import severity
from scoring.domain.documents import Document
from scoring.domain.numbers import fraction, whole
from scoring.domain.protocol import Handler, Request


def _severity(request: Request) -> Document:
    loss = 100 * fraction(request.get("direct_loss_yuan", 0), "INCIDENT_LOSS")
    if loss < 0:
        raise Refusal("INCIDENT_NEGATIVE")
    deaths, injuries = (whole(request.get(name, 0), "INCIDENT_COUNT") for name in ("deaths", "serious_injuries"))
    return {"severity": severity(deaths, injuries, loss).value}


HANDLERS: Final[Mapping[str, Handler]] = MappingProxyType({"severity": _severity})
