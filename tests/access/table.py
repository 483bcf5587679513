"""Every named route: how an address of one's own and of somebody else's is made, and who may open it.

A new route needs a line here; `test_every_route_stands_in_the_table` says so.
"""

from campaigns.domain.schedule import STEPS
from safeschools.accounts.roles import ROLES, Scope
from tests.access.api_table import API
from tests.access.arguments import (
    account,
    certificate,
    item,
    job,
    link,
    nothing,
    review_item,
    run,
    school_code,
    version,
    version_item,
    visit,
    year,
    year_id,
)
from tests.access.rows import AGENCY, ALL, IMPORTERS, NOT_A_SCHOOL, PUBLIC, SIGNED_IN, Row

SHELL = {
    "home": Row(PUBLIC),
    "school_home": Row("assessment.fill"),
    "district_home": Row("review.work"),
    "agency_home": Row("visit.view"),
    "bureau_home": Row("dashboard.view"),
    "bureau_dashboard": Row("dashboard.view", year),
    "sheet_stamp": Row("dashboard.view", year),
    "choose_year": Row(PUBLIC, methods="POST"),
    "gallery": Row(PUBLIC, hidden=ALL - {"system_admin"}),
    "healthz": Row(PUBLIC),
    "readyz": Row(PUBLIC),
    "set_language": Row(PUBLIC, methods="GET POST"),
}
ACCOUNTS = {
    "account_login": Row(PUBLIC, methods="GET POST"),
    "account_logout": Row(SIGNED_IN, methods="GET POST"),
    "account_inactive": Row(PUBLIC),
    "account_reauthenticate": Row(SIGNED_IN, methods="GET POST"),
    "own_account": Row(SIGNED_IN),
    "mfa_authenticate": Row(PUBLIC, methods="GET POST"),
    "mfa_reauthenticate": Row(SIGNED_IN, methods="GET POST"),
    "mfa_activate_totp": Row(SIGNED_IN, methods="GET POST"),
    "mfa_view_recovery_codes": Row(SIGNED_IN, hidden=ALL),
    "second_step_reset": Row("second_step.reset", account, "POST", scoped=True),
    "session_left": Row(SIGNED_IN, methods="GET POST"),
    "sessions_end": Row(SIGNED_IN, methods="POST"),
    "session_end": Row(SIGNED_IN, lambda city, side, role: {"handle": "0" * 20}, "POST", hidden=ALL),
    "identity_switch": Row(SIGNED_IN, methods="POST", hidden=ALL),
    "account_change_password": Row(SIGNED_IN, methods="GET POST"),
    "account_list": Row("accounts.manage"),
    "account_new": Row("accounts.manage", methods="GET POST"),
    "account_detail": Row("accounts.manage", account, "GET POST", scoped=True),
    "account_active": Row("accounts.manage", account, "POST", scoped=True),
    "account_reset": Row("accounts.manage", account, "POST", scoped=True),
    "account_unlock": Row("accounts.manage", account, "POST", scoped=True),
    "role_grant": Row("accounts.manage", account, "POST", scoped=True),
    "role_end": Row(
        "accounts.manage",
        lambda city, side, role: account(city, side, role) | {"grant_id": side.grant.pk},
        "POST",
        scoped=True,
    ),
    "account_import": Row("accounts.manage", methods="GET POST"),
    "event_list": Row("events.view"),
    "status_page": Row("status.view"),
}
ASSESSMENT = {
    "assessment": Row("assessment.view", year, hidden=NOT_A_SCHOOL),
    "assessment_start": Row("assessment.fill", year, "POST"),
    "assessment_submit": Row("assessment.view", year, "GET POST", hidden=NOT_A_SCHOOL),
    "assessment_pdf": Row("assessment.view", year, hidden=NOT_A_SCHOOL),
    "assessment_receipt": Row(
        "assessment.view", lambda city, side, role: year(city, side, role) | {"number": 1}, hidden=NOT_A_SCHOOL
    ),
    "item_save": Row("assessment.fill", item, "POST"),
    "item_history": Row("assessment.view", item, hidden=NOT_A_SCHOOL),
    "evidence_upload": Row("assessment.fill", item, "POST"),
    "evidence_attach": Row("assessment.fill", item, "POST", hidden=ALL),
    "evidence_detach": Row("assessment.fill", link, "POST", scoped=True),
    "assessment_dimension": Row(
        "assessment.view",
        lambda city, side, role: year(city, side, role) | {"dimension": side.item.dimension.code},
        hidden=NOT_A_SCHOOL,
    ),
    "evidence_library": Row("assessment.fill", year),
    "evidence_file": Row(
        "evidence.view",
        lambda city, side, role: {"pk": side.evidence.pk},
        scoped=True,
        hidden=frozenset({"unit_liaison"}),
    ),
    "evidence_discard": Row(
        "assessment.fill",
        lambda city, side, role: year(city, side, role) | {"pk": side.evidence.pk},
        "POST",
        scoped=True,
    ),
    "receipt_file": Row(
        "assessment.view", lambda city, side, role: year(city, side, role) | {"number": 1}, hidden=NOT_A_SCHOOL
    ),
    "note_reply": Row(
        "assessment.fill",
        lambda city, side, role: year(city, side, role) | {"pk": side.note.pk},
        "POST",
        scoped=True,
    ),
    "assessment_presence": Row(
        "assessment.fill", lambda city, side, role: year(city, side, role) | {"dimension": side.item.dimension.code}
    ),
    "assessment_pdf_of": Row("assessment.view", school_code, scoped=True),
}
CITY = frozenset(slug for slug, role in ROLES.items() if role.scope == Scope.CITY)
REVIEW = {
    "review_queue": Row("review.view", year),
    "review_school": Row("review.view", school_code, scoped=True),
    "review_item": Row("review.view", review_item, scoped=True),
    "review_verdict": Row("review.work", review_item, "POST", scoped=True),
    "review_points": Row("review.work", review_item, scoped=True),
    "review_accept_rest": Row("review.work", school_code, "POST", scoped=True),
    "review_return": Row("review.work", school_code, "GET POST", scoped=True),
    "review_finish": Row("review.work", school_code, "GET POST", scoped=True),
    "review_reopen": Row("review.work", school_code, "GET POST", scoped=True),
    "review_progress": Row("dashboard.view", year),
    "veto_propose": Row("veto.propose", school_code, "GET POST", scoped=True),
    "veto_list": Row("review.view", year),
    "veto_confirm": Row("veto.confirm", nothing, "GET POST", hidden=ALL),
    "veto_reject": Row("veto.confirm", nothing, "GET POST", hidden=ALL),
    "disqualification_list": Row("review.view", year),
    "disqualification_propose": Row("disqualification.propose", school_code, "GET POST", scoped=True),
    "disqualification_confirm": Row("disqualification.confirm", nothing, "GET POST", hidden=ALL),
    "disqualification_reject": Row("disqualification.confirm", nothing, "GET POST", hidden=ALL),
    "disqualification_reply": Row("assessment.submit", year, "GET POST", hidden=ALL),
    "hold_set": Row("hold.set", school_code, "GET POST", scoped=True),
    "hold_lift": Row("hold.set", school_code, "GET POST", hidden=ALL),
    "recommendation": Row("recommend.view", year),
    "recommendation_fill_in": Row("review.work", year, "POST"),
    "recommendation_submit": Row("recommend.submit", year, "GET POST"),
    "recommendation_xlsx": Row("recommend.view", year, hidden=CITY),
    "recommendation_line": Row("review.work", school_code, "GET POST", scoped=True),
}
RATING = {
    "participation_list": Row("dashboard.view", year),
    "participation_detail": Row("dashboard.view", school_code, scoped=True),
}
STANDARD = {
    "standard_list": Row("standard.view"),
    "standard_detail": Row("standard.view", version),
    "standard_applicability": Row("standard.view", version),
    "standard_copy": Row("standard.edit", version, "GET POST"),
    "standard_publish": Row("standard.edit", version, "GET POST"),
    "standard_discard": Row("standard.edit", version, "POST"),
    "standard_export": Row("standard.view", version),
    "standard_import": Row("standard.edit", version, "GET POST"),
    "standard_import_confirm": Row("standard.edit", version, "POST"),
    "standard_import_marked": Row("standard.edit", version, "POST"),
    "standard_sum": Row("standard.edit", version),
    "standard_item_new": Row("standard.edit", version, "GET POST"),
    "standard_item": Row("standard.edit", version_item, "GET POST"),
    "standard_item_move": Row("standard.edit", version_item, "POST"),
    "standard_item_remove": Row("standard.edit", version_item, "GET POST"),
}
REGISTER = {
    "school_list": Row("register.view"),
    "school_profile": Row("register.view", hidden=NOT_A_SCHOOL),
    "school_import": Row("register.import", methods="GET POST"),
    "school_export": Row("register.view", lambda city, side, role: {"suffix": "csv"}),
    "school_detail": Row("register.view", lambda city, side, role: {"code": side.school.code}, scoped=True),
    "school_edit": Row("register.edit", lambda city, side, role: {"code": side.school.code}, "GET POST", scoped=True),
    "import_template": Row(SIGNED_IN, lambda city, side, role: {"slug": "schools"}, hidden=ALL - IMPORTERS),
    "import_report": Row(SIGNED_IN, job, scoped=True, hidden=ALL - IMPORTERS),
    "import_confirm": Row(SIGNED_IN, job, "POST", scoped=True, hidden=ALL - IMPORTERS),
    "import_again": Row(SIGNED_IN, job, "POST", scoped=True, hidden=ALL - IMPORTERS),
    "district_list": Row("register.view"),
    "agency_list": Row("standard.view"),
    "job_detail": Row(SIGNED_IN, job, scoped=True),
    "job_progress": Row(SIGNED_IN, job, scoped=True),
    "job_file": Row(SIGNED_IN, job, "GET POST", scoped=True, hidden=ALL),
}
VISITS = {
    "field_home": Row("visit.record"),
    "visit_page": Row("visit.record", visit, scoped=True),
    "visit_item": Row(
        "visit.record",
        lambda city, side, role: visit(city, side, role) | {"code": side.item.code},
        "GET POST",
        scoped=True,
    ),
    "visit_sign": Row("visit.record", visit, "GET POST", scoped=True),
    "visit_signature": Row("visit.record", visit, "POST", scoped=True),
    "visit_list": Row("visit.view", year),
    "visit_plan": Row("visit.plan", school_code, "GET POST", scoped=True),
    "visit_detail": Row("visit.view", visit, scoped=True),
    "visit_cancel": Row("visit.plan", visit, "POST", scoped=True),
}
SETUP = {
    "year_list": Row("year.view"),
    "campaign_new": Row("year.configure", methods="GET POST"),
    "year_phases": Row("standard.view", year),
    "extension_new": Row("deadline.extend", year, "POST"),
    "roster_freeze": Row("year.configure", year, "POST"),
    "roster_unfreeze": Row("year.configure", year, "POST"),
    "year_close": Row("year.configure", year, "POST"),
    "participation_withdraw": Row("year.configure", school_code, "GET POST", scoped=True),
    "setup_start": Row("year.configure", year_id),
    "setup_step": Row(
        "year.configure", lambda city, side, role: year_id(city, side, role) | {"step": STEPS[0]}, "GET POST"
    ),
    "setup_open": Row("year.configure", year_id, "POST"),
    "year_rules": Row("standard.view", year),
    "year_policy": Row("standard.view", year),
}
ALLOCATION = {
    "allocation": Row("allocation.view", year),
    "run": Row("allocation.view", run),
    "run_compare": Row("allocation.view", year),
    "run_create": Row("allocation.propose", year, "POST"),
    "run_why": Row("allocation.view", lambda city, side, role: run(city, side, role) | {"code": side.school.code}),
    "run_replay": Row("allocation.view", run),
    "run_export": Row("allocation.view", run),
    "run_propose": Row("allocation.propose", run, "POST"),
    "run_decide": Row("allocation.view", run),
    "run_approve": Row("allocation.approve", run, "POST"),
    "run_reject": Row("allocation.approve", run, "POST"),
}
HONOURS = {
    "naming_page": Row("allocation.view", year, "GET POST", post_needs="naming.record"),
    "naming_later": Row("naming.record", year, "POST"),
    "place_release": Row("naming.revoke", school_code, "GET POST", scoped=True),
    "revocation": Row("naming.revoke", certificate, "GET POST", scoped=True),
    "certificate_pdf": Row(SIGNED_IN, certificate, scoped=True, hidden=AGENCY | {"system_admin"}),
    "school_result": Row("result.view", year),
    "register_home": Row(PUBLIC),
    "register": Row(PUBLIC, year),
    "register_csv": Row(PUBLIC, year),
    "verify": Row(PUBLIC),
    "verify_number": Row(PUBLIC, lambda city, side, role: {"number": side.row.designation.certificate}),
}
TABLE: dict[str, Row] = {
    **SHELL,
    **ACCOUNTS,
    **ASSESSMENT,
    **REVIEW,
    **RATING,
    **STANDARD,
    **REGISTER,
    **API,
    **VISITS,
    **SETUP,
    **ALLOCATION,
    **HONOURS,
}
