"""What applies to which kind of school, in words and in points (score.na, score.na_guard)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import CampaignYear, Participation
from campaigns.queries import visible_years
from safeschools.directory.models import FACILITIES, School, SchoolType
from safeschools.directory.queries import visible_schools
from scoring.domain.applicability import Applicability, applies, parse
from scoring.models import Standard

FACILITY_WORDS = {
    "canteen": gettext_lazy("canteen"),
    "catered_meals": gettext_lazy("catered meals"),
    "boarding": gettext_lazy("boarding"),
    "school_bus": gettext_lazy("school bus"),
    "lab": gettext_lazy("laboratory"),
}

Rules = list[tuple[Applicability, int]]


@dataclass(frozen=True)
class Maximum:
    """The applicable maximum of one school type in hundredths: without facilities, with those chosen, with all."""

    label: str
    base: int
    chosen: int
    full: int


@dataclass(frozen=True)
class Combination:
    """Schools of one type with the same facilities: their applicable maximum, and how many there are."""

    label: str
    facilities: str
    maximum: int
    schools: int


@dataclass(frozen=True)
class Drift:
    """How the register differs from a handed-in assessment: codes of items that would apply now, or no longer."""

    more: tuple[str, ...] = ()
    fewer: tuple[str, ...] = ()

    @property
    def exists(self) -> bool:
        return bool(self.more or self.fewer)


def register_drift(participation: Participation) -> Drift:
    """What a return would change for a handed-in assessment (score.na_guard); no statement while nothing changed."""
    school = participation.school
    if participation.register_version in (0, school.version):
        return Drift()
    scores = participation.item_scores.order_by("item__order").values_list(
        "item__code", "item__applicable_to", "applicable"
    )
    now = [(code, before, applies(rule, school.type, school.facilities)) for code, rule, before in scores]
    return Drift(
        tuple(code for code, before, after in now if after and not before),
        tuple(code for code, before, after in now if before and not after),
    )


def words(rule: str) -> str:
    """An applicability rule in words: "All schools", "Not kindergartens; with canteen"."""
    scope, labels = parse(rule), dict(SchoolType.choices)
    parts = []
    if scope.types:
        parts.append(_join(labels.get(code, code) for code in sorted(scope.types)))
    if scope.not_types:
        parts.append(_("not: %(types)s") % {"types": _join(labels.get(code, code) for code in sorted(scope.not_types))})
    if scope.facilities:
        parts.append(_("with: %(facilities)s") % {"facilities": facility_words(scope.facilities)})
    return "；".join(parts) or _("All schools")


def facility_words(facilities: Collection[str]) -> str:
    """Facilities in their usual order; an en dash where there are none."""
    return _join(FACILITY_WORDS[name] for name in FACILITIES if name in facilities) or "–"


def maxima(standard: Standard, chosen: Collection[str]) -> list[Maximum]:
    """The applicable maximum of every school type; one statement."""
    rules = _rules(standard)
    return [
        Maximum(str(label), _sum(rules, code, ()), _sum(rules, code, chosen), _sum(rules, code, FACILITIES))
        for code, label in SchoolType.choices
    ]


def combinations(standard: Standard, user: Any) -> list[Combination]:
    """Combinations that occur among the active schools the person may see, the most frequent first; two statements."""
    rules, labels = _rules(standard), dict(SchoolType.choices)
    rows = (
        visible_schools(user)
        .filter(status=School.Status.ACTIVE)
        .order_by()
        .values_list("type", *FACILITIES)
        .annotate(schools=Count("pk"))
        .order_by("-schools", "type", *FACILITIES)
    )
    found = []
    for kind, *flags, schools in rows:
        facilities = [name for name, flag in zip(FACILITIES, flags, strict=True) if flag]
        maximum = _sum(rules, kind, facilities)
        found.append(Combination(str(labels[kind]), facility_words(facilities), maximum, schools))
    return found


def full_points(standard: Standard, user: Any) -> list[CampaignYear]:
    """The years of this standard in which items that do not apply count in full (score.na); one statement."""
    return [year for year in visible_years(user).filter(sheet__standard=standard) if year.scale.full_points]


def _rules(standard: Standard) -> Rules:
    items = standard.items.values_list("applicable_to", "max_points")
    return [(parse(rule), points) for rule, points in items]


def _sum(rules: Rules, kind: str, facilities: Collection[str]) -> int:
    return sum(points for scope, points in rules if scope.holds(kind, facilities))


def _join(parts: Any) -> str:
    return "、".join(str(part) for part in parts)
