"""Forms of account administration."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, UserTokenForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from safeschools.accounts.models import SignInOutcome, User, name_key
from safeschools.accounts.permissions import SCOPE_WORDS
from safeschools.accounts.policies import asked_too_often, grantable_roles, too_many
from safeschools.accounts.record.passwords import offer_link
from safeschools.accounts.record.sign_ins import begin, begin_second_step, finish
from safeschools.accounts.roles import ROLES, RoleSlug, Scope
from safeschools.directory.models import Agency, District, School
from safeschools.directory.queries import visible_districts, visible_schools
from safeschools.lib.address import network

NEEDED = {"required": _("This role needs one; please choose.")}
PLACES = {"school_code": Scope.SCHOOL, "district": Scope.DISTRICT, "agency": Scope.AGENCY}


class PlaceFields(forms.Form):
    """Role and the one place it belongs to: only the field the chosen role needs is there, none before it is chosen.

    A school is named by its code so that no list of thousands is loaded.
    """

    role = forms.ChoiceField(label=_("Role"))
    school_code = forms.CharField(label=_("School code"), max_length=10, help_text=_("The ten-digit code."))
    district = forms.ModelChoiceField(
        label=_("District"), queryset=District.objects.none(), empty_label=_("Choose"), error_messages=NEEDED
    )
    agency = forms.ModelChoiceField(
        label=_("Member unit"), queryset=Agency.objects.all(), empty_label=_("Choose"), error_messages=NEEDED
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        allowed = grantable_roles(by)
        role, district = self.fields["role"], self.fields["district"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 - narrows the type
        assert isinstance(district, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        role.choices = [("", _("Choose")), *((slug, label) for slug, label in RoleSlug.choices if slug in allowed)]
        district.queryset = visible_districts(by)
        chosen: str = (self.data if self.is_bound else self.initial).get("role") or ""
        needed = ROLES[chosen].scope if chosen in allowed else None
        for name, scope in PLACES.items():
            if scope != needed or by.scope == Scope.SCHOOL:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role = data.get("role")
        if not role:
            return data
        data["school"] = self._school(data) if ROLES[role].scope == Scope.SCHOOL else None
        return data

    def _school(self, data: dict[str, Any]) -> School | None:
        if self.by.scope == Scope.SCHOOL:
            return self.by.school
        if "school_code" not in data:
            return None
        school = visible_schools(self.by).filter(code=data["school_code"]).first()
        if school is None:
            self.add_error("school_code", _("There is no school with this code in your scope."))
        return school

    @property
    def place_fields(self) -> list[forms.BoundField]:
        """What follows the role."""
        return [self[name] for name in PLACES if name in self.fields]

    @property
    def places(self) -> dict[str, Any]:
        """Role and place for the actions."""
        return {name: self.cleaned_data.get(name) for name in ("role", "school", "district", "agency")}


class NewAccount(PlaceFields):
    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{2,39}$",
        label=_("User name"),
        help_text=_("3 to 40 lower-case letters, digits, dot, dash or underscore."),
    )
    display_name = forms.CharField(label=_("Name"), max_length=40)
    person = forms.CharField(
        label=_("Person key"),
        max_length=40,
        required=False,
        help_text=_("The same key for all accounts of one natural person, for example the staff number."),
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)

    field_order = ("username", "display_name", "role", "school_code", "district", "agency", "person", "phone", "email")


class AccountDetails(forms.Form):
    display_name = forms.CharField(label=_("Name"), max_length=40)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)


class Reason(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class OwnPassword(ChangePasswordForm):
    """Changing the own password; the old one is checked under the limits of signing in. Not to the same again: a
    temporary password must not become the own one.
    """

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("oldpassword") and data.get("password1") == data["oldpassword"]:
            self.add_error("password1", _("Choose another password than the one you have now."))
        return data

    def clean_oldpassword(self) -> str:
        old: str = self.cleaned_data.get("oldpassword", "")
        if not get_adapter().reauthenticate(self.user, old):
            raise get_adapter().validation_error("enter_current_password")
        return old


class AskForLink(forms.Form):
    """Asking for a link by mail, under the limits of signing in: the same for an address nobody has."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "email"}))

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        _attempt, wait = begin(name_key(f"link for {email}"), network(context.request), "")
        if wait:
            raise asked_too_often(wait)
        return email

    def save(self, request: HttpRequest) -> None:
        offer_link(self.cleaned_data["email"])


class LinkOwner(UserTokenForm):
    """Whose link it is; none of an account that was closed meanwhile."""

    def _get_user(self, uidb36: str) -> User | None:
        user: User | None = super()._get_user(uidb36)
        return user if user and user.is_active else None


class LimitedCode(forms.Form):
    """A code of the second step under the limits of signing in, counted for the account wherever it is typed."""

    user: User

    def clean_code(self) -> str:
        attempt, wait = begin_second_step(self.user)
        if wait:
            raise too_many(wait)
        try:
            code: str = super().clean_code()  # type: ignore[misc] # allauth's form, mixed in below
        except forms.ValidationError:
            finish(attempt, SignInOutcome.FAILED)
            raise
        finish(attempt, SignInOutcome.OK, self.user)
        return code


class SecondStep(LimitedCode, AuthenticateForm):
    """After the password: a code of the app, or a recovery code."""


class SecondStepAgain(LimitedCode, ReauthenticateForm):
    """The same, to confirm a person who is signed in."""


class FirstCode(LimitedCode, ActivateTOTPForm):
    """The first code, which proves that the app knows the key."""


class TokenForm(forms.Form):
    """A new access token: what it is for, what it may do, how long."""

    name = forms.CharField(label=_("What is it for?"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=[(slug, _(words)) for slug, words in SCOPE_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may do yourself."),
    )
    days = forms.IntegerField(label=_("Days until it ends"), min_value=1, max_value=180, initial=90)
