"""What the database itself holds of the register (docs/invariants.md)."""

from django.utils.translation import gettext_noop as _

CHECKS = {
    "agency_role_known": _("This role of a member unit does not exist."),
    "school_type_known": _("This type of school does not exist."),
    "school_ownership_known": _("This kind of ownership does not exist."),
    "school_status_known": _("This status of a school does not exist."),
    "boarders_within_students": _("A school cannot have more boarders than pupils."),
}
UNIQUE = {"one_active_liaison": _("This unit has a liaison already; end that one first.")}
TRIGGERS = {
    "district_never_deleted": _("Districts are never deleted."),
    "school_never_deleted": _("Schools are never deleted; set their status instead."),
}
