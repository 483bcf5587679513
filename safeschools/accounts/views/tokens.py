"""The own access tokens: made, shown once, revoked."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from safeschools.accounts.actions.tokens import create_token, revoke_token
from safeschools.accounts.forms import TokenForm
from safeschools.accounts.models import User
from safeschools.accounts.queries import live_tokens
from safeschools.accounts.views.own import own_page
from safeschools.lib.errors import DomainError
from safeschools.once.decorators import once


@require_POST
@login_required
@never_cache
def token_new(request: HttpRequest) -> HttpResponse:
    """Make an access token; its secret is shown once."""
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            token, secret = create_token(by=cast(User, request.user), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            return render(request, "accounts/token_once.html", {"token": token, "secret": secret}, status=201)
    return own_page(request, form)


@require_POST
@login_required
@once
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the own tokens."""
    user = cast(User, request.user)
    revoke_token(get_object_or_404(live_tokens(user), pk=pk), by=user)
    messages.success(request, _("The token is revoked."))
    return redirect("own_account")
