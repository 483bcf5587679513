"""Two results side by side: runs as they are stored, scenarios as they come out of their run's frozen facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from campaigns.models import CampaignYear, Participation
from safeschools.accounts.models import User
from safeschools.accounts.queries import accounts_of_person
from safeschools.designations.models import AllocationRun, Scenario
from safeschools.designations.queries.runs import visible_runs
from safeschools.designations.queries.whatif import Preview, preview
from safeschools.designations.queries.workbench import counts_of, gauges, results_of
from scoring.domain.placing import places


class Result(NamedTuple):
    """One school in one result."""

    star: int
    code: str
    rank: int | None
    score: int | None


@dataclass(frozen=True)
class Side:
    """A run, or a scenario of `run`: its gauges and the result of every school by code."""

    run: AllocationRun
    scenario: Scenario | None
    gauges: dict[str, Any]
    results: Mapping[str, Result]


@dataclass(frozen=True)
class Difference:
    """A school whose star differs; `before` is None where it was not in the first result."""

    school: str
    before: Result | None
    after: Result
    participation: Participation | None = None


def visible_scenarios(user: Any, year: CampaignYear) -> QuerySet[Scenario]:
    """The year's scenarios, newest first; nobody without the right to see runs sees one."""
    rows = Scenario.objects.filter(run__year=year).select_related("run", "created_by")
    rows = rows.defer("run__case", "run__outcome")
    return rows if user.can("allocation.view") else rows.none()


def own_scenarios(user: User, year: CampaignYear) -> QuerySet[Scenario]:
    """Those this natural person made, under any account: the ones to delete."""
    return visible_scenarios(user, year).filter(created_by__in=accounts_of_person(user))


def side_of(user: Any, year: CampaignYear, key: str) -> Side | None:
    """The run with this number, or the scenario `s` and its number; None where there is none."""
    number = key.removeprefix("s")
    if not number.isdecimal() or len(number) > 9:
        return None
    if key != number:
        scenario = visible_scenarios(user, year).filter(pk=int(number)).first()
        return _of_scenario(scenario) if scenario else None
    run = visible_runs(user, year).filter(number=int(number)).first()
    return _of_run(run, year) if run else None


def differing(a: Side, b: Side) -> list[Difference]:
    """Schools of `b` whose star is another one in `a`, best rank first."""
    found = [
        Difference(school, before, after)
        for school, after in b.results.items()
        if (before := a.results.get(school)) is None or before.star != after.star
    ]
    return sorted(found, key=lambda each: (each.after.rank is None, each.after.rank or 0, each.school))


def named(year: CampaignYear, differences: Iterable[Difference]) -> list[Difference]:
    """The same with the schools' names."""
    wanted = list(differences)
    rows = Participation.objects.filter(year=year, school__code__in=[each.school for each in wanted])
    by_code = {row.school.code: row for row in rows.select_related("school", "district")}
    return [Difference(each.school, each.before, each.after, by_code[each.school]) for each in wanted]


def _of_run(run: AllocationRun, year: CampaignYear) -> Side:
    columns = ("participation__school__code", "star", "code", "rank", "score")
    results = {school: Result(*rest) for school, *rest in run.lines.values_list(*columns)}
    return Side(run, None, gauges(year, results_of(run), counts_of(run).qualified), results)


def _of_scenario(scenario: Scenario) -> Side:
    found = preview(scenario.run, scenario.changes)
    return Side(scenario.run, scenario, found.after, _results(found))


def _results(found: Preview) -> dict[str, Result]:
    allocation, ranks = found.allocation, places(found.allocation)
    return {
        school: Result(reason.star, reason.code.value, ranks.get(school), allocation.roster.by_id[school].score)
        for school, reason in allocation.reasons.items()
    }
