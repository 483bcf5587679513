"""Everything the installation holds on one person's account, for its owner to see and to take along (PIPL 45)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.audit.queries import sentence_of
from safeschools.documents.workbook import Value
from safeschools.jobs.models import Job
from safeschools.jobs.tasks import TITLES
from safeschools.notify.models import Message

Show = Callable[[Any], tuple[Value, ...]]
SPELLED_OUT = {"grants", "sessions", "sign_ins", "tokens", "passwords"}


@dataclass(frozen=True)
class Part:
    """Rows of one kind: `columns` are names for programs with headings for people, `show` the cells of a row."""

    slug: str
    title: str
    columns: dict[str, str]
    rows: QuerySet[Any]
    show: Show

    def lines(self) -> Iterator[tuple[Value, ...]]:
        """All of them, a few at a time."""
        return (self.show(row) for row in self.rows.iterator(chunk_size=1000))

    def newest(self, number: int) -> list[tuple[Value, ...]]:
        """The first so many."""
        return [self.show(row) for row in self.rows[:number]]


def parts_of(user: User) -> list[Part]:
    """What is held, part by part, in the reader's language; newest first."""
    return [_account(user), _roles(user), *_ways_in(user), *_traces(user)]


def mentions_of(user: User) -> dict[str, int]:
    """Every other column that names the person, as table.column, with how many rows do: records of their work."""
    found = {}
    for model, column in _naming():
        if count := model._base_manager.filter(**{column: user}).count():
            found[f"{model._meta.label_lower}.{column}"] = count
    return found


def _naming() -> Iterable[tuple[Any, str]]:
    """Each foreign key to an account, in any room, whose rows are not spelled out as a part."""
    spelled = {(Event, "actor"), (Job, "created_by"), (Message, "person"), (Authenticator, "user")}
    for relation in User._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            model, column = relation.related_model, relation.field.name  # type: ignore[union-attr] # a relation
            if (model, column) not in spelled and relation.name not in SPELLED_OUT:
                yield model, column


def _account(user: User) -> Part:
    columns = {
        "username": _("User name"),
        "name": _("Name"),
        "person": _("Person key"),
        "email": _("E-mail"),
        "phone": _("Telephone"),
        "role": _("Role"),
        "place": _("Unit"),
        "active": _("Active"),
        "created": _("Made"),
        "last_login": _("Last sign-in"),
    }

    def show(row: User) -> tuple[Value, ...]:
        own = (row.username, row.display_name, row.person, row.email, row.phone, row.role_label, str(row.place or ""))
        return (*own, _("Yes") if row.is_active else _("No"), row.created_at, row.last_login)

    return Part("account", _("Account"), columns, User.objects.filter(pk=user.pk), show)


def _roles(user: User) -> Part:
    columns = {"role": _("Role"), "place": _("Unit"), "since": _("Since"), "until": _("Until")}
    rows = user.grants.select_related("school", "district", "agency").order_by("-id")
    return Part(
        "roles",
        _("Roles"),
        columns,
        rows,
        lambda row: (row.get_role_display(), str(row.place or ""), row.granted_at, row.ended_at),
    )


def _ways_in(user: User) -> Iterator[Part]:
    """How the account is opened: signing in, sessions, second step, passwords, tokens. Secrets are held as digests."""
    time, address, ends = _("Time"), _("Address"), _("Ends")
    yield Part(
        "sign_ins",
        _("Sign-ins"),
        {"at": time, "address": address, "outcome": _("Outcome")},
        user.sign_ins.all(),
        lambda row: (row.at, row.ip, row.get_outcome_display()),
    )
    yield Part(
        "sessions",
        _("Sessions"),
        {"began": _("Since"), "used": _("Last used"), "ends": ends, "address": address, "browser": _("Browser")},
        user.sessions.order_by("-seen_at"),
        lambda row: (row.began_at, row.seen_at, row.expire_date, row.ip, row.agent),
    )
    kinds = {Authenticator.Type.TOTP: _("Authenticator app"), Authenticator.Type.RECOVERY_CODES: _("Recovery codes")}
    yield Part(
        "second_step",
        _("Second step"),
        {"kind": _("Kind"), "made": _("Made"), "used": _("Last used")},
        Authenticator.objects.filter(user_id=user.pk).order_by("-id"),
        lambda row: (kinds.get(row.type, row.type), row.created_at, row.last_used_at),
    )
    yield Part("passwords", _("Passwords set"), {"at": time}, user.passwords.all(), lambda row: (row.at,))
    yield Part(
        "tokens",
        _("Access tokens"),
        {
            "name": _("Name"),
            "beginning": _("Begins with"),
            "scopes": _("Scopes"),
            "made": _("Made"),
            "ends": ends,
            "used": _("Last used"),
            "revoked": _("Revoked"),
        },
        user.tokens.all(),
        lambda row: (
            *(row.name, row.prefix, ", ".join(row.scopes)),
            *(row.created_at, row.expires_at, row.last_used_at, row.revoked_at),
        ),
    )


def _traces(user: User) -> Iterator[Part]:
    """What was sent, worked off and recorded."""
    time, state, reason = _("Time"), _("State"), _("Reason")
    yield Part(
        "messages",
        _("E-mails"),
        {"at": time, "address": _("E-mail"), "subject": _("Subject"), "text": _("Text"), "state": state},
        Message.objects.filter(person=user).order_by("-id"),
        lambda row: (row.created_at, row.address, row.subject, row.body, row.get_state_display()),
    )
    yield Part(
        "jobs",
        _("Background work"),
        {"at": time, "kind": _("Kind"), "file": _("File"), "state": state},
        Job.objects.filter(created_by=user).order_by("-id"),
        lambda row: (row.created_at, str(TITLES.get(row.kind) or row.kind), row.file_name, row.get_state_display()),
    )
    about = Q(object_type=User._meta.label_lower, object_id=user.pk)
    yield Part(
        "events",
        _("Event log: what you did, and what was done to your account"),
        {"at": time, "event": _("Action"), "reason": reason, "address": _("Address")},
        Event.objects.filter(about | Q(actor=user)),
        lambda row: (row.at, sentence_of(row), row.reason, row.ip),
    )
