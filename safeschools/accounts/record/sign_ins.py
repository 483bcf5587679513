"""The limits of signing in, counted from rows: they hold in any number of processes, with or without Redis.

The try is written before the password is looked at, so that a hundred tries at once see each other.
"""

from datetime import datetime, timedelta
from math import ceil

from django.db.models import Max, Q

from safeschools.accounts.domain import AMNESTY, HOUR, NO_WAIT, WINDOW, wait_of_account, wait_of_address
from safeschools.accounts.models import SignIn, SignInOutcome, User, name_key
from safeschools.lib.clock import now

COUNTED = (SignInOutcome.TRIED, SignInOutcome.FAILED)


def begin(name_key: str, ip: str, device: str) -> tuple[SignIn, int]:
    """Write the try; (row, seconds to wait). With a wait the try is refused and must not look at the password.

    A device that signed in to this account before has a count of its own and no limit of its address: nobody else's
    wrong passwords can hold up its owner.
    """
    attempt = SignIn.objects.create(
        at=now(), name_key=name_key, ip=ip, source=f"device:{device}" if device else f"ip:{ip}"
    )
    wait = _wait(attempt, trusted=bool(device))
    if wait:
        finish(attempt, SignInOutcome.REFUSED)
    return attempt, ceil(wait.total_seconds())


def begin_second_step(user: User) -> tuple[SignIn, int]:
    """The same for a code of the second step, which only somebody with the password can try."""
    return begin(name_key(f"second step of {user.pk}"), "", f"second-{user.pk}")


def finish(attempt: SignIn, outcome: SignInOutcome, user: User | None = None) -> None:
    """How the try ended, and for a right password whose it was."""
    SignIn.objects.filter(pk=attempt.pk).update(outcome=outcome, user=user)


def forgive(user: User) -> None:
    """From now on no earlier wrong password counts, and for half an hour no limit of an address."""
    key = name_key(user.username)
    SignIn.objects.create(at=now(), name_key=key, user=user, ip="", source="", outcome=SignInOutcome.UNLOCKED)


def _wait(attempt: SignIn, *, trusted: bool) -> timedelta:
    moment = attempt.at
    unlocked = SignIn.objects.filter(
        name_key=attempt.name_key, outcome=SignInOutcome.UNLOCKED, at__gt=moment - AMNESTY
    ).aggregate(at=Max("at"))["at"]
    wait = wait_of_account(_failures_of_account(attempt, unlocked), moment)
    if trusted or unlocked:
        return wait
    return max(wait, wait_of_address(_failures_of_address(attempt), moment), NO_WAIT)


def _failures_of_account(attempt: SignIn, unlocked: datetime | None) -> list[datetime]:
    """Wrong passwords for the account from this place since it last was opened there, or unlocked."""
    rows = SignIn.objects.filter(name_key=attempt.name_key, at__gt=attempt.at - WINDOW).exclude(pk=attempt.pk)
    here = Q(source=attempt.source)
    opened = rows.filter(here, outcome=SignInOutcome.OK).aggregate(at=Max("at"))["at"]
    since = max((at for at in (opened, unlocked) if at), default=None)
    rows = rows.filter(here, outcome__in=COUNTED)
    return list((rows.filter(at__gt=since) if since else rows).order_by().values_list("at", flat=True))


def _failures_of_address(attempt: SignIn) -> list[datetime]:
    rows = SignIn.objects.filter(ip=attempt.ip, at__gt=attempt.at - HOUR, outcome__in=COUNTED).exclude(pk=attempt.pk)
    return list(rows.order_by("-at").values_list("at", flat=True)[:200])
