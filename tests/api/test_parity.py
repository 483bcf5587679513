"""A step by the API asks for the same right as the same step on the pages, and can be repeated safely like it."""

from typing import Any

import pytest
from django.test import Client

from safeschools.accounts.models import RoleGrant, User
from safeschools.once.record import HEADER
from tests.access.api_table import API
from tests.access.rows import SIGNED_IN, Row
from tests.access.table import TABLE
from tests.api.test_fuzz import addresses
from tests.factories import make_user
from tests.once.test_every_form import ONCE

pytestmark = pytest.mark.django_db

#: every writing operation of the API → the page of the same step; what has none on the pages stands in `ALONE`
PAGES = {
    ("api_school", "PATCH"): "school_edit",
    ("api_standard", "DELETE"): "standard_discard",
    ("api_standard_copy", "POST"): "standard_copy",
    ("api_standard_publish", "POST"): "standard_publish",
    ("api_standard_content", "PUT"): "standard_import_confirm",
    ("api_standard_items", "POST"): "standard_item_new",
    ("api_standard_item", "PUT"): "standard_item",
    ("api_standard_item", "DELETE"): "standard_item_remove",
    ("api_standard_item_move", "POST"): "standard_item_move",
    ("api_campaigns", "POST"): "campaign_new",
    **{
        (f"api_setup_{step}", "PUT"): "setup_step"
        for step in ("basics", "phases", "standard", "bands", "ties", "decisions", "roster")
    },
    ("api_setup_open", "POST"): "setup_open",
    ("api_extensions", "POST"): "extension_new",
    ("api_roster_freeze", "POST"): "roster_freeze",
    ("api_roster_unfreeze", "POST"): "roster_unfreeze",
    ("api_year_close", "POST"): "year_close",
    ("api_accounts", "POST"): "account_new",
    ("api_account", "PATCH"): "account_detail",
    ("api_account_active", "POST"): "account_active",
    ("api_account_reset", "POST"): "account_reset",
    ("api_account_unlock", "POST"): "account_unlock",
    ("api_second_step_reset", "POST"): "second_step_reset",
    ("api_account_anonymise", "POST"): "account_anonymise",
    ("api_role_grant", "POST"): "role_grant",
    ("api_role_end", "POST"): "role_end",
    ("api_job_take_file", "POST"): "job_file",
    ("api_import_confirm", "POST"): "import_confirm",
    ("api_import_again", "POST"): "import_again",
    ("api_withdraw", "POST"): "participation_withdraw",
    ("api_assessment_start", "POST"): "assessment_start",
    ("api_item", "PATCH"): "item_save",
    ("api_item_evidence", "POST"): "evidence_attach",
    ("api_item_link", "DELETE"): "evidence_detach",
    ("api_evidence", "POST"): "evidence_upload",
    ("api_evidence_discard", "DELETE"): "evidence_discard",
    ("api_note_reply", "POST"): "note_reply",
    ("api_review_accept", "POST"): "review_verdict",
    ("api_review_adjust", "POST"): "review_verdict",
    ("api_review_note", "POST"): "review_verdict",
    ("api_review_accept_rest", "POST"): "review_accept_rest",
    ("api_review_return", "POST"): "review_return",
    ("api_review_finish", "POST"): "review_finish",
    ("api_review_reopen", "POST"): "review_reopen",
    ("api_recommendation_fill_in", "POST"): "recommendation_fill_in",
    ("api_recommendation_submit", "POST"): "recommendation_submit",
    ("api_recommendation_line", "PUT"): "recommendation_line",
    ("api_veto_propose", "POST"): "veto_propose",
    ("api_group_decision_propose", "POST"): "group_decision_propose",
    ("api_group_decision_confirm", "POST"): "group_decision_confirm",
    ("api_group_decision_reject", "POST"): "group_decision_reject",
    ("api_veto_confirm", "POST"): "veto_confirm",
    ("api_veto_reject", "POST"): "veto_reject",
    ("api_holds", "POST"): "hold_set",
    ("api_hold_lift", "POST"): "hold_lift",
    ("api_exit_propose", "POST"): "disqualification_propose",
    ("api_exit_confirm", "POST"): "disqualification_confirm",
    ("api_exit_reject", "POST"): "disqualification_reject",
    ("api_own_exit", "POST"): "disqualification_reply",
    ("api_visit_plan", "POST"): "visit_plan",
    ("api_visit_start", "POST"): "visit_item",
    ("api_visit_record", "PATCH"): "visit_item",
    ("api_visit_sign", "POST"): "visit_signature",
    ("api_visit_confirm", "POST"): "visit_sign",
    ("api_visit_cancel", "POST"): "visit_cancel",
    ("api_runs", "POST"): "run_create",
    ("api_what_if", "POST"): "run_what_if",
    ("api_scenario_new", "POST"): "scenario_save",
    ("api_scenario_delete", "POST"): "scenario_delete",
    ("api_tie_orders", "POST"): "tie_order_propose",
    ("api_tie_order_confirm", "POST"): "tie_order_confirm",
    ("api_tie_order_reject", "POST"): "tie_order_reject",
    ("api_draws", "POST"): "draw_commit",
    ("api_draw_reveal", "POST"): "draw_reveal",
    ("api_draw_confirm", "POST"): "draw_confirm",
    ("api_draw_send_back", "POST"): "draw_send_back",
    ("api_draw_withdraw", "POST"): "draw_withdraw",
    ("api_run_propose", "POST"): "run_propose",
    ("api_run_approve", "POST"): "run_approve",
    ("api_run_reject", "POST"): "run_reject",
    ("api_naming", "POST"): "naming_page",
    ("api_naming_later", "POST"): "naming_later",
    ("api_place_release", "POST"): "place_release",
    ("api_revoke", "POST"): "revocation",
}
#: asked by the action: which import, who signs off (the page shows everybody of the school who does)
ALONE = {("api_imports", "POST"): SIGNED_IN, ("api_assessment_submit", "POST"): "assessment.submit"}
GRANTS = ["grant_role", "end_role"]
WRITES = [(name, method) for name, row in API.items() for method in row.methods.split() if method != "GET"]


