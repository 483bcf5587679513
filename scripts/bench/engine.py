"""The pure engine with all reasons, against a plain ranking of the same integers without reasons."""

import math
import random
from collections.abc import Callable
from statistics import median
from time import process_time

from campaigns.domain.seats import POLICY_CAPS
from scoring.domain.allocation import allocate
from scoring.domain.bands import POLICY_BANDS
from scoring.domain.ranking import Entrant
from scoring.domain.rule import Policy, Rule
from scripts.bench.meter import peak_megabytes, reset_peak
from scripts.bench.results import Line, say

FEW = 5_000
Work = Callable[[], object]


def measure(schools: int) -> None:
    """Ratio, peak memory, and (beyond the smallest size) how the time grows."""
    entrants = made(schools)
    rows = [(entrant.id, entrant.score or 0) for entrant in entrants]
    reset_peak()
    ours, plain = times(lambda: allocate(entrants, Policy(POLICY_BANDS, POLICY_CAPS[2]), Rule()), lambda: ranked(rows))
    remark = f"{ours:.2f} s against {plain:.3f} s"
    say(Line("engine", "allocate with reasons / plain ranking", schools, ours / plain, 10, remark=remark))
    say(Line("engine", "peak memory", schools, peak_megabytes(), 2048, unit=" MB"))
    if schools > FEW:
        few = made(FEW)
        small, _ = times(lambda: allocate(few, Policy(POLICY_BANDS, POLICY_CAPS[2]), Rule()), lambda: None)
        say(
            Line(
                "engine",
                f"slope from {FEW:,}",
                schools,
                math.log(ours / small) / math.log(schools / FEW),
                1.15,
                unit="",
            )
        )


def made(schools: int) -> list[Entrant]:
    """Schools with scores around 86, in no order."""
    draw = random.Random(schools)
    return [Entrant(f"S{number:07d}", min(10_000, round(draw.gauss(8600, 600)))) for number in range(schools)]


def ranked(rows: list[tuple[str, int]]) -> dict[str, int]:
    """The barest cascade: sort, cut at three counts; no ties, no reasons."""
    order = sorted(rows, key=lambda row: -row[1])
    places = {3: len(rows) * 10 // 100, 2: len(rows) * 15 // 100, 1: len(rows) * 20 // 100}
    stars = {}
    for school, score in order:
        star = 3 if score >= 9000 else 2 if score >= 8500 else 1 if score >= 8000 else 0
        while star and not places[star]:
            star -= 1
        if star:
            places[star] -= 1
        stars[school] = star
    return stars


def times(ours: Work, plain: Work) -> tuple[float, float]:
    """Median CPU seconds of both, done in turn."""
    pairs = [(once(ours), once(plain)) for _ in range(3)]
    return median(mine for mine, _ in pairs), median(theirs for _, theirs in pairs)


def once(work: Work) -> float:
    """CPU seconds of one call."""
    started = process_time()
    work()
    return process_time() - started
