"""What people do with their own account: work under another role, change the password, end sessions."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from safeschools.accounts.models import RoleGrant, User, UserSession
from safeschools.accounts.record.identity import use
from safeschools.accounts.record.sessions import drop, end_sessions
from safeschools.accounts.record.sign_ins import forgive
from safeschools.accounts.record.tokens import end_tokens
from safeschools.audit.record import record
from safeschools.lib.errors import NotAllowed


class NotYourAccount(NotAllowed):
    """The account or role lies outside what this person may administer."""


@transaction.atomic
def switch_identity(grant: RoleGrant, *, by: User) -> None:
    """Work under another of the own roles."""
    if grant.user_id != by.pk or grant.ended_at is not None:
        raise NotYourAccount(_("This role is not yours."))
    use(by, grant)
    record("account.switch", by, by=by, sentence=noop("%(actor)s now works as %(role)s."), role=grant.role)


@transaction.atomic
def own_password_changed(*, by: User, keep: str | None = None) -> None:
    """After a person changed the own password: no temporary one is forced; tokens and all sessions but `keep` end."""
    User.objects.filter(pk=by.pk).update(must_change_password=False)
    end_tokens(by)
    end_sessions(by, keep=keep)
    record("account.password", by, by=by, sentence=noop("%(actor)s changed the own password."))


@transaction.atomic
def password_set_by_link(*, by: User) -> None:
    """After a person set a new password by the link: all sessions and tokens end, and earlier wrong passwords count no
    more. The second step stays.
    """
    User.objects.filter(pk=by.pk).update(must_change_password=False)
    end_tokens(by)
    end_sessions(by)
    forgive(by)
    record("account.password_link", by, by=by, sentence=noop("%(actor)s set a new password by a link sent by e-mail."))


@transaction.atomic
def end_session(session: UserSession, *, by: User) -> None:
    """Sign the own account out on one device."""
    if session.user_id != by.pk:
        raise NotYourAccount(_("This session is not yours."))
    drop(UserSession.objects.filter(pk=session.pk))
    record("account.session_end", by, by=by, sentence=noop("%(actor)s ended one of the own sessions."), ip=session.ip)


@transaction.atomic
def end_other_sessions(*, by: User, keep: str | None) -> int:
    """Sign the own account out on all devices but this one. Returns how many sessions ended."""
    ended = end_sessions(by, keep=keep)
    record("account.sessions_end", by, by=by, sentence=noop("%(actor)s ended all other own sessions."), ended=ended)
    return ended


@transaction.atomic
def second_step_set_up(*, by: User, keep: str | None = None) -> None:
    """After a person set up an authenticator app: sessions opened without it end."""
    end_sessions(by, keep=keep)
    record("account.second_step", by, by=by, sentence=noop("%(actor)s set up the second step of signing in."))
