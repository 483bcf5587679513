"""What the database itself holds of the event log (docs/invariants.md)."""

from django.utils.translation import gettext_noop as _

CHECKS = {"event_sealed_whole": _("A seal of the event log has place, hash and the hash before, or none of them.")}
UNIQUE = {
    "one_event_per_place": _("Each place in the chain of the event log is taken once."),
    "one_publication_per_place": _("A head of the event log is published once."),
}
TRIGGERS = {
    "event_never_changed": _("Entries of the event log are never changed."),
    "event_sealed_once": _("A sealed entry of the event log keeps its seal."),
    "event_never_deleted": _("Entries of the event log are never deleted."),
    "event_never_emptied": _("The event log is never emptied."),
    "head_never_changed": _("Published heads of the event log are never changed."),
    "head_never_deleted": _("Published heads of the event log are never deleted."),
    "head_never_emptied": _("The list of published heads is never emptied."),
}
ON_SQLITE = {
    *("event_never_changed", "event_sealed_once", "event_never_deleted", "head_never_changed", "head_never_deleted"),
}
