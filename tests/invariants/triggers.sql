-- Statements that triggers and foreign keys must refuse, on the demonstration city with the extras of the fixture.

-- event_never_changed
UPDATE audit_event SET reason = 'x' WHERE position IS NULL;

-- event_sealed_once
UPDATE audit_event SET hash = 'x' WHERE position IS NOT NULL;

-- group_decision_frozen
UPDATE scoring_groupdecision SET reason = 'y';

-- tie_order_frozen
UPDATE scoring_tieorder SET reason = 'y';

-- draw_commitment_frozen
UPDATE campaigns_draw SET reason = 'y';

-- draw_roster_frozen
UPDATE campaigns_draw SET roster_digest = 'y';

-- draw_confirmed_frozen
UPDATE campaigns_draw SET state = 'confirmed', seed = 'x', secret = 'x', revealed_by_id = committed_by_id,
    revealed_at = committed_at, confirmed_by_id = (SELECT id FROM accounts_user WHERE username = 'twin'),
    confirmed_at = committed_at; UPDATE campaigns_draw SET state = 'withdrawn', withdrawn_by_id = committed_by_id,
    withdrawn_at = committed_at, withdrawal_reason = 'x';

-- draw_withdrawn_frozen
UPDATE campaigns_draw SET state = 'withdrawn', withdrawn_by_id = committed_by_id, withdrawn_at = committed_at,
    withdrawal_reason = 'x'; UPDATE campaigns_draw SET state = 'committed';

-- scenario_never_changed
UPDATE designations_scenario SET name = name || 'x';

-- run_frozen
UPDATE designations_allocationrun SET outcome_hash = 'x';

-- designation_frozen
UPDATE designations_designation SET certificate = certificate || 'x';

-- run_decided_by_another
INSERT INTO designations_allocationrun (year_id, number, state, revision, engine_version, "case", case_hash, outcome,
    outcome_hash, created_by_id, created_at, proposed_by_id, proposed_at, decided_by_id, decided_at, decision_reason)
SELECT year_id, 99, 'rejected', revision, engine_version, "case", case_hash, outcome, outcome_hash,
    (SELECT id FROM accounts_user WHERE username = 'twin'), created_at, proposed_by_id, proposed_at,
    (SELECT id FROM accounts_user WHERE username = 'lead'), decided_at, 'x'
FROM designations_allocationrun LIMIT 1;

-- veto_decided_by_another
UPDATE scoring_veto SET state = 'confirmed', decided_at = proposed_at,
    decided_by_id = (SELECT id FROM accounts_user WHERE username = 'twin');

-- naming_by_another
INSERT INTO designations_namingdecision (run_id, document, decided_on, recorded_by_id, recorded_at)
SELECT id, 'x', current_date, decided_by_id, now() FROM designations_allocationrun LIMIT 1;

-- star_earned
INSERT INTO designations_designation (year_id, participation_id, naming_id, star, place, cap, all_stars, place_in_all,
    cap_in_all, certificate, state, revocation_document, revocation_reason)
SELECT r.year_id, l.participation_id, n.id, 1, 1, 1, 0, 1, 1, 'x', 'valid', '', ''
FROM designations_namingdecision n
JOIN designations_allocationrun r ON r.id = n.run_id
JOIN designations_allocationline l ON l.run_id = r.id AND l.star = 0 LIMIT 1;

-- line_of_the_runs_year
INSERT INTO designations_allocationline (run_id, participation_id, band, star, code, trail, excluded)
SELECT r.id, p.id, 0, 0, '', '[]', '' FROM designations_allocationrun r
JOIN campaigns_participation p ON p.year_id <> r.year_id LIMIT 1;

-- place_under_the_quota
DELETE FROM designations_quota WHERE star = 1;

-- place_under_the_quota_in_all
DELETE FROM designations_quota WHERE star = 0;

-- score_under_the_items_points
UPDATE scoring_itemscore SET max_points = max_points + 1 WHERE id = (SELECT min(id) FROM scoring_itemscore);

-- published_item_frozen
UPDATE scoring_item SET name = 'x' WHERE id = (SELECT min(id) FROM scoring_item);

-- published_dimension_frozen
UPDATE scoring_dimension SET name = 'x' WHERE id = (SELECT min(id) FROM scoring_dimension);

-- published_standard_frozen
UPDATE scoring_standard SET name = 'x' WHERE state = 'published';

-- standard_sums_to_100
INSERT INTO scoring_standard (name, version, state, content_hash, published_at, published_by_id)
SELECT name, 'x', state, content_hash, published_at, published_by_id FROM scoring_standard
WHERE state = 'published' LIMIT 1;

-- sheet_not_ahead
UPDATE scoring_ratingsheet SET revision = revision + 99999;

-- handed_in_in_time
UPDATE campaigns_participation SET state = 'submitted', submitted_at = now() - interval '1 hour'
WHERE state = 'self_assessing';

-- submission_time_kept
UPDATE campaigns_participation SET submitted_at = submitted_at - interval '1 day' WHERE submitted_at IS NOT NULL;

-- returned_with_reason
UPDATE campaigns_participation SET state = 'returned' WHERE state = 'submitted';

-- paper_of_this_hand_in
INSERT INTO scoring_submission (participation_id, number, content, receipt, score, submitted_at, submitted_by_id)
SELECT participation_id, 9, content, receipt, score, submitted_at, submitted_by_id FROM scoring_submission LIMIT 1;

-- answers_frozen_after_hand_in
UPDATE scoring_itemscore s SET note = 'x' FROM campaigns_participation p
WHERE p.id = s.participation_id AND p.state = 'submitted';

-- claim_only_by_hand_in
UPDATE scoring_itemscore s SET claimed_points = 0 FROM campaigns_participation p
WHERE p.id = s.participation_id AND p.state = 'submitted' AND claimed_points > 0;

-- score_of_the_years_standard
INSERT INTO scoring_itemscore (participation_id, item_id, max_points, applicable, facts, note, version)
SELECT p.id, i.id, i.max_points, true, '{}', '', 1 FROM scoring_item i
JOIN scoring_standard s ON s.id = i.standard_id AND s.state = 'draft'
CROSS JOIN campaigns_participation p WHERE p.state = 'submitted' LIMIT 1;

-- finding_of_the_years_standard
INSERT INTO inspections_visititem (visit_id, item_id, verdict, reason, version, created_at)
SELECT v.id, i.id, '', '', 1, now() FROM scoring_item i
JOIN scoring_standard s ON s.id = i.standard_id AND s.state = 'draft' CROSS JOIN inspections_visit v LIMIT 1;

-- veto_of_the_years_standard
INSERT INTO scoring_veto (participation_id, item_id, state, document, reason, proposed_by_id, proposed_at)
SELECT v.participation_id, i.id, 'proposed', 'x', 'x', v.proposed_by_id, now() FROM scoring_item i
JOIN scoring_standard s ON s.id = i.standard_id AND s.state = 'draft' CROSS JOIN scoring_veto v LIMIT 1;

-- inspector_without_conflict
INSERT INTO inspections_visitmember (visit_id, inspector_id, is_recorder)
SELECT v.id, u.id, false FROM inspections_visit v
JOIN campaigns_participation p ON p.id = v.participation_id
JOIN accounts_user u ON u.username = 'insider' AND u.school_id = p.school_id LIMIT 1;
