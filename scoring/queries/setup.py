"""What the wizard of a year and the page of its frozen rules show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.domain.clauses import CLAUSES
from campaigns.domain.decisions import DECISIONS, Decision, Option, Text, chosen
from campaigns.domain.schedule import STEPS
from campaigns.domain.seats import POLICY_CAPS, Caps, Seats, seats
from campaigns.models import CampaignYear
from campaigns.queries import bars_of, schools_to_invite
from safeschools.directory.models import School, SchoolType
from scoring.queries.readiness import POLICY_BANDS, caps_of, lines_of, step_labels

EXCLUDED_SHOWN = 100


@dataclass(frozen=True)
class Step:
    """One step of the wizard: done once confirmed with nothing left that was typed and not accepted."""

    slug: str
    label: str
    done: bool
    here: bool


@dataclass(frozen=True)
class Deviation:
    """A setting that differs from the policy, in hundredths."""

    label: str
    value: int
    policy: int
    is_cap: bool


@dataclass(frozen=True)
class Preview:
    """What caps would mean for a number of schools, and where the settings leave the policy."""

    schools: int
    caps: Caps
    places: Seats
    adds_up: bool
    deviations: tuple[Deviation, ...]


def in_words(text: Text) -> str:
    """A text of the pure core in the reader's language."""
    return text.en if (get_language() or "").startswith("en") else text.zh


def clause(name: str) -> dict[str, str]:
    """A clause and its words."""
    return {"name": name, "text": in_words(CLAUSES[name])}


def steps(year: CampaignYear, here: str) -> list[Step]:
    """The wizard's steps as drawn on top of each page."""
    saved, typed = year.setup.get("saved", []), year.setup.get("typed", {})
    return [
        Step(slug, label, slug in saved and slug not in typed, slug == here) for slug, label in step_labels().items()
    ]


def neighbours(here: str) -> tuple[str, str]:
    """The steps before and after; empty at the ends."""
    place = STEPS.index(here)
    before = STEPS[place - 1] if place else ""
    return before, STEPS[place + 1] if place + 1 < len(STEPS) else ""


def preview(year: CampaignYear, caps: Caps, bands: Mapping[str, int], schools: int) -> Preview:
    """Places for `schools` schools under `caps`, and every deviation from C2.2.3 and C2.2.5."""
    adds_up = caps.three + caps.two + caps.one == caps.total
    return Preview(schools, caps, seats(caps, schools), adds_up, tuple(_deviations(year, caps, bands)))


def preview_of(year: CampaignYear, schools: int) -> Preview:
    """The preview of the settings as stored."""
    return preview(year, caps_of(year), lines_of(year), schools)


def _deviations(year: CampaignYear, caps: Caps, bands: Mapping[str, int]) -> list[Deviation]:
    lines = {
        "band_three": _("Line for three stars"),
        "band_two": _("Line for two stars"),
        "band_one": _("Line for one star"),
        "floor": _("Participation floor"),
    }
    found = [
        Deviation(label, bands[name], POLICY_BANDS[name], is_cap=False)
        for name, label in lines.items()
        if bands[name] != POLICY_BANDS[name]
    ]
    policy = POLICY_CAPS.get(year.index)
    names = {"three": _("Three stars"), "two": _("Two stars"), "one": _("One star"), "total": _("Total")}
    for name, label in names.items() if policy else ():
        value, given = int(getattr(caps, name)), int(getattr(policy, name))
        if value != given:
            found.append(Deviation(label, value, given, is_cap=True))
    return found


def decision_groups(choices: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every open question with its clause, its answers and the one chosen, by groups."""
    labels = {
        "score": _("Scores"),
        "scope": _("Who takes part"),
        "elig": _("Who is out"),
        "sanction": _("Sanctions"),
        "goal": _("Goal"),
        "quota": _("Quotas and ties"),
        "body": _("Bodies"),
        "proc": _("Procedure"),
    }
    groups: dict[str, list[dict[str, Any]]] = {}
    for decision in DECISIONS.values():
        groups.setdefault(decision.group, []).append(_decision(decision, choices))
    return [{"label": labels[group], "slug": group, "rows": groups[group]} for group in labels if group in groups]


def _decision(decision: Decision, choices: Mapping[str, str]) -> dict[str, Any]:
    answer = chosen(choices, decision.key)
    own_step = decision.key == "quota.ties"
    return {
        "key": decision.key,
        "clause": clause(decision.clause),
        "question": in_words(decision.question),
        "locked": decision.locked or own_step,
        "own_step": own_step,
        "used": decision.used,
        "gap": in_words(decision.gap) if decision.gap else "",
        "answer": in_words(answer.label),
        "deviates": answer.slug != decision.default,
        "options": [
            {
                "slug": option.slug,
                "label": in_words(option.label),
                "offered": option.offered,
                "closed": _closed(option),
                "default": option.slug == decision.default,
                "chosen": option.slug == answer.slug,
            }
            for option in decision.options
        ],
    }


def _closed(option: Option) -> str:
    """Why an answer cannot be chosen; empty where it can."""
    if option.offered:
        return ""
    if option.breaks:
        return _("(would break a cap of the plan)")
    return _("(not offered: %(why)s)") % {"why": in_words(option.why)} if option.why else ""


def roster(year: CampaignYear) -> dict[str, Any]:
    """Schools that will take part by district and type, and those left out; three statements."""
    scope = schools_to_invite(year)
    rows = _counts(scope)
    kinds = [(code, label) for code, label in SchoolType.choices if any(kind == code for _d, kind, _n in rows)]
    districts: dict[str, dict[str, int]] = {}
    for district, kind, number in rows:
        districts.setdefault(district, {})[kind] = number
    outside = School.objects.exclude(pk__in=scope.values("pk")).select_related("district").order_by("code")
    barred = Exists(bars_of(year).filter(school=OuterRef("pk")))
    table: list[dict[str, Any]] = [
        {"name": name, "cells": [found.get(code, 0) for code, _label in kinds], "total": sum(found.values())}
        for name, found in districts.items()
    ]
    return {
        "kinds": [label for _code, label in kinds],
        "districts": table,
        "totals": [sum(row["cells"][index] for row in table) for index in range(len(kinds))],
        "total": sum(row["total"] for row in table),
        "outside": list(outside.annotate(barred=barred)[:EXCLUDED_SHOWN]),
        "outside_count": outside.count(),
    }


def _counts(schools: QuerySet[School]) -> list[tuple[str, str, int]]:
    rows = schools.order_by("district__code", "type").values_list("district__name", "type")
    return list(rows.annotate(number=Count("pk")))
