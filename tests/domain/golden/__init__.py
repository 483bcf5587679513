"""The golden cases, a copy of ../shared/cases and ../shared/data/vectors.json (one case a line)."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHARED = Path(__file__).resolve().parents[4] / "shared"


def cases(kind: str) -> list[dict[str, Any]]:
    """All cases of a kind: allocation, report or rounding."""
    return [json.loads(line) for line in (HERE / f"{kind}.jsonl").read_text("utf-8").splitlines()]


def vectors() -> dict[str, Any]:
    """Caps, bands, severity, ratio items, rescaling, apportionment."""
    loaded: dict[str, Any] = json.loads((HERE / "vectors.json").read_text("utf-8"))
    return loaded
