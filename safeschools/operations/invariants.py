"""What the database itself holds of backups and drills (docs/invariants.md)."""

from django.utils.translation import gettext_noop as _

CHECKS = {
    "safeguard_kind_known": _("What is noted is a backup or a drill."),
    "safeguard_named": _("A backup is noted with its name and the hash of its manifest."),
}
