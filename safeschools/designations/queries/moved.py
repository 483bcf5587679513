"""What has changed in a year since a run, in words: what its frozen case holds, then and now. The run never changes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.utils.translation import gettext as _

from campaigns.domain.refusal import Refusal
from campaigns.models import CampaignYear, Participation
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.changes import KEY_WORDS, Said, said_policy, said_rule
from safeschools.designations.queries.explain import exclusion
from safeschools.designations.queries.group_decisions import decision_words
from safeschools.directory.models import District
from scoring.domain.adjustments import Kind
from scoring.domain.documents import case_document
from scoring.domain.explain import STARS
from scoring.domain.moved import BAND, DECISION, KEYS, ROSTER, Fact, Moved, moved
from scoring.domain.numbers import shown
from scoring.queries.cases import run_case
from scoring.queries.sentences import say
from scoring.queries.sheet import school_facts

#: so many schools are listed
FIRST = 50
NOTHING = "–"


@dataclass(frozen=True)
class MovedRow:
    """One school and what changed about it: label, in the run, now. None where nobody has this code any more."""

    code: str
    school: Participation | None
    said: list[Said]


@dataclass(frozen=True)
class MovedOn:
    """What has changed since a run, at the year's present revision.

    The first schools and the number of all; `whole` is what changed for the year. `behind`: the figures of the latest
    changes are still being computed. `unreadable`: the stored case is none.
    """

    revision: int
    behind: bool
    rows: list[MovedRow]
    total: int
    whole: list[Said]
    unreadable: bool = False

    @property
    def differs(self) -> bool:
        """Whether anything the run read is another thing now."""
        return bool(self.total or self.whole or self.unreadable)


def moved_since(run: AllocationRun, year: CampaignYear) -> MovedOn | None:
    """What has changed since the run; None at the same revision, and in a year that is not open any more."""
    if not year.is_open or run.revision == year.revision:
        return None
    behind = year.sheet.revision < year.revision
    try:
        found = _moved(run.case_hash, run, year, (year.revision, year.sheet.revision))
    except Refusal:
        return MovedOn(year.revision, behind, [], 0, [], unreadable=True)
    listed = list(found.schools)[:FIRST]
    ordered = {code for order in found.orders for code in (order.before or order.after)[0]}
    rows = Participation.objects.filter(year=year, school__code__in={*listed, *ordered})
    named = {row.school.code: row for row in rows.select_related("school", "district")}
    districts = dict(District.objects.values_list("code", "name")) if listed else {}
    whole = [*(_order(order, named) for order in found.orders), *_rules(run, found)]
    return MovedOn(
        year.revision,
        behind,
        rows=[
            MovedRow(code, named.get(code), [_said(fact, districts) for fact in found.schools[code]]) for code in listed
        ],
        total=len(found.schools),
        whole=whole,
    )


@lru_cache(maxsize=4)
def _moved(case_hash: str, run: AllocationRun, year: CampaignYear, revisions: tuple[int, int]) -> Moved:
    """A run never changes and every change of facts has its revision, so a process compares the newest ones once."""
    case = run_case(year, school_facts(year))
    present = case_document(str(year), case.entrants, case.policy, case.rule, case.adjustments)
    return moved(run.case, present)


def _said(fact: Fact, districts: Mapping[str, str]) -> Said:
    labels = {
        ROSTER: _("On the roster"),
        "score": _("Score"),
        BAND: _("Reaches"),
        "veto": _("Veto"),
        "participating": _("Takes part"),
        "district": _("District"),
        Kind.EXCLUDE: _("Left out of the ranking"),
        Kind.MAX_STAR: _("Recommended by the district"),
        DECISION: _("Decision of the leading group"),
        KEYS: _("Key items"),
    }
    label = labels.get(fact.name) or str(KEY_WORDS.get(fact.name, fact.name))
    words = WORDS.get(fact.name, _points)
    if fact.name == "district":
        words = partial(_district, districts)
    before, after = (NOTHING if value is None else words(value) for value in (fact.before, fact.after))
    return label, before, after


def _district(names: Mapping[str, str], code: str) -> str:
    return names.get(code, code)


def _points(value: int) -> str:
    """A tie key, which is less than nothing where a school's own score was far from the reviewed one."""
    return f"−{shown(-value)}" if value < 0 else shown(value)


def _by(what: str, document: str) -> str:
    return _("%(what)s (%(document)s)") % {"what": what, "document": document}


def _decision(value: tuple[str, int | None, str, str]) -> str:
    kind, star, document, _reason = value
    return _by(decision_words(kind, star), document)


WORDS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys((ROSTER, "veto", "participating"), lambda value: _("Yes") if value else _("No")),
    "score": str,
    BAND: lambda value: say(STARS[value]),
    **dict.fromkeys((Kind.EXCLUDE, KEYS), exclusion),
    Kind.MAX_STAR: lambda value: decision_words(Kind.MAX_STAR, value),
    DECISION: _decision,
}


def _order(order: Fact, named: Mapping[str, Participation]) -> Said:
    """An order among tied schools, best first."""
    before, after = (
        NOTHING
        if value is None
        else " → ".join(named[code].school.short_name if code in named else code for code in value[0])
        for value in (order.before, order.after)
    )
    return _by(_("Order among tied schools"), (order.before or order.after)[1]), before, after


def _rules(run: AllocationRun, found: Moved) -> Iterator[Said]:
    """What changed of the year's rule, which nothing but the public draw does while the year is open."""
    if "lottery_seed" in found.rule:
        before, after = (
            f"{seed[:8]}…" if seed else NOTHING
            for seed in (run.case["rule"].get("lottery_seed"), found.rule["lottery_seed"])
        )
        yield _("Public draw"), before, after
    if found.policy:
        yield from said_policy(run.case["policy"], found.policy)
    if found.rule:
        yield from said_rule(run.case["rule"], found.rule)
