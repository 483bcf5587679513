"""F19: allocation runs side by side, and killed half way. All or nothing, and always the same outcome."""

from tests.faults.installation import Installation
from tests.stack.process import Process

RUNS, KILLS = 5, 50


def test_f19_allocation_in_parallel_and_killed_half_way(city: Installation) -> None:
    year = city.allocate()
    both = [program(city, "runs", year, RUNS) for _process in range(2)]
    for process in both:
        process.start()
    for process in both:
        assert process.child
        assert process.child.wait(120) == 0, process.tail()
    assert whole_runs(city, year) == 1 + 2 * RUNS
    city.application.run("-m", "tests.faults.allocate", "killed", str(year), str(KILLS))
    done = whole_runs(city, year)
    numbers_taken = city.number("SELECT last_value FROM designations_allocationrun_id_seq")
    assert numbers_taken > city.number("SELECT count(*) FROM designations_allocationrun"), "none was killed half way"
    city.application.run("-m", "tests.faults.allocate", "runs", str(year), "1")
    assert whole_runs(city, year) == done + 1
    city.application.manage("replay", "--all")
    city.settle()


def program(city: Installation, what: str, year: int, times: int) -> Process:
    return city.application.program("allocate", "-m", "tests.faults.allocate", what, str(year), str(times))


def whole_runs(city: Installation, year: int) -> int:
    """How many; each has all its lines and its log entry, no number is left out, and case and outcome are the same."""
    found = city.ask(
        "SELECT r.number, r.case_hash, r.outcome_hash, y.roster_size, count(l.id),"
        " (SELECT count(*) FROM audit_event e WHERE e.verb = 'allocation.run' AND e.object_id = r.id)"
        " FROM designations_allocationrun r JOIN campaigns_campaignyear y ON y.id = r.year_id"
        " LEFT JOIN designations_allocationline l ON l.run_id = r.id WHERE r.year_id = %s"
        " GROUP BY r.id, y.id ORDER BY 1",
        year,
    )
    assert [row[0] for row in found] == list(range(1, len(found) + 1))
    assert len({row[1:3] for row in found}) == 1
    assert all(lines == roster and events == 1 for *_run, roster, lines, events in found)
    return len(found)
