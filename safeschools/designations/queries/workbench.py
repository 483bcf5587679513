"""What the allocation workbench shows of a run: its tiers, its distribution, what stands outside the ranking."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, Subquery, Value, When
from django.db.models.fields.json import KeyTransform

from campaigns.domain.seats import STARS, Caps
from campaigns.models import CampaignYear
from safeschools.designations.models import AllocationLine, AllocationRun
from safeschools.designations.queries.runs import visible_runs
from scoring.domain.case import read_policy, read_rule
from scoring.domain.explain import Setting
from scoring.domain.rule import Overflow, Policy, Scope, Slots
from scoring.domain.schools import LOW_UNCHECKED
from scoring.domain.stored import read_tiers
from scoring.domain.tiers import Tier, cut_line
from scoring.domain.trail import Code
from scoring.queries.cases import bands_of, caps_of


@dataclass(frozen=True)
class Results:
    """The small parts of a run's stored documents; reading them leaves the long lists of schools where they are."""

    setting: Setting
    places: int
    denominator: int
    tie_keys: list[str]
    seed: str
    slots: Slots

    @property
    def by_district(self) -> bool:
        """Whether places were reserved for the districts first; `slots` are these, by code and star."""
        return bool(self.slots)

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
    slots = read_rule(rule).slots
    return Results(setting, quotas["total"], denominator, rule["tie_keys"], rule["lottery_seed"], slots)


def run_of_page(user: Any, year: CampaignYear, number: int = 0) -> AllocationRun | None:
    """The run with this number, else the newest."""
    runs = visible_runs(user, year)
    return runs.filter(number=number).first() if number else runs.first()


@dataclass(frozen=True)
class Counts:
    """How many lines a run has, how many may hold a star, how many stand above the line of a star asked about."""

    lines: int
    qualified: int
    above: int


def counts_of(run: AllocationRun, star: int = 0) -> Counts:
    """All in one statement; without a star nothing stands above."""
    held = AllocationLine.objects.filter(run=run, star=star).exclude(code=Code.PINNED.value)
    last = held.order_by(F("rank").desc(nulls_last=True)).values("rank")[:1]
    above = Q(rank__lte=Subquery(last)) if star else Q(pk__in=())
    may = ~Q(trail=[])
    return Counts(
        **run.lines.aggregate(lines=Count("pk"), qualified=Count("pk", filter=may), above=Count("pk", filter=above))
    )


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
    lines = lines.annotate(at=F("score") / 100 * 100, low=Q(score__lt=year.floor) & ~Q(excluded=LOW_UNCHECKED))
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
