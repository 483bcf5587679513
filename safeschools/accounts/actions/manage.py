"""Making and changing accounts, giving and ending roles."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.utils.translation import override

from safeschools.accounts.actions.own import NotYourAccount
from safeschools.accounts.models import RoleGrant, User
from safeschools.accounts.policies import (
    grantable_roles,
    may_manage,
    reaches,
    released,
    scope_fields,
    temporary_password,
)
from safeschools.accounts.queries import roles_of_person
from safeschools.accounts.record.identity import use
from safeschools.accounts.record.second_step import drop_second_step
from safeschools.accounts.record.sessions import end_sessions
from safeschools.accounts.record.sign_ins import forgive
from safeschools.accounts.record.tokens import end_tokens
from safeschools.accounts.record.ways_in import forget_ways_in
from safeschools.accounts.roles import ADMINISTRATORS, ROLES
from safeschools.audit.record import record
from safeschools.lib.clock import now
from safeschools.lib.errors import Invalid, WrongState


@transaction.atomic
def create_account(*, by: User, username: str, display_name: str, role: str, **fields: Any) -> tuple[User, str]:
    """Make an account with one role and a temporary password, which is returned once and never stored in clear."""
    password = temporary_password()
    places = scope_fields(role, **{name: fields.pop(name, None) for name in ("school", "district", "agency")})
    _check_role(by, role, places)
    _check_three(role, roles_of_person(fields.get("person", "")))
    if User.objects.filter(username=username).exists():
        raise Invalid(_("The user name “%(name)s” is taken. Choose another.") % {"name": username})
    user = User.objects.create_user(
        username,
        password,
        display_name=display_name,
        role=role,
        must_change_password=True,
        **places,
        **fields,
        is_active=released(by),
    )
    RoleGrant.objects.create(user=user, role=role, granted_by=by, **places)
    record(
        "account.create",
        user,
        by=by,
        sentence=noop("%(actor)s made the account %(username)s for %(object)s as %(role)s."),
        username=username,
        role=role,
    )
    return user, password


@transaction.atomic
def change_account(user: User, *, by: User, display_name: str, phone: str = "", email: str = "") -> None:
    """Correct a person's name and contact."""
    _check_account(by, user)
    user.display_name, user.phone, user.email = display_name, phone, email
    user.save(update_fields=["display_name", "phone", "email"])
    record("account.change", user, by=by, sentence=noop("%(actor)s changed the details of %(object)s."))


@transaction.atomic
def set_active(user: User, *, by: User, active: bool, reason: str) -> None:
    """Switch an account off or on; switching off ends its sessions and tokens."""
    _check_account(by, user)
    if active and not released(by):
        raise NotYourAccount(_("The security administrator releases accounts."))
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        end_sessions(user)
        end_tokens(user)
    sentence = (
        noop("%(actor)s switched the account of %(object)s on.")
        if active
        else noop("%(actor)s switched the account of %(object)s off.")
    )
    record("account.activate" if active else "account.deactivate", user, by=by, sentence=sentence, reason=reason)


@transaction.atomic
def reset_password(user: User, *, by: User) -> str:
    """Give a new temporary password and end all sessions and tokens; the password is returned once."""
    _check_account(by, user)
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    end_sessions(user)
    end_tokens(user)
    record("account.reset", user, by=by, sentence=noop("%(actor)s gave %(object)s a temporary password."))
    return password


@transaction.atomic
def unlock(user: User, *, by: User) -> None:
    """Let the person sign in at once, whatever wrong passwords somebody else has typed for the account."""
    _check_account(by, user)
    forgive(user)
    record("account.unlock", user, by=by, sentence=noop("%(actor)s unlocked the sign-in of %(object)s."))


@transaction.atomic
def reset_second_step(user: User, *, by: User) -> None:
    """Forget a lost phone: app and recovery codes go, sessions end, the next sign-in sets it up anew."""
    _check_account(by, user)
    if not by.can("second_step.reset"):
        raise NotYourAccount(_("Resetting the second step is not in your hands."))
    if not drop_second_step(user):
        raise WrongState(_("%(name)s has no second step set up.") % {"name": user})
    end_sessions(user)
    sentence = noop("%(actor)s reset the second step of signing in of %(object)s.")
    record("account.second_step_reset", user, by=by, sentence=sentence)


