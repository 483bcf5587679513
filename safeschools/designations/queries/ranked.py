"""The ranked table of a run: a stretch of its lines, cut lines drawn in it, ties and schools at the margin marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import F, Q, QuerySet

from campaigns.domain.seats import STARS
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.explain import reason_of
from scoring.domain.compliance import MARGIN
from scoring.domain.explain import lowered
from scoring.domain.keys import BY_KEYS
from scoring.domain.tiers import Tier, one_line
from scoring.domain.trail import Code

STRETCH = 60  #: lines fetched at once, while somebody scrolls
ABOVE = 6  #: lines shown above a cut line that is asked for


def ranked(run_id: int) -> QuerySet[AllocationLine]:
    """The lines in rank order, of one rank the better star first; schools outside the ranking last."""
    lines = AllocationLine.objects.filter(run=run_id).select_related("participation__school", "participation__district")
    return lines.select_related("participation__rating", "decision").order_by(
        F("rank").asc(nulls_last=True), "-star", "participation__school__code"
    )


def narrow(
    lines: QuerySet[AllocationLine], *, text: str = "", district: str = "", star: str = "", code: str = ""
) -> QuerySet[AllocationLine]:
    """Filter by part of the name or start of the code, district code, star, reason code."""
    school = "participation__school"
    if words := text.strip().lower():
        lines = lines.filter(
            Q(**{f"{school}__name__icontains": words})
            | Q(**{f"{school}__code__startswith": words})
            | Q(**{f"{school}__pinyin__contains": words})
        )
    if district:
        lines = lines.filter(participation__district__code=district)
    if star in ("0", "1", "2", "3"):
        lines = lines.filter(star=int(star))
    return lines.filter(code=code) if code else lines


@dataclass(frozen=True)
class Row:
    """A row of the ranked table. `cut`: the tier whose places end before it; `tied`: its score stands on both sides;
    `gap`: its distance to the nearest cut-off, where that is at most `MARGIN` away; `limited`: a ceiling and not the
    quota is why the star is lower than the score reaches."""

    line: AllocationLine
    cut: Tier | None
    tied: bool
    gap: int | None
    limited: bool

    @property
    def by_keys(self) -> bool:
        """Whether the ceiling comes from the school's own key items (score.key_items)."""
        return self.line.excluded in BY_KEYS


def stretches(total: int, start: int) -> list[range]:
    """The places of so many lines, cut into stretches so that one of them begins at `start`."""
    edges = sorted({0, total, *range(start % STRETCH, total, STRETCH)})
    return [range(first, stop) for first, stop in pairwise(edges)]


def line_before(first: AllocationLine, district: str = "") -> AllocationLine | None:
    """The line above this one in the order of `ranked`, schools placed by decision and other districts left out.

    None also where all above have its star, so that no line could part them.
    """
    if (first.rank, first.star) == (1, STARS[0]):
        return None
    code = "participation__school__code"
    ahead = Q(rank__isnull=False) if first.rank is None else Q(rank__lt=first.rank)
    better = Q(star__gt=first.star) | Q(star=first.star, **{f"{code}__lt": first.participation.school.code})
    above = narrow(ranked(first.run_id), district=district).filter(ahead | (Q(rank=first.rank) & better))
    return above.exclude(code=Code.PINNED.value).reverse().first()


def table(
    lines: Sequence[AllocationLine],
    tiers: Mapping[int, Tier],
    cutoffs: Iterable[int | None],
    *,
    with_cuts: bool,
    district: str = "",
) -> Iterator[Row]:
    """The lines with cut lines between them where the star changes; `cutoffs` are the published lines of the run, or
    those of the one `district` that is listed.

    Schools placed by decision stand where their score puts them, and no line is drawn for them.
    """
    parted = [tier for tier in tiers.values() if district or one_line(tier)]
    split = {tier.cutoff for tier in parted if tier.cutoff is not None and tier.cutoff == tier.first_out}
    split |= {tier.tie.score for tier in tiers.values() if tier.tie}
    published = [cutoff for cutoff in cutoffs if cutoff is not None]
    before = line_before(lines[0], district) if with_cuts and lines else None
    for line in lines:
        placed = line.code == Code.PINNED
        ends = with_cuts and not placed and before is not None and line.star < before.star
        cut = tiers.get(before.star) if ends and before else None
        yield Row(line, cut, line.score in split, _gap(line, published), lowered(reason_of(line)))
        before = before if placed else line


def opened(rows: list[Row]) -> AllocationLine | None:
    """The line whose reason is shown at first: the first one left outside a cut, for it is asked about most."""
    outsiders = (row.line for row in rows if row.cut)
    return next(outsiders, rows[0].line if rows else None)


def _gap(line: AllocationLine, cutoffs: list[int]) -> int | None:
    """Hundredths above (or, negative, below) the nearest cut-off; None where no cut-off is near or none applies."""
    if line.score is None or line.rank is None:
        return None
    nearest = min((line.score - cutoff for cutoff in cutoffs), key=abs, default=None)
    return nearest if nearest is not None and abs(nearest) <= MARGIN else None


def neighbours(line: AllocationLine) -> list[AllocationLine]:
    """Schools of the same score around this one, by rank: those the tie keys compared it with."""
    same = ranked(line.run_id).filter(score=line.score, rank__isnull=False)
    ahead, behind = same.filter(rank__lt=line.rank).reverse()[:2], same.filter(rank__gte=line.rank)[:4]
    return list(same.filter(Q(pk__in=ahead.values("pk")) | Q(pk__in=behind.values("pk"))))


def tie_keys(run_id: int, codes: Iterable[str]) -> dict[str, dict[str, int]]:
    """The tie keys of these schools as the run froze them."""
    wanted = set(codes)
    case = AllocationRun.objects.values_list("case", flat=True).get(pk=run_id)
    return {school["id"]: school["tie_keys"] for school in case["schools"] if school["id"] in wanted}
