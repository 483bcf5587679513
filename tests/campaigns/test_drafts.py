"""The wizard's steps as actions: what they refuse, what they remember, that an open year is frozen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from campaigns import actions
from campaigns.actions.campaigns import Basics
from campaigns.domain.schedule import KINDS, proposal
from campaigns.domain.seats import POLICY_CAPS, Caps
from campaigns.models import Campaign, CampaignYear
from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.audit.queries import events_of
from safeschools.lib.errors import Invalid, WrongState
from tests.factories import make_draft_year, make_school, make_user

pytestmark = pytest.mark.django_db

BANDS = {"floor": 7000, "band_one": 8000, "band_two": 8500, "band_three": 9000}


@pytest.fixture
def officer() -> User:
    return make_user("bureau_officer")


@pytest.fixture
def draft(officer: User) -> CampaignYear:
    return make_draft_year(by=officer)


def basics(**changes: Any) -> Basics:
    given = Basics(
        name="平安学校",
        city="云州市",
        mode=Campaign.Mode.NAMING,
        approval_document="",
        approved_on=None,
        starts_on=date(2025, 6, 1),
        ends_on=date(2027, 12, 31),
        goal_percent=90,
    )
    return replace(given, **changes)


def test_a_campaign_has_three_draft_years_with_the_caps_of_the_policy(officer: User) -> None:
    campaign = actions.create_campaign(basics(), by=officer)
    rows = list(campaign.years.values_list("index", "calendar_year", "state", "cap_total"))
    assert rows == [(1, 2025, "draft", 3000), (2, 2026, "draft", 4500), (3, 2027, "draft", 6000)]
    assert events_of(campaign).get().verb == "campaign.create"


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_on": date(2025, 6, 1)},
        {"approval_document": "1号"},
        {"approved_on": date(2025, 5, 1)},
    ],
)
def test_basics_that_contradict_each_other_are_refused(
    officer: User, draft: CampaignYear, changes: dict[str, Any]
) -> None:
    with pytest.raises(Invalid):
        actions.create_campaign(basics(**changes), by=officer)
    with pytest.raises(Invalid):
        actions.save_basics(draft, by=officer, basics=basics(**changes))


def test_the_log_names_what_changed_and_only_then(officer: User, draft: CampaignYear) -> None:
    actions.save_basics(draft, by=officer, basics=basics(name="新名称"))
    event = events_of(draft.campaign).filter(verb="campaign.edit").first()
    assert event is not None
    assert event.data["name"][1] == "新名称"
    count = events_of(draft.campaign).count()
    actions.save_basics(draft, by=officer, basics=basics(name="新名称"))
    assert events_of(draft.campaign).count() == count


def test_phases_run_to_the_last_second_of_their_day_in_shanghai(officer: User, draft: CampaignYear) -> None:
    phase = draft.phases.get(kind="self_assessment")
    assert phase.starts_at.isoformat() == "2025-08-31T16:00:00+00:00"
    assert phase.ends_at.isoformat() == "2025-10-12T15:59:59+00:00"
    assert phase.grace_minutes == 120


def test_phases_may_overlap(officer: User, draft: CampaignYear) -> None:
    spans = proposal(2025)
    review = spans["district_review"]
    actions.save_phases(draft, by=officer, spans=spans | {"district_review": replace(review, first=date(2025, 9, 20))})
    assert draft.phases.get(kind="district_review").starts_at < draft.phases.get(kind="self_assessment").ends_at


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("naming", {"first": date(2025, 12, 21)}),
        ("naming", {"last": date(2028, 1, 1)}),
        ("preparation", {"first": date(2025, 5, 1)}),
        ("district_review", {"first": date(2025, 8, 1)}),
        ("district_review", {"last": date(2025, 10, 13)}),
    ],
)
def test_phases_out_of_order_or_outside_the_campaign_are_refused(
    officer: User, draft: CampaignYear, kind: str, change: dict[str, Any]
) -> None:
    spans = proposal(2025)
    spans[kind] = replace(spans[kind], **change)
    if kind == "district_review" and "last" in change:
        spans["self_assessment"] = replace(spans["self_assessment"], last=date(2025, 10, 14))
    with pytest.raises(Invalid):
        actions.save_phases(draft, by=officer, spans=spans)


def test_every_phase_is_needed(officer: User, draft: CampaignYear) -> None:
    spans = {kind: span for kind, span in proposal(2025).items() if kind != KINDS[0]}
    with pytest.raises(Invalid):
        actions.save_phases(draft, by=officer, spans=spans)


@pytest.mark.parametrize("line", [{"band_one": 8500}, {"floor": 8100}, {"band_three": 10100}, {"floor": 0}])
def test_score_lines_must_rise(officer: User, draft: CampaignYear, line: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        actions.save_bands(draft, by=officer, bands=BANDS | line, caps=POLICY_CAPS[1])


def test_no_star_may_have_more_than_the_total(officer: User, draft: CampaignYear) -> None:
    with pytest.raises(Invalid):
        actions.save_bands(draft, by=officer, bands=BANDS, caps=Caps(three=500, two=1000, one=3100, total=3000))


@pytest.mark.parametrize("keys", [["key_points", "key_points"], ["luck"]])
def test_tie_keys_are_known_and_unique(officer: User, draft: CampaignYear, keys: list[str]) -> None:
    with pytest.raises(Invalid):
        actions.save_ties(draft, by=officer, keys=keys)


def test_tie_keys_answer_the_open_question_about_ties(officer: User, draft: CampaignYear) -> None:
    actions.save_ties(draft, by=officer, keys=[])
    draft.refresh_from_db()
    assert (draft.tie_keys, draft.decisions["quota.ties"]) == ([], "exclude")
    actions.save_decisions(draft, by=officer, choices={"quota.overflow": "forfeit"})
    draft.refresh_from_db()
    assert draft.decisions["quota.ties"] == "exclude"
    assert draft.decisions["quota.overflow"] == "forfeit"
    actions.save_ties(draft, by=officer, keys=["honesty"], lottery=True)
    draft.refresh_from_db()
    assert (draft.tie_keys, draft.decisions["quota.ties"]) == (["honesty"], "lottery")
    assert Event.objects.filter(verb="year.ties").latest("pk").data["answer"] == ["exclude", "lottery"]


@pytest.mark.parametrize("choices", [{"quota.rounding": "half_up"}, {"quota.overflow": "luck"}, {"no.question": "x"}])
def test_answers_nobody_offers_are_refused(officer: User, draft: CampaignYear, choices: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        actions.save_decisions(draft, by=officer, choices=choices)


def test_what_was_typed_is_kept_until_the_step_is_accepted(officer: User, draft: CampaignYear) -> None:
    actions.keep_typed(draft, by=officer, step="ties", typed={"key_points": ["7"]})
    draft.refresh_from_db()
    assert draft.setup["typed"] == {"ties": {"key_points": ["7"]}}
    actions.save_ties(draft, by=officer, keys=["honesty"])
    draft.refresh_from_db()
    assert draft.setup["typed"] == {}
    with pytest.raises(Invalid):
        actions.keep_typed(draft, by=officer, step="nowhere", typed={})


@pytest.mark.parametrize("state", ["open", "closed"])
def test_every_step_is_refused_once_the_year_is_open(officer: User, draft: CampaignYear, state: str) -> None:
    CampaignYear.objects.filter(pk=draft.pk).update(state=state)
    make_school()
    steps: tuple[Callable[[], object], ...] = (
        lambda: actions.save_basics(draft, by=officer, basics=basics()),
        lambda: actions.save_phases(draft, by=officer, spans=proposal(2025)),
        lambda: actions.save_bands(draft, by=officer, bands=BANDS, caps=POLICY_CAPS[1]),
        lambda: actions.save_ties(draft, by=officer, keys=[]),
        lambda: actions.save_decisions(draft, by=officer, choices={}),
        lambda: actions.save_roster(draft, by=officer),
        lambda: actions.keep_typed(draft, by=officer, step="ties", typed={}),
    )
    for step in steps:
        with pytest.raises(WrongState):
            step()


def test_a_proposal_is_in_order_for_any_year() -> None:
    for year in (2025, 2026, 2027, 2028):
        spans = list(proposal(year).values())
        assert all(span.first <= span.last for span in spans)
        assert all(after.first > before.first and after.last > before.last for before, after in pairwise(spans))
