"""Who may become a user, and who may give which role to whom."""

import secrets
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safeschools.accounts.models import PasswordRecord, RoleGrant, User
from safeschools.accounts.roles import ROLES, RoleSlug, Scope
from safeschools.lib.breached import has_leaked

_SCHOOL = frozenset({RoleSlug.SCHOOL_EDITOR.value, RoleSlug.SCHOOL_HEAD.value})
_DISTRICT = frozenset({RoleSlug.DISTRICT_REVIEWER.value, RoleSlug.DISTRICT_LEAD.value})
_AGENCY = frozenset({RoleSlug.INSPECTOR.value, RoleSlug.UNIT_LIAISON.value})

#: The bureau hands out no bureau roles: an officer must not be able to make the lead who approves the officer's drafts.
GRANTABLE: dict[str, frozenset[str]] = {
    RoleSlug.SYSTEM_ADMIN: frozenset(RoleSlug.values),
    RoleSlug.SECURITY_ADMIN: frozenset(RoleSlug.values),
    RoleSlug.BUREAU_OFFICER: _SCHOOL | _DISTRICT | _AGENCY,
    RoleSlug.DISTRICT_LEAD: _SCHOOL | {RoleSlug.DISTRICT_REVIEWER.value},
    RoleSlug.SCHOOL_HEAD: frozenset({RoleSlug.SCHOOL_EDITOR.value}),
}


def grantable_roles(user: User) -> frozenset[str]:
    """The roles this person may give, take and administer."""
    return GRANTABLE.get(user.role, frozenset())


def reaches(user: User, identity: User | RoleGrant) -> bool:
    """Whether `user` administers this identity: a grantable role, inside the own scope."""
    if identity.role not in grantable_roles(user):
        return False
    match user.scope:
        case Scope.INSTALLATION | Scope.CITY:
            return True
        case Scope.DISTRICT:
            district = identity.school.district_id if identity.school else identity.district_id
            return district == user.district_id
        case Scope.SCHOOL:
            return identity.school_id == user.school_id
    return False


def released(by: User) -> bool:
    """Whether what this person makes or switches on is open at once. The system administrator's accounts wait for the
    security administrator: nobody makes an account and gives it power alone.
    """
    return by.can("roles.grant")


def may_manage(user: User, other: User) -> bool:
    """Whether `user` may change the account `other`: never the own person, and only where every identity is reached.

    One of several roles is not enough: a new password would open the others too. Nobody changes an anonymised one.
    """
    if other.anonymised_at or user.same_person(other) or not reaches(user, other):
        return False
    return all(reaches(user, grant) for grant in other.grants.all() if grant.ended_at is None)


ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread on paper


def temporary_password() -> str:
    """Sixteen characters in groups of four, to be handed over on paper and changed at the first login."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def scope_fields(role: str, **places: Any) -> dict[str, Any]:
    """Of school, district and agency, the one the role needs; the others become None."""
    needed = ROLES[role].scope.value
    return {name: places.get(name) if name == needed else None for name in ("school", "district", "agency")}


class Rule:
    """One rule of passwords in the form Django asks for."""

    def words(self) -> str:
        """The rule as a sentence; also what a person is told who breaks it."""
        raise NotImplementedError

    def holds(self, password: str, user: User | None) -> bool:
        """Whether the password keeps it."""
        raise NotImplementedError

    def validate(self, password: str, user: User | None = None) -> None:
        if not self.holds(password, user):
            raise ValidationError(self.words(), code=type(self).__name__)

    def get_help_text(self) -> str:
        return self.words()


class NoAccountName(Rule):
    """The account's name stands nowhere in it, forwards or backwards."""

    def words(self) -> str:
        return _("The password must not contain the account name.")

    def holds(self, password: str, user: User | None) -> bool:
        name = (user.username if user else "").casefold()
        return not name or not {name, name[::-1]} & {password.casefold()[at : at + len(name)] for at in range(200)}


