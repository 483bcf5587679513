"""Every component draws what it is given, and says it in words too."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from campaigns.models import ParticipationState
from safeschools.web import samples
from safeschools.web.tags.charts import nice_ceiling
from safeschools.web.tags.graphics import band_of
from scoring.domain.lift import Mark

NOW = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def render(source: str, **values: Any) -> str:
    """A template with the tags loaded, rendered."""
    return Template("{% load ui %}" + source).render(Context(values))


@pytest.fixture
def request_of_a_list() -> HttpRequest:
    return RequestFactory().get("/schools/", {"q": "小学", "page": "4"})


@pytest.mark.parametrize("state", list(ParticipationState))
def test_every_state_of_a_participation_has_a_chip(state: str) -> None:
    html = render("{% status_chip state %}", state=state)
    assert str(ParticipationState(state).label) in html
    assert "<use href=" in html


@pytest.mark.parametrize(("value", "word"), [(0, "No star"), (1, "One star"), (2, "Two stars"), (3, "Three stars")])
def test_stars_always_have_three_slots_and_a_word(value: int, word: str) -> None:
    html = render("{% stars value %}", value=value)
    assert html.count("star-on") == value
    assert html.count("star-off") == 3 - value
    assert f"<span>{word}</span>" in html
    assert f'aria-label="{word}"' in render("{% stars value text=False %}", value=value)


def test_an_icon_is_hidden_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in render('{% icon "clock" %}')
    assert 'role="img" aria-label="Late"' in render('{% icon "clock" label="Late" %}')


def test_text_of_people_is_escaped() -> None:
    assert "<b>" not in render("{% chip text %}", text="<b>x</b>")
    assert "<b>" not in render('{% kv "Name" text %}', text="<b>x</b>")


def test_items_to_gain_from_lead_to_their_place_in_the_workspace() -> None:
    mark = Mark("D2-03", "<b>Gate</b>", "D2", 150, 400)
    html = render("{% to_gain marks 2025 %}", marks=[mark])
    assert f'href="{reverse("assessment_dimension", args=[2025, "D2"])}#item-D2-03"' in html
    assert "&lt;b&gt;Gate&lt;/b&gt;" in html
    assert "1.50 / 4" in html
    assert "+2.50" in html
    links = render("{% item_links marks 2025 %}", marks=[mark, replace(mark, code="D2-04")])
    assert re.findall(r"#item-(\S+)\">\1</a>", links) == ["D2-03", "D2-04"]


@pytest.mark.parametrize(
    ("score", "key"), [(9000, "s3"), (8999, "s2"), (8500, "s2"), (8000, "s1"), (7000, "s0"), (6999, "sx")]
)
def test_bands_begin_at_their_threshold(score: int, key: str) -> None:
    assert band_of(score) == key


def test_a_ring_says_its_score() -> None:
    html = render('{% score_ring 8650 sub="final" %}')
    assert 'aria-label="Score 86.50 of 100"' in html
    assert "ring-val--s2" in html
    assert html.count("ring-tick") == 4
    assert "–" in render("{% score_ring None %}")


def test_the_ruler_places_score_and_ghost() -> None:
    html = render('{% band_bar 8000 9000 "2025" %}')
    assert '<svg x="50.00%"' in html
    assert '<svg x="75.00%"' in html
    assert "2025 90.00" in html
    assert "now 80.00" in html


def test_scores_beyond_the_ruler_stay_on_it() -> None:
    assert '<svg x="0.00%"' in render("{% band_bar 3100 %}")


def test_the_flow_shows_what_each_layer_changed() -> None:
    html = render("{% score_flow 8850 8700 8650 8650 %}")
    assert "−1.50" in html
    assert "−0.50" in html
    assert render("{% score_flow 8850 %}").count("–") == 3


def test_the_gauge_hatches_only_what_is_beyond_the_cap() -> None:
    assert "q-over" in render("{% quota_gauge 3 41 41 80 100 %}")
    assert "q-over" not in render("{% quota_gauge 1 60 82 60 100 %}")
    assert "41 of 41 seats allocated; 80 qualified" in render("{% quota_gauge 3 41 41 80 100 %}")


def test_the_quota_panel_marks_a_cut_off_above_the_threshold() -> None:
    html = render("{% quota_panel quota_rows quota_total %}", **samples.quota())
    assert html.count("strong t-red") == 3
    assert "<b>184</b> / 185" in html


def test_a_bar_stacks_its_parts() -> None:
    html = render('{% bar 10 "p-green" 3 "p-mid" 2 "p-red" 0 label="5 of 10" %}')
    assert 'class="p-green" x="0.00%" width="30.00%"' in html
    assert 'class="p-mid" x="30.00%" width="20.00%"' in html
    assert "p-red" not in html


@pytest.mark.parametrize(("value", "top"), [(1, 4), (4, 4), (5, 8), (32, 32), (41, 60), (95, 100), (410, 600)])
def test_the_scale_of_a_chart_is_round(value: int, top: int) -> None:
    assert nice_ceiling(value) == top


def test_the_histogram_has_a_table_with_the_same_numbers() -> None:
    html = render("{% histogram bins %}", bins=samples.histogram())
    counts = [int(number) for number in re.findall(r'<td class="r num">(\d+)</td>', html)]
    total = sum(sum(points.values()) for points in samples.SCORES.values())
    assert sum(counts) == total
    assert html.count('class="hist-s3"') > 1


def test_the_histogram_of_nothing_is_empty() -> None:
    assert 'class="hist-s3" x=' not in render("{% histogram bins %}", bins=[])


def test_the_trend_is_read_aloud() -> None:
    rows = [
        {"label": 2025, "rate": 6830},
        {"label": 2026, "rate": None},
        {"label": 2027, "rate": 9000, "planned": True},
    ]
    html = render("{% trend rows 9000 %}", rows=rows)
    assert 'aria-label="2025: 68.3%, 2027: 90%; goal 90%"' in html
    assert "trend--plan" in html


def test_the_timeline_knows_past_present_and_future() -> None:
    html = render("{% cycle_timeline phases now %}", phases=samples.phases(), now=NOW)
    assert html.count('class="done"') == 1
    assert html.count('aria-current="step"') == 1
    assert html.count("<li") == 7


def test_the_countdown_changes_on_the_last_day() -> None:
    assert "<b>14</b>" in render("{% countdown end now %}", end=NOW + timedelta(days=14), now=NOW)
    assert "data-countdown" in render("{% countdown end now %}", end=NOW + timedelta(hours=5), now=NOW)
    assert "Ended" in render("{% countdown end now %}", end=NOW - timedelta(hours=5), now=NOW)


def test_a_failed_save_is_announced() -> None:
    assert 'role="alert"' in render('{% save_state "err" %}')
    assert 'role="status"' in render('{% save_state "ok" now %}', now=NOW)


def test_crumbs_end_with_the_page() -> None:
    html = render('{% crumbs "Home" "/" "2026" "/2026/" "Review" %}')
    assert '<span aria-current="page">Review</span>' in html
    assert html.count("<a ") == 2


def test_a_dialog_is_labelled_by_its_title() -> None:
    html = render('{% dialog "d" "Leave?" %}<p>Body</p>{% enddialog %}')
    assert 'aria-labelledby="d-t"' in html
    assert "<p>Body</p>" in html


def test_an_error_alert_is_announced() -> None:
    assert 'role="alert"' in render('{% alert "err" %}Lost{% endalert %}')
    assert 'role="alert"' not in render('{% alert "ok" %}Saved{% endalert %}')


def test_a_confirmation_posts_with_its_token() -> None:
    html = render(
        '{% confirm_dialog "d" "/x/" "Stop?" "Text" "Stop" "Go on" danger=True reason="Why" %}', csrf_token="t0k"
    )
    assert 'name="csrfmiddlewaretoken" value="t0k"' in html
    assert "btn-danger" in html
    assert "required" in html


def test_the_pager_keeps_the_filters(request_of_a_list: HttpRequest) -> None:
    page = Paginator(range(1859), 50).page(4)
    html = render("{% pager page %}", page=page, request=request_of_a_list)
    assert 'href="/schools/?q=%E5%B0%8F%E5%AD%A6&amp;page=5"' in html
    assert 'aria-current="page"' in html
    assert "151–200 of 1,859" in html


def test_one_page_needs_no_pager(request_of_a_list: HttpRequest) -> None:
    page = Paginator(range(3), 50).page(1)
    assert render("{% pager page %}", page=page, request=request_of_a_list).strip() == ""


def test_a_running_job_asks_again_and_a_finished_one_does_not() -> None:
    job = {"done": 268, "total": 412, "is_over": False, "error": ""}
    running = render('{% job_progress job "/jobs/1/" "Recompute" %}', job=job)
    assert 'hx-trigger="every 1s"' in running
    assert "268 / 412" in running
    assert "hx-get" not in render('{% job_progress job "/jobs/1/" %}', job={**job, "is_over": True})


def test_a_wrong_form_names_its_faults_and_links_to_them() -> None:
    form = samples.SampleForm({"name": "", "points": "5.5", "reason": "short", "kind": "a", "district": "1"})
    summary = render("{% error_summary form %}", form=form)
    assert "3 things need correcting" in summary
    assert 'href="#id_points"' in summary
    assert "data-focus-now" in summary
    field = form["points"].as_field_group()
    assert 'aria-describedby="id_points_error"' in field
    assert 'id="id_points_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'class="form-control"' in field


def test_a_right_form_has_no_summary() -> None:
    assert render("{% error_summary form %}", form=samples.SampleForm()).strip() == ""


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = samples.SampleForm()["kind"].as_field_group()
    assert "<fieldset" in html
    assert "<legend" in html
    assert html.count('class="form-check-input"') == 2
