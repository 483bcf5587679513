"""What the database itself holds of background work (docs/invariants.md)."""

from django.utils.translation import gettext_noop as _

CHECKS = {"job_state_known": _("This state of a job does not exist.")}
