"""For every rule of the database a statement it must refuse, in plain SQL on the demonstration city."""

import re
from pathlib import Path

from django.apps import apps

DECIDED = {
    "state": "'confirmed'",
    "decided_by_id": "1",
    "decided_at": "proposed_at",
    "decision_reason": "'x'",
}

REVEALED = {"seed": "'x'", "secret": "'x'", "revealed_by_id": "1", "revealed_at": "committed_at"}

#: check → (table, condition of the row to copy, columns of the copy that break the rule)
CHECKS: dict[str, tuple[str, str, dict[str, str]]] = {
    "event_sealed_whole": ("audit_event", "position IS NULL", {"hash": "'x'"}),
    "answer_has_key": ("once_answer", "", {"key": "''"}),
    "answer_whole": ("once_answer", "", {"key": "'other'", "status": "200"}),
    "message_state_known": ("notify_message", "", {"state": "'x'", "dedupe": "'x'"}),
    "message_sent_with_time": ("notify_message", "", {"state": "'sent'", "dedupe": "'x'"}),
    "safeguard_kind_known": ("operations_safeguard", "", {"kind": "'x'"}),
    "safeguard_named": ("operations_safeguard", "", {"backup": "''"}),
    "job_state_known": ("jobs_job", "", {"state": "'x'"}),
    "agency_role_known": ("directory_agency", "", {"role": "'x'"}),
    "school_type_known": ("directory_school", "", {"type": "'x'"}),
    "school_ownership_known": ("directory_school", "", {"ownership": "'x'"}),
    "school_status_known": ("directory_school", "", {"status": "'x'"}),
    "boarders_within_students": ("directory_school", "", {"boarders": "students + 1"}),
    "user_role_known": ("accounts_user", "", {"role": "'x'"}),
    "user_scope_matches_role": ("accounts_user", "role = 'school_head'", {"school_id": "NULL"}),
    "anonymised_is_closed": ("accounts_user", "", {"anonymised_at": "created_at"}),
    "grant_role_known": ("accounts_rolegrant", "", {"role": "'x'"}),
    "grant_scope_matches_role": ("accounts_rolegrant", "role = 'school_head'", {"school_id": "NULL"}),
    "grant_not_to_oneself": ("accounts_rolegrant", "", {"granted_by_id": "user_id"}),
    "token_expires": ("accounts_apitoken", "", {"expires_at": "created_at"}),
    "token_complete": ("accounts_apitoken", "", {"name": "''"}),
    "sign_in_outcome_known": ("accounts_signin", "", {"outcome": "'x'"}),
    "campaign_mode_known": ("campaigns_campaign", "", {"mode": "'x'"}),
    "campaign_period": ("campaigns_campaign", "", {"ends_on": "starts_on"}),
    "year_state_known": ("campaigns_campaignyear", "", {"state": "'x'"}),
    "year_bands_ordered": ("campaigns_campaignyear", "", {"band_two": "band_three"}),
    "year_caps_within_total": ("campaigns_campaignyear", "", {"cap_one": "cap_total + 1"}),
    "year_roster_frozen_with_size": ("campaigns_campaignyear", "roster_size IS NOT NULL", {"roster_size": "NULL"}),
    "phase_kind_known": ("campaigns_phase", "", {"kind": "'x'"}),
    "phase_period": ("campaigns_phase", "", {"ends_at": "starts_at"}),
    "extension_has_reason": ("campaigns_extension", "", {"reason": "''"}),
    "participation_state_known": ("campaigns_participation", "", {"state": "'x'"}),
    "draw_state_known": ("campaigns_draw", "", {"state": "'x'"}),
    "draw_committed": ("campaigns_draw", "", {"commitment": "''"}),
    "draw_four_eyes": (
        *("campaigns_draw", ""),
        {"state": "'confirmed'", **REVEALED, "confirmed_by_id": "1", "confirmed_at": "committed_at"},
    ),
    "draw_revealed_paired": ("campaigns_draw", "", {"revealed_at": "committed_at"}),
    "draw_revealed_whole": ("campaigns_draw", "", {"state": "'revealed'", **REVEALED, "withheld": "'x'"}),
    "draw_confirmed_paired": ("campaigns_draw", "", {"confirmed_at": "committed_at"}),
    "draw_withdrawn_paired": ("campaigns_draw", "", {"withdrawn_at": "committed_at"}),
    "draw_state_signed": ("campaigns_draw", "", {"state": "'confirmed'"}),
    "participation_revision": ("campaigns_participation", "", {"revision": "-1"}),
    "unsubmitted_has_no_time": ("campaigns_participation", "submitted_at IS NOT NULL", {"state": "'invited'"}),
    "standard_published_paired": ("scoring_standard", "state = 'published'", {"published_by_id": "NULL"}),
    "standard_hash_when_published": ("scoring_standard", "state = 'published'", {"content_hash": "''"}),
    "item_method_known": ("scoring_item", "max_points > 0", {"method": "'x'"}),
    "item_points_range": ("scoring_item", "max_points > 0", {"max_points": "10001"}),
    "veto_carries_no_points": ("scoring_item", "max_points > 0", {"method": "'veto'"}),
    **{
        f"{layer}_points_within_max": (
            "scoring_itemscore",
            f"{layer}_points IS NOT NULL" if layer != "ruled" else "",
            {f"{layer}_points": "max_points + 1", f"{layer}_max": "max_points"},
        )
        for layer in ("draft", "claimed", "reviewed", "verified", "ruled")
    },
    "score_version_from_one": ("scoring_itemscore", "", {"version": "0"}),
    "entry_layer_known": ("scoring_scoreentry", "", {"layer": "'x'"}),
    "entry_points_within_max": ("scoring_scoreentry", "", {"points": "max_points + 1"}),
    "evidence_complete": ("scoring_evidence", "", {"size": "0"}),
    "submission_score_range": ("scoring_submission", "", {"score": "10001"}),
    "return_has_text": ("scoring_returnnote", "", {"text": "''"}),
    "list_state_known": ("scoring_recommendationlist", "", {"state": "'x'"}),
    "list_submitted_paired": ("scoring_recommendationlist", "", {"submitted_by_id": "NULL"}),
    "recommended_with_star_refused_with_reason": ("scoring_recommendation", "recommended", {"star": "0"}),
    "veto_state_known": ("scoring_veto", "", {"state": "'x'", "decided_by_id": "1", "decided_at": "proposed_at"}),
    "veto_four_eyes": (
        *("scoring_veto", ""),
        {"state": "'confirmed'", "decided_by_id": "proposed_by_id", "decided_at": "proposed_at"},
    ),
    "veto_decision_signed": ("scoring_veto", "", {"state": "'confirmed'"}),
    "veto_decided_paired": ("scoring_veto", "", {"decided_at": "proposed_at"}),
    "veto_has_document_and_reason": ("scoring_veto", "", {"document": "''"}),
    "disqualification_state_known": (
        "scoring_disqualification",
        "",
        DECIDED | {"state": "'x'", "document": "'x'"},
    ),
    "disqualification_four_eyes": ("scoring_disqualification", "", DECIDED | {"decided_by_id": "proposed_by_id"}),
    "disqualification_decision_signed": ("scoring_disqualification", "", {"state": "'confirmed'"}),
    "disqualification_decided_paired": ("scoring_disqualification", "", {"decided_at": "proposed_at"}),
    "disqualification_replied_paired": ("scoring_disqualification", "", {"replied_at": "proposed_at"}),
    "disqualification_score_range": ("scoring_disqualification", "", {"score": "10001"}),
    "disqualification_has_document_and_reason": ("scoring_disqualification", "", {"reason": "''"}),
    "group_decision_state_known": (
        "scoring_groupdecision",
        "",
        {"state": "'x'", "decided_by_id": "1", "decided_at": "proposed_at"},
    ),
    "group_decision_kind_known": ("scoring_groupdecision", "", {"kind": "'x'"}),
    "group_decision_four_eyes": ("scoring_groupdecision", "", DECIDED | {"decided_by_id": "proposed_by_id"}),
    "group_decision_decided_paired": ("scoring_groupdecision", "", {"decided_at": "proposed_at"}),
    "group_decision_decision_signed": ("scoring_groupdecision", "", {"state": "'confirmed'"}),
    "group_decision_has_document_and_reason": ("scoring_groupdecision", "", {"reason": "''"}),
    "group_decision_star_fits": ("scoring_groupdecision", "", {"kind": "'pin'", "star": "NULL"}),
    "group_decision_evidence_https": ("scoring_groupdecision", "", {"evidence": "'http://x'"}),
    "tie_order_state_known": (
        *("scoring_tieorder", ""),
        {"state": "'x'", "decided_by_id": "1", "decided_at": "proposed_at"},
    ),
    "tie_order_four_eyes": (
        *("scoring_tieorder", ""),
        {"state": "'confirmed'", "decided_by_id": "proposed_by_id", "decided_at": "proposed_at"},
    ),
    "tie_order_decided_paired": ("scoring_tieorder", "", {"decided_at": "proposed_at"}),
    "tie_order_decision_signed": ("scoring_tieorder", "", {"state": "'confirmed'"}),
    "tie_order_has_document_and_reason": ("scoring_tieorder", "", {"reason": "''"}),
    "hold_lifted_paired": ("scoring_hold", "", {"lifted_at": "set_at", "lift_reason": "'x'"}),
    "hold_has_reasons": ("scoring_hold", "", {"reason": "''"}),
    "rating_score_range": ("scoring_rating", "", {"score": "10001"}),
    "rating_band_range": ("scoring_rating", "", {"band": "4"}),
    "projection_within_band": ("scoring_rating", "", {"highest_star": "band + 1"}),
    "earned_within_applicable": ("scoring_rating", "", {"earned": "applicable + 1"}),
    "visit_state_known": ("inspections_visit", "", {"state": "'x'"}),
    "visit_origin_known": ("inspections_visit", "", {"origin": "'x'"}),
    "visit_confirmed_paired": ("inspections_visit", "confirmed_at IS NOT NULL", {"confirmed_by_id": "NULL"}),
    "visit_verdict_known": ("inspections_visititem", "", {"verdict": "'x'"}),
    "difference_has_reason": ("inspections_visititem", "", {"verdict": "'differ'", "reason": "''"}),
    "visit_points_paired": ("inspections_visititem", "points IS NULL", {"points": "1"}),
    "visit_points_within_max": ("inspections_visititem", "", {"points": "2", "max_points": "1"}),
    "finding_version_from_one": ("inspections_visititem", "", {"version": "0"}),
    "run_state_known": ("designations_allocationrun", "", {"state": "'x'"}),
    "run_proposed_paired": ("designations_allocationrun", "", {"proposed_at": "NULL"}),
    "run_decided_paired": ("designations_allocationrun", "", {"decided_at": "NULL"}),
    "run_four_eyes": ("designations_allocationrun", "", {"decided_by_id": "proposed_by_id"}),
    "run_decision_signed": ("designations_allocationrun", "", {"decided_by_id": "NULL", "decided_at": "NULL"}),
    "scenario_has_name": ("designations_scenario", "", {"name": "''"}),
    "rejection_has_reason": ("designations_allocationrun", "", {"state": "'rejected'"}),
    "line_star_range": ("designations_allocationline", "", {"star": "4", "band": "4"}),
    "line_star_within_band": ("designations_allocationline", "band < 3", {"star": "band + 1"}),
    "quota_star_range": ("designations_quota", "", {"star": "4"}),
    "naming_of_a_run_or_supplement": ("designations_namingdecision", "", {"run_id": "NULL"}),
    "naming_has_document": ("designations_namingdecision", "", {"document": "''"}),
    "designation_state_known": ("designations_designation", "", {"state": "'x'", "revoked_on": "NULL"}),
    "designation_star_range": ("designations_designation", "", {"star": "4"}),
    "place_within_cap": ("designations_designation", "", {"place": "cap + 1"}),
    "place_in_all_within_cap": ("designations_designation", "", {"place_in_all": "cap_in_all + 1"}),
    "revocation_has_document_and_reason": ("designations_designation", "", {"state": "'revoked'"}),
    "bar_by_a_revocation": ("designations_designation", "", {"bars_next_year": "true"}),
}

