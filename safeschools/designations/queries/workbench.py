"""What the allocation workbench shows of a run: tiers, ranked table with cut lines, distribution, reasons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTransform

from campaigns.domain.seats import STARS, Caps
from campaigns.models import CampaignYear
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.explain import reason_of
from safeschools.designations.queries.runs import visible_runs
from scoring.domain.case import read_policy
from scoring.domain.compliance import MARGIN
from scoring.domain.explain import Setting, lowered
from scoring.domain.rule import Overflow, Policy, Scope
from scoring.domain.stored import read_tiers
from scoring.domain.tiers import Tier, cut_line
from scoring.domain.trail import Code
from scoring.queries.cases import bands_of, caps_of

ABOVE, BELOW = 6, 14


@dataclass(frozen=True)
class Results:
    """The small parts of a run's stored documents; reading them leaves the long lists of schools where they are."""

    setting: Setting
    places: int
    denominator: int
    tie_keys: list[str]
    seed: str = ""

    @property
    def tiers(self) -> Mapping[int, Tier]:
        return self.setting.tiers


def results_of(run: AllocationRun) -> Results:
    """What the engine found, without its reasons school by school."""
    parts = [KeyTransform(name, "outcome") for name in ("tiers", "quotas", "denominator")]
    parts += [KeyTransform(name, "case") for name in ("policy", "rule")]
    tiers, quotas, denominator, policy, rule = AllocationRun.objects.values_list(*parts).get(pk=run.pk)
    bands, overflow, scope = read_policy(policy).bands, Overflow(rule["overflow"]), Scope(rule["scope"])
    setting = Setting(read_tiers({"tiers": tiers}), bands, overflow, scope)
    return Results(setting, quotas["total"], denominator, rule["tie_keys"], rule["lottery_seed"])


def run_of_page(user: Any, year: CampaignYear, number: int = 0) -> AllocationRun | None:
    """The run with this number, else the newest."""
    runs = visible_runs(user, year)
    return runs.filter(number=number).first() if number else runs.first()


@dataclass(frozen=True)
class Counts:
    """How many lines of a run may hold a star, and how many stand above the line of a star asked about."""

    qualified: int
    above: int


def counts_of(run: AllocationRun, star: int = 0) -> Counts:
    """Both in one statement; without a star nothing stands above."""
    held = AllocationLine.objects.filter(run=run, star=star).exclude(code=Code.PINNED.value)
    last = held.order_by(F("rank").desc(nulls_last=True)).values("rank")[:1]
    above = Q(rank__lte=Subquery(last)) if star else Q(pk__in=())
    found = run.lines.aggregate(qualified=Count("pk", filter=~Q(trail=[])), above=Count("pk", filter=above))
    return Counts(**found)


def gauges(year: CampaignYear, results: Results, qualified: int) -> dict[str, Any]:
    """Places, demand and lines of a run in the shape of the quota panel."""
    return panel(results.tiers, results.places, Policy(bands_of(year), caps_of(year)), qualified)


def panel(tiers: Mapping[int, Tier], places: int, policy: Policy, qualified: int) -> dict[str, Any]:
    """The same of any allocation; `qualified` schools may hold a star."""
    rows = [_gauge(tiers[star], policy) for star in STARS]
    used = sum(tier.awarded for tier in tiers.values())
    over = used > places or any(tier.awarded > tier.quota for tier in tiers.values())
    total = {"used": used, "cap": places, "percent": _percent(policy, 0), "demand": qualified}
    total["scale"] = max(places, qualified) * 6 // 5 + 1
    return {"tiers": rows, "total": total, "left": qualified - used, "over": over}


def _gauge(tier: Tier, policy: Policy) -> dict[str, int | None]:
    threshold = policy.bands.line(tier.star)
    return {
        "star": tier.star,
        "used": tier.awarded,
        "cap": tier.quota,
        "percent": _percent(policy, tier.star),
        "demand": tier.candidates,
        "scale": max(tier.quota, tier.candidates) * 6 // 5 + 1,
        "threshold": threshold,
        "cutoff": cut_line(tier, threshold),
    }


def _percent(policy: Policy, star: int) -> int | None:
    """The cap of a star (0: of all together) in basis points; None where places are given and no percentage."""
    if not isinstance(policy.caps, Caps):
        return None
    return int(policy.caps.of(star) if star else policy.caps.total)


def distribution(run: AllocationRun, year: CampaignYear) -> list[dict[str, int]]:
    """Schools by whole point and star, as the histogram draws them."""
    lines = run.lines.filter(score__isnull=False).order_by()
    lines = lines.annotate(at=F("score") / 100 * 100, low=Q(score__lt=year.floor))
    rows: dict[int, dict[str, int]] = {}
    for at, star, low, number in lines.values_list("at", "star", "low").annotate(number=Count("pk")):
        row = rows.setdefault(min(at, 9900), {"at": min(at, 9900)})
        key = "sx" if low else f"s{star}"
        row[key] = row.get(key, 0) + number
    return [rows[at] for at in sorted(rows)]


def outside(run: AllocationRun) -> list[tuple[str, str, int]]:
    """How many schools stand outside the ranking, by code and, where it was a recorded exclusion, by its reason."""
    recorded = Case(When(code=Code.EXCLUDED_BY_COMMITTEE.value, then=F("excluded")), default=Value(""))
    lines = run.lines.filter(rank__isnull=True).annotate(why=recorded).order_by("code", "why")
    return list(lines.values_list("code", "why").annotate(number=Count("pk")))


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


def around(run: AllocationRun, above: int) -> QuerySet[AllocationLine]:
    """The schools on both sides of a line with so many above it."""
    return ranked(run.pk).filter(rank__isnull=False)[max(0, above - ABOVE) : above + BELOW]


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


def line_before(first: AllocationLine) -> AllocationLine | None:
    """The line above this one in the order of `ranked`, schools placed by decision left out.

    None also where all above have its star, so that no line could part them.
    """
    if (first.rank, first.star) == (1, STARS[0]):
        return None
    code = "participation__school__code"
    ahead = Q(rank__isnull=False) if first.rank is None else Q(rank__lt=first.rank)
    better = Q(star__gt=first.star) | Q(star=first.star, **{f"{code}__lt": first.participation.school.code})
    above = ranked(first.run_id).filter(ahead | (Q(rank=first.rank) & better))
    return above.exclude(code=Code.PINNED.value).reverse().first()


def table(
    lines: Sequence[AllocationLine], tiers: Mapping[int, Tier], cutoffs: Iterable[int | None], *, with_cuts: bool
) -> Iterator[Row]:
    """The lines with cut lines between them where the star changes; `cutoffs` are the published lines of the run.

    Schools placed by decision stand where their score puts them, and no line is drawn for them.
    """
    split = {tier.cutoff for tier in tiers.values() if tier.cutoff is not None and tier.cutoff == tier.first_out}
    split |= {tier.tie.score for tier in tiers.values() if tier.tie}
    published = [cutoff for cutoff in cutoffs if cutoff is not None]
    before = line_before(lines[0]) if with_cuts and lines else None
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
