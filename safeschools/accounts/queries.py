"""Accounts a person may see and manage."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from safeschools.accounts.domain import HOUR
from safeschools.accounts.models import ApiToken, RoleGrant, SignIn, SignInOutcome, User, UserSession, name_key
from safeschools.accounts.roles import Scope
from safeschools.audit.models import Event


def visible_users(user: User) -> QuerySet[User]:
    """Accounts inside the person's scope: a head sees the school's, a district lead the district's and its schools'."""
    users = User.objects.select_related("school__district", "district", "agency")
    match user.scope:
        case Scope.CITY | Scope.INSTALLATION:
            return users
        case Scope.DISTRICT:
            return users.filter(Q(district=user.district) | Q(school__district=user.district))
        case Scope.SCHOOL:
            return users.filter(school=user.school)
    return users.filter(pk=user.pk)


def people_of_schools(school_ids: Any) -> QuerySet[User]:
    """Active accounts of these schools (ids or a query of ids), for messages."""
    return User.objects.filter(school__in=school_ids, is_active=True).order_by("pk")


def people_with_address(email: str) -> QuerySet[User]:
    """Open accounts with this e-mail address; a message goes to the address as it is stored."""
    return User.objects.filter(email__iexact=email, is_active=True).exclude(email="").order_by("pk")[:10]


def awaiting_release(user: User) -> QuerySet[User]:
    """Accounts in scope that nobody has released yet, nor closed again: somebody who gives roles has to."""
    closed = Event.objects.filter(verb="account.deactivate", object_type="accounts.user", object_id=OuterRef("pk"))
    made = visible_users(user).filter(is_active=False, last_login=None, anonymised_at=None)
    return made.filter(~Exists(closed))


def search_users(users: QuerySet[User], *, text: str = "", role: str = "", active: str = "") -> QuerySet[User]:
    """Filter by part of user name, name or place, by role and by being switched on."""
    if text:
        users = users.filter(
            Q(username__icontains=text)
            | Q(display_name__icontains=text)
            | Q(school__name__icontains=text)
            | Q(district__name__icontains=text)
            | Q(agency__name__icontains=text)
        )
    if role:
        users = users.filter(role=role)
    if active:
        users = users.filter(is_active=active == "yes")
    return users


def accounts_with_roles() -> QuerySet[User]:
    """All accounts with their schools and every role with its school: what judging them needs, in two statements."""
    roles = Prefetch("grants", RoleGrant.objects.select_related("school"))
    return User.objects.select_related("school").prefetch_related(roles)


def with_second_step(users: QuerySet[User]) -> QuerySet[User]:
    """Adds `second_step`: whether an authenticator app is set up."""
    apps = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return users.annotate(second_step=Exists(apps))


def identities(user: User) -> QuerySet[RoleGrant]:
    """The roles a person holds now."""
    return user.grants.filter(ended_at__isnull=True).select_related("school", "district", "agency")


def wrong_passwords(user: User) -> int:
    """Wrong passwords for the account within the last hour, from anywhere, since it was last unlocked."""
    key = name_key(user.username)
    rows = SignIn.objects.filter(name_key=key, at__gt=timezone.now() - HOUR).order_by()
    unlocked = rows.filter(outcome=SignInOutcome.UNLOCKED).aggregate(at=Max("at"))["at"]
    wrong = rows.filter(outcome__in=(SignInOutcome.FAILED, SignInOutcome.REFUSED))
    return (wrong.filter(at__gt=unlocked) if unlocked else wrong).count()


def live_sessions(user: User) -> QuerySet[UserSession]:
    """Where the person is signed in now, the last used first."""
    return user.sessions.filter(expire_date__gt=timezone.now()).order_by("-seen_at", "session_key")


def accounts_of_person(user: User) -> QuerySet[User]:
    """Every account of the natural person behind `user`."""
    mine = Q(pk=user.pk)
    return User.objects.filter(mine | Q(person=user.person) if user.person else mine)


def roles_of_person(person: str, user: User | None = None) -> set[str]:
    """Roles in force of the account and of every other active account with this person key."""
    mine = Q(pk=user.pk) if user else Q(pk=None)
    accounts = User.objects.filter(mine | Q(person=person, is_active=True) if person else mine).order_by()
    granted = RoleGrant.objects.filter(user__in=accounts, ended_at__isnull=True).order_by()
    return {role for (role,) in accounts.values_list("role").union(granted.values_list("role"))}


def schools_of_person(user: User) -> set[int]:
    """Schools the natural person belongs to, by any active account or role in force (separation of duties)."""
    accounts = accounts_of_person(user).order_by()
    own = accounts.filter(is_active=True, school__isnull=False).values_list("school_id")
    granted = RoleGrant.objects.filter(user__in=accounts, school__isnull=False, ended_at__isnull=True).order_by()
    return {school_id for (school_id,) in own.union(granted.values_list("school_id"))}


def live_tokens(user: User) -> QuerySet[ApiToken]:
    """The person's tokens that still open something, newest first."""
    return ApiToken.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=timezone.now())


def token_of(secret: str) -> ApiToken | None:
    """The living token with this secret, with its owner and the owner's place."""
    rows = ApiToken.objects.select_related("user__school", "user__district", "user__agency")
    live = rows.filter(revoked_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True)
    return live.filter(digest=ApiToken.digest_of(secret)).first()