def right(row: Row) -> str:
    return row.post_needs or row.needs


def test_every_write_has_its_page() -> None:
    assert sorted(WRITES) == sorted([*PAGES, *ALONE])


@pytest.mark.parametrize(("name", "method"), WRITES)
def test_a_write_asks_for_the_right_its_page_asks_for(name: str, method: str) -> None:
    page = PAGES.get((name, method))
    assert right(API[name]) == (right(TABLE[page]) if page else ALONE[name, method])


def test_what_acts_once_on_the_pages_takes_a_key(described: dict[str, Any]) -> None:
    at = addresses()
    told = {key: described["paths"][at[key[0]]][key[1].lower()].get("parameters", ()) for key in PAGES}
    takes = {key for key, parameters in told.items() if HEADER in {each["name"] for each in parameters}}
    assert {key for key, page in PAGES.items() if page in ONCE} - takes == set()


def test_nobody_makes_an_account_and_gives_it_power_alone() -> None:
    account = make_user("bureau_officer", username="target")
    makes, grants, path = Client(), Client(), f"/api/v1/accounts/{account.username}"
    makes.force_login(make_user("system_admin"))
    grants.force_login(make_user("security_admin"))
    new = {"username": "newcomer", "display_name": "新人", "role": "bureau_lead"}
    assert makes.post(f"{path}/roles/", {"role": "bureau_lead"}, content_type="application/json").status_code == 403
    assert grants.post("/api/v1/accounts/", new, content_type="application/json").status_code == 403
    assert grants.post(f"{path}/reset/", {}, content_type="application/json").status_code == 403
    assert not RoleGrant.objects.exists()
    assert makes.post("/api/v1/accounts/", new, content_type="application/json").status_code == 201
    assert not User.objects.get(username="newcomer").is_active
    shown = [who.get(f"{path}/").json()["allowed_actions"] for who in (makes, grants)]
    assert shown == [["change", "reset_password", "deactivate", "unlock"], ["deactivate", "unlock", *GRANTS]]
