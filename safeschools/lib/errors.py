"""Errors for people: each says what is wrong and what to do; the web layer turns them into pages."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the house said no. `message` is a whole translated sentence; `hint` says what to do next."""

    status: ClassVar[int] = 409
    default: ClassVar[str | Promise] = _("This cannot be done now.")

    def __init__(self, message: str | Promise = "", *, hint: str | Promise = "") -> None:
        self.message = message or self.default
        self.hint = hint
        super().__init__(str(self.message))


class WrongState(DomainError):
    """The object is not in the state this step starts from (HTTP 409)."""

    default = _("This step does not fit the present state. Reload the page to see what has changed.")


class Stale(DomainError):
    """Somebody saved a newer version in the meantime; both versions are kept (HTTP 409)."""

    default = _("Somebody else has saved a newer version. Compare the two and choose.")


class NotAllowed(DomainError):
    """The person may not do this, whatever the state: separation of duties or a missing right (HTTP 403)."""

    status = 403
    default = _("Your role does not include this step.")


class StorageFull(DomainError):
    """The disk takes no more; no row was written and no part of a file is left (HTTP 507)."""

    status = 507
    default = _("The file could not be stored because the disk is full; nothing was changed.")


class Invalid(DomainError):
    """What was entered cannot be accepted; nothing was changed (HTTP 422)."""

    status = 422
    default = _("Please check what was entered.")