HOUSE_WORDS = (
    *("safeschools", "safeschool", "school", "campus", "safety", "secure", "safe", "education", "bureau", "district"),
    *("teacher", "principal", "inspector", "reviewer", "auditor", "naming", "admin", "star", "xjpa"),
    *("pingan", "anquan", "xiaoyuan", "xuexiao", "xiaoxue", "zhongxue", "youeryuan", "jiaoyuju", "jiaoyu", "xiaozhang"),
    *("平安", "安全", "校园", "学校", "小学", "中学", "幼儿园", "教育局", "教育", "校长", "星级", "督导", "管理员"),
)
"""Words anybody would try here first: of the product, its subject and its roles, in English, pinyin and Chinese."""
BESIDE_HOUSE_WORDS = 6
"""Characters a password needs besides them."""


class NotHouseWords(Rule):
    """More than words of this product with a year behind them."""

    def words(self) -> str:
        return _("The password must be more than words such as school, safe, education and a few digits.")

    def holds(self, password: str, user: User | None) -> bool:
        rest = password.casefold()
        for word in HOUSE_WORDS:
            rest = rest.replace(word, "")
        return rest == password.casefold() or len(rest) >= BESIDE_HOUSE_WORDS


class NotLeaked(Rule):
    """None of the long passwords that leaked elsewhere and are chosen again and again."""

    def words(self) -> str:
        return _("The password must not be one that is known from leaks.")

    def holds(self, password: str, user: User | None) -> bool:
        return not has_leaked(password)


class KindsOfSigns(Rule):
    """Lower case, upper case, digits, others: at least so many of the four (MLPS)."""

    def __init__(self, kinds: int) -> None:
        self.kinds = kinds

    def words(self) -> str:
        return _("The password needs %(n)s of: lower case, upper case, digits, other signs.") % {"n": self.kinds}

    def holds(self, password: str, user: User | None) -> bool:
        tests = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())
        return sum(any(test(sign) for sign in password) for test in tests) >= self.kinds


class NotAgain(Rule):
    """None of the last ones; keeps them, hashed, and when the present one was set."""

    def __init__(self, remembered: int) -> None:
        self.remembered = remembered

    def words(self) -> str:
        if not self.remembered:
            return ""
        n = self.remembered
        return ngettext("Not the last password again.", "Not one of the last %(n)s passwords again.", n) % {"n": n}

    def holds(self, password: str, user: User | None) -> bool:
        if user is None or user._state.adding or not self.remembered:
            return True
        earlier = user.passwords.values_list("password", flat=True)[: self.remembered]
        return not any(check_password(password, hashed) for hashed in [user.password, *earlier])

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Django says so after the account was saved."""
        if user is not None and not user._state.adding:
            PasswordRecord.objects.create(user=user, password=user.password)
            kept = list(user.passwords.values_list("pk", flat=True)[: max(self.remembered, 1)])
            user.passwords.exclude(pk__in=kept).delete()


TOO_MANY = "too_many_login_attempts"


def asked_too_often(seconds: int) -> ValidationError:
    """The same for asking for a link by mail."""
    n = -(-seconds // 60)
    words = ngettext("Asked too often. Wait %(n)s minute.", "Asked too often. Wait %(n)s minutes.", n) % {"n": n}
    return ValidationError(words, code=TOO_MANY, params={"seconds": seconds})


def too_many(seconds: int) -> ValidationError:
    """The sentence of a wait; the view reads the seconds from `params`."""
    minutes = -(-seconds // 60)
    words = (
        ngettext(
            "Too many wrong passwords. Wait %(n)s second.", "Too many wrong passwords. Wait %(n)s seconds.", seconds
        )
        % {"n": seconds}
        if seconds <= 90
        else ngettext(
            "Too many wrong passwords. Wait %(n)s minute.", "Too many wrong passwords. Wait %(n)s minutes.", minutes
        )
        % {"n": minutes}
    )
    return ValidationError(words, code=TOO_MANY, params={"seconds": seconds})
