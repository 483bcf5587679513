"""Administration of accounts within the own scope."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeschools.accounts.actions import manage
from safeschools.accounts.forms import AccountDetails, NewAccount, PlaceFields, Reason
from safeschools.accounts.models import User
from safeschools.accounts.policies import may_manage
from safeschools.accounts.queries import identities, search_users, visible_users, wrong_passwords
from safeschools.accounts.record.second_step import has_second_step
from safeschools.accounts.roles import RoleSlug
from safeschools.audit.queries import events_of
from safeschools.lib.access import require
from safeschools.lib.errors import DomainError
from safeschools.once.decorators import once

PAGE = 50


@require("accounts.manage")
def account_list(request: HttpRequest) -> HttpResponse:
    """Accounts in scope, searchable."""
    filters = {name: request.GET.get(name, "") for name in ("text", "role", "active")}
    users = search_users(visible_users(cast(User, request.user)), **filters)
    page = Paginator(users, PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/list.html", {"page": page, "filters": filters, "roles": RoleSlug.choices})


@require("accounts.create")
def account_new(request: HttpRequest) -> HttpResponse:
    """Make an account; its temporary password is shown once. Sent with `fields`, the form only follows its role."""
    by = cast(User, request.user)
    if "fields" in request.POST:
        return render(request, "accounts/new.html", {"form": NewAccount(initial=request.POST.dict(), by=by)})
    form = NewAccount(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        own = {name: form.cleaned_data[name] for name in ("username", "display_name", "person", "phone", "email")}
        try:
            user, password = manage.create_account(by=by, **own, **form.places)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            return render(request, "accounts/password_once.html", {"account": user, "password": password}, status=201)
    return render(request, "accounts/new.html", {"form": form}, status=422 if form.errors else 200)


@require("accounts.manage")
def account_detail(request: HttpRequest, username: str) -> HttpResponse:
    """One account: details, roles, history."""
    by = cast(User, request.user)
    account = get_object_or_404(visible_users(by), username=username)
    manageable = may_manage(by, account)
    initial = {"display_name": account.display_name, "phone": account.phone, "email": account.email}
    form = AccountDetails(request.POST or None, initial=initial)
    if request.method == "POST" and not by.can("accounts.create"):
        raise PermissionDenied("accounts.create")
    if request.method == "POST" and form.is_valid():
        manage.change_account(account, by=by, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("account_detail", username=username)
    context = {
        "account": account,
        "form": form,
        "manageable": manageable,
        "grants": identities(account),
        "grant_form": PlaceFields(by=by, initial={"role": request.GET.get("role")}),
        "events": events_of(account)[:20],
        "second_step": manageable and by.can("second_step.reset") and has_second_step(account),
        "wrong_passwords": wrong_passwords(account) if manageable else 0,
    }
    return render(request, "accounts/detail.html", context, status=422 if form.errors else 200)


@require_POST
@require("accounts.manage")
@once
def account_active(request: HttpRequest, username: str) -> HttpResponse:
    """Switch an account on or off with a reason."""
    by = cast(User, request.user)
    account = get_object_or_404(visible_users(by), username=username)
    form = Reason(request.POST)
    if form.is_valid():
        manage.set_active(account, by=by, active=not account.is_active, reason=form.cleaned_data["reason"])
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Please give a reason; nothing was changed."))
    return redirect("account_detail", username=username)


@require_POST
@require("accounts.create")
def account_reset(request: HttpRequest, username: str) -> HttpResponse:
    """Give a temporary password, shown once."""
    by = cast(User, request.user)
    account = get_object_or_404(visible_users(by), username=username)
    password = manage.reset_password(account, by=by)
    return render(request, "accounts/password_once.html", {"account": account, "password": password})


@require_POST
@require("accounts.manage")
@once
def account_unlock(request: HttpRequest, username: str) -> HttpResponse:
    """Let the person sign in at once after wrong passwords, whoever typed them."""
    by = cast(User, request.user)
    manage.unlock(get_object_or_404(visible_users(by), username=username), by=by)
    messages.success(request, _("Unlocked: the person can sign in at once."))
    return redirect("account_detail", username=username)


@require_POST
@require("accounts.anonymise")
@once
def account_anonymise(request: HttpRequest, username: str) -> HttpResponse:
    """Take the personal data off a closed account, with a reason; the account has another address afterwards."""
    by = cast(User, request.user)
    account = get_object_or_404(visible_users(by), username=username)
    form = Reason(request.POST)
    if form.is_valid():
        manage.anonymise(account, by=by, reason=form.cleaned_data["reason"])
        messages.success(request, _("Name and contact are gone; the event log keeps what it recorded."))
    else:
        messages.error(request, _("Please give a reason; nothing was changed."))
    return redirect("account_detail", username=account.username)


@require_POST
@require("roles.grant")
@once
def role_grant(request: HttpRequest, username: str) -> HttpResponse:
    """Give the person one more role."""
    by = cast(User, request.user)
    account = get_object_or_404(visible_users(by), username=username)
    form = PlaceFields(request.POST, by=by)
    if form.is_valid():
        manage.grant_role(account, by=by, **form.places)
        messages.success(request, _("Role given."))
        return redirect("account_detail", username=username)
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    chosen = urlencode({"role": request.POST.get("role", "")})
    return redirect(f"{reverse('account_detail', args=[username])}?{chosen}#give-role")


@require_POST
@require("roles.grant")
@once
def role_end(request: HttpRequest, username: str, grant_id: int) -> HttpResponse:
    """End one role of the person with a reason."""
    by = cast(User, request.user)
    account = get_object_or_404(visible_users(by), username=username)
    grant = get_object_or_404(identities(account), pk=grant_id)
    form = Reason(request.POST)
    if form.is_valid():
        manage.end_role(grant, by=by, reason=form.cleaned_data["reason"])
        messages.success(request, _("Role ended."))
    else:
        messages.error(request, _("Please give a reason; nothing was changed."))
    return redirect("account_detail", username=username)
