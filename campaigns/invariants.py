"""What the database itself holds of campaigns, years and participations (docs/invariants.md)."""

from django.utils.translation import gettext_noop as _

CHECKS = {
    "campaign_mode_known": _("This mode of a campaign does not exist."),
    "campaign_period": _("A campaign ends after it starts."),
    "year_state_known": _("This state of a year does not exist."),
    "year_bands_ordered": _("The thresholds of the stars rise from one to three and end at 100."),
    "year_caps_within_total": _("No star has more places than the year has in total."),
    "year_roster_frozen_with_size": _("A roster is frozen together with its size."),
    "phase_kind_known": _("This phase does not exist."),
    "phase_period": _("A phase ends after it starts."),
    "extension_has_reason": _("An extension needs a reason."),
    "participation_state_known": _("This state of a participation does not exist."),
    "participation_revision": _("The revision of a participation is a number from 0."),
    "unsubmitted_has_no_time": _("What was not submitted has no time of submission."),
    "draw_state_known": _("This state of a draw does not exist."),
    "draw_committed": _("A draw begins with its commitment."),
    "draw_four_eyes": _("A draw is confirmed by another person than the one who entered its results."),
    "draw_revealed_paired": _("The results of a draw say when and by whom they were entered."),
    "draw_revealed_whole": _(
        "A revealed draw has roster, seed, and its secret or why it is withheld; before, nothing."
    ),
    "draw_confirmed_paired": _("A confirmation of a draw says when and by whom."),
    "draw_withdrawn_paired": _("A withdrawal of a draw says when and by whom."),
    "draw_state_signed": _("Each step of a draw is signed; a withdrawal says why, and none follows a reveal."),
}
UNIQUE = {
    "one_year_per_index": _("The campaign has this year already."),
    "one_year_per_calendar_year": _("The campaign has this calendar year already."),
    "one_opened_year_per_calendar_year": _("Another campaign has opened this calendar year already."),
    "one_phase_per_kind": _("The year has this phase already."),
    "one_extension_per_district": _("The district has an extension of this phase already."),
    "one_participation_per_year": _("The school takes part in this year already."),
    "one_live_draw_per_year": _("A draw of this year is committed already."),
}
TRIGGERS = {
    "campaign_never_deleted": _("Campaigns are never deleted."),
    "year_never_deleted": _("Years of a campaign are never deleted."),
    "extension_never_deleted": _("Extensions are never deleted."),
    "participation_never_deleted": _("Participations are never deleted; schools withdraw."),
    "draw_never_deleted": _("Draws are never deleted; they are withdrawn."),
    "draw_commitment_frozen": _("Commitment and sources of a draw never change."),
    "draw_roster_frozen": _("The roster a draw is bound to never changes."),
    "draw_confirmed_frozen": _("A confirmed draw never changes and is never withdrawn."),
    "draw_withdrawn_frozen": _("A withdrawn draw never changes."),
    "handed_in_in_time": _("The deadline has passed by the database's clock, or the time is not its own."),
    "submission_time_kept": _("The time of a submission never changes afterwards."),
    "returned_with_reason": _("An assessment is returned only with a reason for the school."),
}
