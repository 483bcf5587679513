"""What the database itself holds of spot checks (docs/invariants.md)."""

from django.utils.translation import gettext_noop as _

CHECKS = {
    "visit_state_known": _("This state of a visit does not exist."),
    "visit_origin_known": _("This reason for a visit does not exist."),
    "visit_confirmed_paired": _("A confirmed visit says when and by whom."),
    "visit_verdict_known": _("This verdict of a visit does not exist."),
    "difference_has_reason": _("A difference from the district needs a reason."),
    "visit_points_paired": _("Points found come with their maximum."),
    "visit_points_within_max": _("Points found never exceed the item's maximum."),
    "finding_version_from_one": _("The version of a finding counts from 1."),
}
UNIQUE = {
    "one_open_visit_per_participation": _("The school has an open visit already."),
    "one_seat_per_inspector": _("This inspector is in the team already."),
    "one_finding_per_item": _("The visit has this item already."),
}
TRIGGERS = {
    "visit_never_deleted": _("Visits are never deleted; they are called off."),
    "visit_member_never_deleted": _("Members of a team are never deleted."),
    "finding_never_deleted": _("Findings of a visit are never deleted."),
    "finding_of_the_years_standard": _("A finding belongs to an item of the year's standard."),
    "inspector_without_conflict": _("Nobody inspects a school they belong or belonged to."),
}