#: unique → (table, condition of the row to copy, columns that other unique rules want different)
UNIQUE: dict[str, tuple[str, str, dict[str, str]]] = {
    "one_event_per_place": ("audit_event", "position IS NOT NULL", {}),
    "one_publication_per_place": ("audit_publishedhead", "", {}),
    "one_answer_per_key": ("once_answer", "", {}),
    "one_message_per_occasion": ("notify_message", "", {}),
    "one_active_liaison": ("directory_liaison", "", {}),
    "one_active_grant": ("accounts_rolegrant", "ended_at IS NULL", {}),
    "one_of_three_admins": ("accounts_rolegrant", "ended_at IS NULL AND role = 'auditor'", {"role": "'system_admin'"}),
    "one_year_per_index": ("campaigns_campaignyear", "", {"calendar_year": "1999"}),
    "one_year_per_calendar_year": ("campaigns_campaignyear", "", {"index": "8", "state": "'draft'"}),
    "one_opened_year_per_calendar_year": ("campaigns_campaignyear", "state <> 'draft'", {"campaign_id": "0"}),
    "one_phase_per_kind": ("campaigns_phase", "", {}),
    "one_extension_per_district": ("campaigns_extension", "", {}),
    "one_participation_per_year": ("campaigns_participation", "", {}),
    "one_live_draw_per_year": ("campaigns_draw", "", {}),
    "one_dimension_per_code": ("scoring_dimension", "", {}),
    "one_item_per_code": ("scoring_item", "", {}),
    "one_score_per_item": ("scoring_itemscore", "", {}),
    "one_file_per_content": ("scoring_evidence", "", {}),
    "one_link_per_item": ("scoring_evidencelink", "", {}),
    "one_submission_per_number": ("scoring_submission", "", {}),
    "one_list_per_district": ("scoring_recommendationlist", "", {}),
    "one_live_group_decision": ("scoring_groupdecision", "", {}),
    "one_live_veto_per_item": ("scoring_veto", "", {}),
    "one_live_disqualification": ("scoring_disqualification", "", {}),
    "one_open_hold_per_participation": ("scoring_hold", "", {}),
    "one_open_visit_per_participation": ("inspections_visit", "state = 'planned'", {}),
    "one_seat_per_inspector": ("inspections_visitmember", "", {}),
    "one_finding_per_item": ("inspections_visititem", "", {}),
    "one_run_per_number": ("designations_allocationrun", "", {"state": "'superseded'"}),
    "one_approved_run_per_year": ("designations_allocationrun", "state = 'approved'", {"number": "number + 99"}),
    "one_line_per_school": ("designations_allocationline", "", {}),
    "one_scenario_per_name": ("designations_scenario", "", {}),
    "one_quota_per_star": ("designations_quota", "", {"cap": "cap + 1"}),
    "one_school_per_place": (
        *("designations_designation", ""),
        {"participation_id": "1", "certificate": "'x'", "place_in_all": "cap_in_all"},
    ),
    "one_school_per_place_in_all": (
        *("designations_designation", ""),
        {"participation_id": "1", "certificate": "'x'", "place": "999", "cap": "999"},
    ),
}