@transaction.atomic
def anonymise(user: User, *, by: User, reason: str) -> None:
    """Take name, contact and ways in off a closed account, for good; the event log keeps what it sealed (PIPL 47).

    The person key stays only while another account of the same person needs it for the separation of duties.
    Raises NotYourAccount, WrongState.
    """
    _check_account(by, user)
    if not by.can("accounts.anonymise"):
        raise NotYourAccount(_("Anonymising accounts is not in your hands."))
    if User.objects.select_for_update().get(pk=user.pk).is_active:
        raise WrongState(_("Switch the account of %(name)s off first.") % {"name": user})
    others = User.objects.filter(person=user.person, anonymised_at__isnull=True).exclude(pk=user.pk)
    with override(settings.LANGUAGE_CODE):
        user.display_name = _("Former user %(n)s") % {"n": user.pk}
    user.username, user.phone, user.email, user.anonymised_at = f"closed-{user.pk}", "", "", now()
    user.person = user.person if others.exists() else ""
    user.set_unusable_password()
    user.save(update_fields=["display_name", "username", "phone", "email", "anonymised_at", "person", "password"])
    forget_ways_in(user)
    sentence = noop("%(actor)s took name and contact off the closed account %(object)s.")
    record("account.anonymise", user, by=by, sentence=sentence, reason=reason)


@transaction.atomic
def grant_role(user: User, *, by: User, role: str, **places: Any) -> RoleGrant:
    """Give one more role to a person."""
    _check_account(by, user)
    fields = scope_fields(role, **places)
    _check_role(by, role, fields)
    _check_three(role, roles_of_person(user.person, user))
    User.objects.select_for_update().get(pk=user.pk)
    if user.grants.filter(ended_at__isnull=True, role=role, **fields).exists():
        raise Invalid(_("%(name)s already has this role there.") % {"name": user})
    grant = RoleGrant.objects.create(user=user, role=role, granted_by=by, **fields)
    record("account.grant", user, by=by, sentence=noop("%(actor)s gave %(object)s the role %(role)s."), role=role)
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, by: User, reason: str) -> None:
    """Take a role back; sessions and tokens end. The last role cannot be ended: switch the account off instead."""
    user = User.objects.select_for_update().get(pk=grant.user_id)
    if by.same_person(user) or not reaches(by, grant):
        raise NotYourAccount(_("Your role does not give or take this role."))
    others = user.grants.filter(ended_at__isnull=True).exclude(pk=grant.pk)
    other = others.first()
    if other is None:
        raise Invalid(_("This is the only role of %(name)s. Switch the account off instead.") % {"name": user})
    if not RoleGrant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(ended_at=now()):
        raise WrongState(_("This role has been ended already."))
    if (user.role, user.place) == (grant.role, grant.place):
        use(user, other)
    end_sessions(user)
    end_tokens(user)
    record(
        "account.ungrant",
        user,
        by=by,
        sentence=noop("%(actor)s ended the role %(role)s of %(object)s."),
        reason=reason,
        role=grant.role,
    )


def _check_account(by: User, user: User) -> None:
    if not may_manage(by, user):
        raise NotYourAccount(_("You cannot change the account of %(name)s.") % {"name": user})


def _check_three(role: str, held: set[str]) -> None:
    """The three administrators exclude each other, and every other role (MLPS 三员)."""
    if held and (role in ADMINISTRATORS or held & set(ADMINISTRATORS)):
        raise Invalid(_("System, security and audit administrator are three people who hold no other role."))


def _check_role(by: User, role: str, places: dict[str, Any]) -> None:
    """The role may be given, has the place it needs, and that place lies in the own scope."""
    if role not in grantable_roles(by):
        raise NotYourAccount(_("Your role does not give or take this role."))
    needed = ROLES[role].scope.value
    if needed in places and places[needed] is None:
        raise Invalid(_("This role needs a school, district or member unit. Choose one."))
    school, district = places["school"], places["district"]
    if by.district_id and by.district_id != (school.district_id if school else getattr(district, "pk", None)):
        raise NotYourAccount(_("The account must belong to your district."))
    if by.school_id and by.school_id != getattr(school, "pk", None):
        raise NotYourAccount(_("The account must belong to your school."))
