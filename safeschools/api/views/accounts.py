"""Accounts inside the own scope, the own account, the event log."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.accounts.actions import manage
from safeschools.accounts.forms import NewAccount as AccountForm
from safeschools.accounts.forms import PlaceFields
from safeschools.accounts.models import RoleGrant, User
from safeschools.accounts.queries import identities, search_users, visible_users, with_second_step
from safeschools.api.paging import NewestFirst
from safeschools.api.serializers import accounts as forms
from safeschools.api.serializers.base import Nothing
from safeschools.api.views.base import Endpoint, Listing, operation
from safeschools.audit.queries import filter_events, visible_events
from safeschools.directory.models import Agency
from safeschools.directory.queries import visible_districts
from safeschools.lib.errors import Invalid

OWN = ("username", "display_name", "person", "phone", "email")


def with_roles(users: QuerySet[User]) -> QuerySet[User]:
    """Adds the roles held now (`active_grants`), all of them for judging who may manage whom, and `second_step`."""
    roles = RoleGrant.objects.select_related("school", "district", "agency")
    active = Prefetch("grants", roles.filter(ended_at__isnull=True), to_attr="active_grants")
    return with_second_step(users).prefetch_related(active, Prefetch("grants", roles))


def read_places(form: type[PlaceFields], by: User, sent: dict[str, Any]) -> PlaceFields:
    """Role and place by the page's form: a school by its code, district and member unit by theirs. Raises Invalid."""
    district = visible_districts(by).filter(code=sent.get("district", "")).first()
    agency = Agency.objects.filter(code=sent.get("agency", "")).first()
    places = {
        "school_code": sent.get("school", ""),
        "district": district.pk if district else "",
        "agency": agency.pk if agency else "",
    }
    filled = form(sent | places, by=by)
    if not filled.is_valid():
        raise Invalid(" ".join(str(message) for messages in filled.errors.values() for message in messages))
    return filled


class OfAccount(Endpoint):
    """Works on one account inside the scope."""

    permission = "accounts.manage"

    def account(self, username: str) -> User:
        """The account, or 404."""
        return get_object_or_404(with_roles(visible_users(self.user)), username=username)

    def detail(self, username: str, status: int = 200) -> Response:
        """The account as it is now."""
        return self.show(forms.AccountSerializer, self.account(username), status)


class Accounts(OfAccount, Listing):
    """Accounts inside the own scope."""

    write_permission = "accounts.create"
    serializer_class = forms.AccountSerializer
    filters = forms.AccountFilters

    @operation("Accounts", answers=forms.AccountSerializer(many=True), parameters=[forms.AccountFilters])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @operation("Make an account", sends=forms.NewAccount, answers=forms.TemporaryPassword, status=201)
    def post(self, request: Request) -> Response:
        form = read_places(AccountForm, self.user, self.sent(forms.NewAccount))
        own = {name: form.cleaned_data[name] for name in OWN}
        account, password = manage.create_account(by=self.user, **own, **form.places)
        return self.show(forms.TemporaryPassword, {"username": account.username, "password": password}, 201)

    def rows(self, *, q: str = "", **exact: Any) -> Any:
        return with_roles(search_users(visible_users(self.user), text=q, **exact))


class Account(OfAccount):
    """One account."""

    write_permission = "accounts.create"

    @operation("One account", answers=forms.AccountSerializer)
    def get(self, request: Request, username: str) -> Response:
        return self.detail(username)

    @operation("Change name and contact", sends=forms.AccountChange, answers=forms.AccountSerializer)
    def patch(self, request: Request, username: str) -> Response:
        account = self.account(username)
        stored = {name: getattr(account, name) for name in ("display_name", "phone", "email")}
        manage.change_account(account, by=self.user, **(stored | self.sent(forms.AccountChange)))
        return self.detail(username)


class Activate(OfAccount):
    """Switch an account on or off."""

    @operation("Switch an account on or off", once=True, sends=forms.Activation, answers=forms.AccountSerializer)
    def post(self, request: Request, username: str) -> Response:
        account = self.account(username)
        manage.set_active(account, by=self.user, **self.sent(forms.Activation))
        return self.detail(username)


class ResetPassword(OfAccount):
    """Give a temporary password."""

    permission = "accounts.create"

    @operation("Give a temporary password", sends=Nothing, answers=forms.TemporaryPassword)
    def post(self, request: Request, username: str) -> Response:
        account = self.account(username)
        self.sent(Nothing)
        password = manage.reset_password(account, by=self.user)
        return self.show(forms.TemporaryPassword, {"username": username, "password": password})


class Unlock(OfAccount):
    """Let the person sign in at once."""

    @operation("Unlock the sign-in after wrong passwords", once=True, sends=Nothing, answers=forms.AccountSerializer)
    def post(self, request: Request, username: str) -> Response:
        account = self.account(username)
        self.sent(Nothing)
        manage.unlock(account, by=self.user)
        return self.detail(username)


class ResetSecondStep(OfAccount):
    """Forget a lost phone."""

    permission = "second_step.reset"

    @operation("Reset the second step of signing in", once=True, sends=Nothing, answers=forms.AccountSerializer)
    def post(self, request: Request, username: str) -> Response:
        account = self.account(username)
        self.sent(Nothing)
        manage.reset_second_step(account, by=self.user)
        return self.detail(username)


class Anonymise(OfAccount):
    """Take name, contact and ways in off a closed account; it has another name afterwards."""

    permission = "accounts.anonymise"

    @operation("Anonymise a closed account", once=True, sends=forms.ShortReason, answers=forms.AccountSerializer)
    def post(self, request: Request, username: str) -> Response:
        account = self.account(username)
        manage.anonymise(account, by=self.user, **self.sent(forms.ShortReason))
        return self.detail(account.username)


class GrantRole(OfAccount):
    """Give one more role."""

    permission = "roles.grant"

    @operation("Give a role", once=True, sends=forms.PlaceInput, answers=forms.AccountSerializer, status=201)
    def post(self, request: Request, username: str) -> Response:
        account = self.account(username)
        form = read_places(PlaceFields, self.user, self.sent(forms.PlaceInput))
        manage.grant_role(account, by=self.user, **form.places)
        return self.detail(username, 201)


class EndRole(OfAccount):
    """End one role."""

    permission = "roles.grant"

    @operation("End a role", once=True, sends=forms.ShortReason, answers=forms.AccountSerializer)
    def post(self, request: Request, username: str, grant_id: int) -> Response:
        grant = get_object_or_404(identities(self.account(username)), pk=grant_id)
        manage.end_role(grant, by=self.user, **self.sent(forms.ShortReason))
        return self.detail(username)


class Me(Endpoint):
    """Who asks."""

    @operation("The own account", answers=forms.MeSerializer)
    def get(self, request: Request) -> Response:
        return self.show(forms.MeSerializer, self.user)


class Events(Listing):
    """Who did what, when and why."""

    permission = "events.view"
    serializer_class = forms.EventSerializer
    filters = forms.EventFilters
    pagination_class = NewestFirst

    @operation("The event log", answers=forms.EventSerializer(many=True), parameters=[forms.EventFilters])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def rows(self, **chosen: Any) -> Any:
        return filter_events(visible_events(self.user), **chosen)
