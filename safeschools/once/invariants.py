"""What the database itself holds of repeated requests (docs/invariants.md)."""

from django.utils.translation import gettext_noop as _

CHECKS = {
    "answer_has_key": _("An answer is kept under a key."),
    "answer_whole": _("A kept answer has a status and a body."),
}
UNIQUE = {"one_answer_per_key": _("This request is being answered already.")}
