"""C2.2.3 and C2.2.5: ties at a line, and what other lines or caps would do; nothing moves by itself."""

from hashlib import sha256

import pytest

from campaigns.domain.scale import USUAL
from safeschools.designations.actions import runs
from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.whatif import preview
from scoring.actions.ties import confirm_order, propose_order
from scoring.domain.bands import POLICY_BANDS
from scoring.domain.lift import Mark, lift
from scoring.tasks import recompute_year
from tests.designations.world import allocatable_year, drawn, lead, lottery_year, officer, stars

pytestmark = pytest.mark.django_db
TIED = (9500, 9500, *range(7900, 8700, 100))


def test_a_tied_group_is_left_out_until_two_people_record_its_order() -> None:
    """quota.ties: no cap is exceeded before or after."""
    year = allocatable_year(*TIED)
    recompute_year(year.pk)
    before = runs.run(year, by=officer())
    assert stars(before)[:2] == [0, 0]
    group = list(before.lines.filter(score=9500).values_list("participation__school__code", flat=True))
    order = propose_order(year, by=officer(), schools=group, document="7", reason="minutes")
    confirm_order(order, by=lead())
    year.refresh_from_db()
    after = runs.run(year, by=officer())
    held = dict(after.lines.filter(score=9500).values_list("participation__school__code", "star"))
    assert held == {group[0]: 3, group[1]: 2}
    assert all(stars(after).count(star) <= 1 for star in (3, 2, 1))


@pytest.mark.parametrize(
    ("changes", "moved"),
    [
        ({"caps": {"3": "20.00"}}, [(2, 3), (1, 2)]),
        ({"thresholds": {"3": "95.00"}}, []),
        ({"rule": {"overflow": "forfeit"}}, [(2, 0), (1, 0), (0, 2), (0, 1)]),
        ({"rule": {"denominator": 20}}, [(2, 3), (1, 2), (0, 2), (0, 1), (0, 1)]),
    ],
    ids=str,
)
def test_what_another_rule_would_do_is_seen_without_doing_it(
    changes: dict[str, dict[str, object]], moved: list[tuple[int, int]]
) -> None:
    """quota.overflow, quota.denominator: tried on the frozen facts of a run, which stays as it is."""
    run = runs.run(allocatable_year(), by=officer())
    assert [(move.before, move.after) for move in preview(run, changes).moves] == moved
    assert AllocationRun.objects.get().outcome_hash == run.outcome_hash


def test_a_school_sees_its_way_to_the_next_standard_line_from_its_own_marks() -> None:
    """score.bands: the lines are the year's, and nobody else's marks are looked at."""
    found = lift([Mark("5.3", "消防", "D5", 300, 500), Mark("1.1", "其他", "D1", 9200, 9500)], POLICY_BANDS, USUAL)
    assert found is None
    found = lift([Mark("5.3", "消防", "D5", 300, 500), Mark("1.1", "其他", "D1", 8500, 9500)], POLICY_BANDS, USUAL)
    assert found is not None
    assert (found.star, found.missing, [mark.code for mark in found.alone]) == (3, 200, ["1.1", "5.3"])


def test_a_group_still_tied_is_drawn_in_public_and_anybody_can_draw_it_again() -> None:
    """quota.ties: commitment, roster, public results and seed say who is first; no cap is exceeded."""
    year = lottery_year(*TIED)
    draw = drawn(year)
    run = runs.run(year, by=officer())
    held = dict(run.lines.filter(score=9500).values_list("participation__school__code", "star"))
    codes = year.participations.filter(on_roster=True).values_list("school__code", flat=True)
    roster = sha256("\n".join(sorted(codes)).encode()).hexdigest()
    numbers = "3.9.11.15.22.27.31./345678./"
    seed = sha256(f"starquota/seed\n{draw.secret}\n{roster}\n{numbers}".encode()).hexdigest()
    assert sha256(f"starquota/commit\n{draw.secret}".encode()).hexdigest() == draw.commitment
    order = sorted(held, key=lambda code: sha256(f"starquota/1\ntie-lottery\n{seed}\n{code}".encode()).hexdigest())
    assert [held[code] for code in order] == [3, 2]
    assert all(stars(run).count(star) <= 1 for star in (3, 2, 1))
