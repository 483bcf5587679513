"""The pure engine with all reasons, against a plain ranking of the same integers without reasons."""

import gc
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
from scripts.bench.rivals import Rows, in_a_workbook, in_pandas, ranked, workbook

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
    _beside(schools, rows)
    if schools > FEW:
        few = made(FEW)
        lines = [(entrant.id, entrant.score or 0) for entrant in few]
        work = times(lambda: allocate(few, Policy(POLICY_BANDS, POLICY_CAPS[2]), Rule()), lambda: ranked(lines))
        mine, bare = (
            math.log(big / small) / math.log(schools / FEW) for big, small in zip((ours, plain), work, strict=True)
        )
        remark = f"the plain ranking's own: {bare:.2f}"
        say(Line("engine", f"slope from {FEW:,}", schools, mine, 1.15, unit="", remark=remark))


def _beside(schools: int, rows: Rows) -> None:
    """The bare ranking by other means against the plain one, for comparison; no targets of ours."""
    book = workbook(rows)
    means: dict[str, Work] = {"a workbook in and out": lambda: in_a_workbook(book), "pandas": lambda: in_pandas(rows)}
    for name, work in means.items():
        theirs, plain = times(work, lambda: ranked(rows))
        remark = f"{theirs:.2f} s against {plain:.3f} s, no ties, no reasons"
        say(Line("engine", f"bare ranking: {name} / plain", schools, theirs / plain, None, remark=remark))


def made(schools: int) -> list[Entrant]:
    """Schools with scores around 86, in no order."""
    draw = random.Random(schools)
    return [Entrant(f"S{number:07d}", min(10_000, round(draw.gauss(8600, 600)))) for number in range(schools)]


def times(ours: Work, plain: Work) -> tuple[float, float]:
    """Median CPU seconds of both, done in turn; the collector does not go through what the benchmark itself holds."""
    gc.collect()
    gc.freeze()
    pairs = [(once(ours), once(plain)) for _ in range(3)]
    return median(mine for mine, _ in pairs), median(theirs for _, theirs in pairs)


def once(work: Work) -> float:
    """CPU seconds of one call."""
    started = process_time()
    work()
    return process_time() - started