WRITTEN_ONCE = {
    "event": ("audit_event", "reason = 'x'"),
    "head": ("audit_publishedhead", "hash = 'x'"),
    "entry": ("scoring_scoreentry", "reason = 'x'"),
    "submission": ("scoring_submission", "score = 1"),
    "line": ("designations_allocationline", "star = 0"),
}
NEVER_DELETED = {
    "user": "accounts_user",
    "grant": "accounts_rolegrant",
    "district": "directory_district",
    "school": "directory_school",
    "campaign": "campaigns_campaign",
    "year": "campaigns_campaignyear",
    "extension": "campaigns_extension",
    "participation": "campaigns_participation",
    "draw": "campaigns_draw",
    "sheet": "scoring_ratingsheet",
    "score": "scoring_itemscore",
    "list": "scoring_recommendationlist",
    "veto": "scoring_veto",
    "disqualification": "scoring_disqualification",
    "hold": "scoring_hold",
    "group_decision": "scoring_groupdecision",
    "tie_order": "scoring_tieorder",
    "visit": "inspections_visit",
    "visit_member": "inspections_visitmember",
    "finding": "inspections_visititem",
    "run": "designations_allocationrun",
    "naming": "designations_namingdecision",
    "designation": "designations_designation",
}

#: trigger or foreign key → the statements, the last of which must be refused
TRIGGERS: dict[str, str] = {
    **{f"{name}_never_changed": f"UPDATE {table} SET {how}" for name, (table, how) in WRITTEN_ONCE.items()},  # noqa: S608
    **{f"{name}_never_deleted": f"DELETE FROM {table}" for name, (table, _how) in WRITTEN_ONCE.items()},  # noqa: S608
    **{f"{name}_never_emptied": f"TRUNCATE {table} CASCADE" for name, (table, _how) in WRITTEN_ONCE.items()},
    **{f"{name}_never_deleted": f"DELETE FROM {table}" for name, table in NEVER_DELETED.items()},  # noqa: S608
    **dict(
        re.findall(
            r"^-- (\w+)\n(.*?);\n", Path(__file__).with_name("triggers.sql").read_text(), re.MULTILINE | re.DOTALL
        )
    ),
}


def columns(table: str) -> list[str]:
    """Columns of a table but its automatic key."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    return [str(field.column) for field in model._meta.concrete_fields if field.column != "id"]


def copy(table: str, where: str, changes: dict[str, str]) -> str:
    """An INSERT of one row like one that is there, with some columns changed."""
    names = columns(table)
    values = ", ".join(changes.get(name, f'"{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({listed}) SELECT {values} FROM {table} WHERE {where or 'true'} LIMIT 1"  # noqa: S608
