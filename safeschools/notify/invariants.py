"""What the database itself holds of the outbox (docs/invariants.md)."""

from django.utils.translation import gettext_noop as _

CHECKS = {
    "message_state_known": _("This state of a message does not exist."),
    "message_sent_with_time": _("A message that was sent says when."),
}
UNIQUE = {"one_message_per_occasion": _("This person is told of this occasion already.")}
