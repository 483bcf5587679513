"""What the database itself holds of allocation, naming and honours (docs/invariants.md)."""

from django.utils.translation import gettext_noop as _

CHECKS = {
    "run_state_known": _("This state of an allocation does not exist."),
    "run_proposed_paired": _("A proposal says when and by whom."),
    "run_decided_paired": _("A decision about an allocation says when and by whom."),
    "run_four_eyes": _("An allocation is decided by another person than the one who proposed it."),
    "run_decision_signed": _("A decided allocation has two signatures."),
    "rejection_has_reason": _("A rejection needs a reason."),
    "line_star_range": _("A star is 0, 1, 2 or 3."),
    "line_star_within_band": _("A star never exceeds the band of the score."),
    "scenario_has_name": _("A scenario has a name."),
    "quota_star_range": _("Places exist for one, two, three stars and for all together."),
    "naming_of_a_run_or_supplement": _("A naming belongs to an allocation or supplements an earlier naming."),
    "naming_has_document": _("A naming needs a document number."),
    "designation_state_known": _("This state of a designation does not exist."),
    "designation_star_range": _("A designation carries one, two or three stars."),
    "place_within_cap": _("All places of this star are taken; the cap cannot be exceeded."),
    "place_in_all_within_cap": _("All places of the year are taken; the total cap cannot be exceeded."),
    "revocation_has_document_and_reason": _("A revocation needs a date, a document number and a reason."),
    "bar_by_a_revocation": _("Only a revocation bars a school from the next year."),
}
UNIQUE = {
    "one_run_per_number": _("An allocation with this number exists already."),
    "one_approved_run_per_year": _("The year has an approved allocation already."),
    "one_line_per_school": _("The school stands in this allocation already."),
    "one_scenario_per_name": _("The run has a scenario of this name already."),
    "one_quota_per_star": _("The places of this star are fixed already."),
    "quota_with_its_cap": _("A star has one number of places."),
    "one_school_per_place": _("This place of the star is taken."),
    "one_school_per_place_in_all": _("This place of the year is taken."),
}
NOT_ON_SQLITE = {"quota_with_its_cap"}  # what the foreign key below points at
FOREIGN_KEYS = {
    "place_under_the_quota": _("A place is given under the star's fixed number of places."),
    "place_under_the_quota_in_all": _("A place is given under the year's fixed number of places."),
}
TRIGGERS = {
    "line_never_changed": _("Lines of an allocation are never changed."),
    "line_never_deleted": _("Lines of an allocation are never deleted."),
    "line_never_emptied": _("The lines of allocations are never emptied."),
    "scenario_never_changed": _("A scenario never changes; whoever made it may delete it."),
    "run_frozen": _("An allocation never changes but for its state and signatures."),
    "run_never_deleted": _("Allocations are never deleted."),
    "naming_never_deleted": _("Naming decisions are never deleted."),
    "designation_frozen": _("A designation never changes but by its revocation."),
    "designation_never_deleted": _("Designations are never deleted; they are revoked."),
    "run_decided_by_another": _("Whoever ran or proposed an allocation cannot decide about it, by any account."),
    "naming_by_another": _("A naming is recorded on an approved allocation by somebody who did not sign it."),
    "star_earned": _("A star needs an approved line, the score of its band, and no veto."),
    "line_of_the_runs_year": _("A line of an allocation belongs to a school of its year."),
}
ON_SQLITE = {
    *("line_never_changed", "line_never_deleted", "run_frozen", "run_never_deleted", "scenario_never_changed"),
}
