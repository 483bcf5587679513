"""The route book of the tour: who visits which page, in which scene of `tests.browser.props`, and what is no page.

A new page needs a line in PLAN, anything else with a name a line in NO_PAGES: tests/architecture/test_tour.py says so.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from campaigns.domain.schedule import STEPS
from tests.access.table import TABLE

#: routes that are asked with GET and answer with something else than a page, and why nobody visits them
NO_PAGES = {
    **dict.fromkeys(("home", "bureau_home", "register_home", "setup_start"), "leads to another page"),
    **dict.fromkeys(("sheet_stamp", "job_progress"), "fragment that renews itself"),
    **dict.fromkeys(("assessment_presence", "review_points", "standard_sum"), "fragment of a page being edited"),
    **dict.fromkeys(("healthz", "readyz", "session_left", "waiting_count"), "asked by machines and scripts"),
    "set_language": "Django's own; switches by POST",
    **dict.fromkeys(
        ("mfa_authenticate", "mfa_reauthenticate", "mfa_view_recovery_codes"),
        "only for accounts with a second step, which no demo account has",
    ),
    **dict.fromkeys(("assessment_pdf", "assessment_pdf_of", "certificate_pdf", "compliance_pdf"), "download: PDF"),
    **dict.fromkeys(
        ("recommendation_xlsx", "compliance_xlsx", "standard_export", "run_export", "import_template"),
        "download: workbook",
    ),
    **dict.fromkeys(
        ("school_export", "register_csv", "own_data_export", "receipt_file", "evidence_file", "job_file"), "download"
    ),
    **{name: "data for programs" for name, row in TABLE.items() if row.api and "GET" in row.methods},
}


@dataclass(frozen=True)
class Stop:
    """One page: the account that opens it (`""`: a visitor), the scene, and a label for a second look at a route."""

    route: str
    username: str
    scene: str = "running"
    more: dict[str, Any] = field(default_factory=dict)
    label: str = ""

    @property
    def name(self) -> str:
        return self.route + (f".{self.label}" if self.label else "")

    def url(self, scenes: dict[str, Any]) -> str:
        """The address, with the arguments the role table gives the route."""
        scene = scenes[self.scene]
        kwargs = self.more or TABLE[self.route].arguments(scene, scene, self.username)
        return reverse(self.route, kwargs={name: _plain(scene, value) for name, value in kwargs.items()})


def _plain(scene: Any, value: Any) -> Any:
    return value(scene) if callable(value) else value


def _stops() -> Iterator[Stop]:
    for username, scene, routes in PLAN:
        for route in routes.split():
            yield Stop(route, username, scene)
    for step in STEPS:
        more = {"year_id": lambda scene: scene.year.pk, "step": step}
        yield Stop("setup_step", "officer", "next", more, step)
    for route in ("veto_confirm", "veto_reject"):
        yield Stop(route, "lead", more={"pk": lambda scene: scene.veto.pk})
    for route in ("disqualification_confirm", "disqualification_reject"):
        yield Stop(route, "lead", more={"pk": lambda scene: scene.paper.pk})
    yield Stop("allocation", "officer", label="before")
    yield Stop("school_result", "editor", label="before")
    yield Stop("year_rules", "officer", "past", label="past")
    yield Stop("verify_number", "", more={"number": "XJPA-2025-0000-0000-0000-0"}, label="unknown")


PLAN = (
    ("", "past", "account_login account_inactive register verify verify_number"),
    ("editor", "own", "school_home assessment assessment_dimension assessment_submit evidence_library item_history"),
    (
        "editor",
        "own",
        "own_account account_change_password account_logout account_reauthenticate school_profile mfa_activate_totp",
    ),
    ("editor", "own", "own_data"),
    ("", "past", "account_reset_password account_reset_password_done account_reset_password_from_key"),
    ("", "past", "account_reset_password_from_key_done"),
    ("editor", "past", "school_result"),
    ("head2", "running", "assessment_receipt"),
    ("reviewer", "running", "district_home review_queue review_school review_item review_return review_finish"),
    ("reviewer", "running", "veto_propose recommendation"),
    ("reviewer", "reviewed", "review_reopen recommendation_line"),
    ("district", "running", "recommendation_submit school_import import_report job_detail school_edit"),
    ("inspector", "visit", "field_home visit_page visit_item visit_sign"),
    ("liaison", "running", "agency_home agency_list"),
    ("officer", "running", "bureau_dashboard compliance review_progress participation_list participation_detail"),
    ("officer", "running", "visit_list visit_detail school_list school_detail district_list participation_withdraw"),
    ("officer", "running", "agency_liaison"),
    ("officer", "reviewed", "visit_plan"),
    ("officer", "running", "year_list campaign_new year_phases year_rules year_policy disqualification_propose"),
    ("officer", "running", "account_list account_new account_detail account_import"),
    ("officer", "running", "standard_list standard_detail standard_applicability standard_copy"),
    ("officer", "draft", "standard_publish standard_import standard_item_new standard_item standard_item_remove"),
    ("officer", "past", "allocation run run_why run_compare run_replay run_decide run_what_if scenario tie_orders"),
    ("officer", "past", "group_decision_list group_decision_propose"),
    ("officer", "running", "draw"),
    ("", "running", "public_draw"),
    ("lead", "past", "naming_page revocation"),
    ("lead", "running", "waiting veto_list disqualification_list hold_set place_release"),
    ("lead", "leaving", "hold_lift"),
    ("leaving", "leaving", "disqualification_reply"),
    ("auditor", "running", "event_list"),
    ("admin", "running", "gallery status_page"),
)
STOPS = tuple(_stops())

#: the pages that are also looked at in the dark and in English
MAIN = frozenset(
    {"account_login", "school_home", "assessment", "district_home", "review_school", "field_home", "bureau_dashboard"}
    | {"participation_list", "allocation", "register"}
)


def read_scenes(text: str) -> dict[str, Any]:
    """What `tests.browser.props` printed, with attributes as the role table's arguments read them."""
    found = json.loads(text, object_hook=lambda pairs: SimpleNamespace(**pairs))
    for scene in vars(found).values():
        scene.jobs = vars(scene.jobs)
    return dict(vars(found))
