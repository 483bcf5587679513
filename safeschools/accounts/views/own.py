"""A person's own account: identities, password, access tokens."""

from typing import Any, cast

from allauth.account.views import PasswordChangeView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeschools.accounts.actions import own
from safeschools.accounts.forms import TokenForm
from safeschools.accounts.models import User
from safeschools.accounts.permissions import SCOPE_WORDS
from safeschools.accounts.queries import identities, live_sessions, live_tokens
from safeschools.accounts.record.second_step import has_second_step


@login_required
def own_account(request: HttpRequest) -> HttpResponse:
    """Name, contact, the roles one holds, and where one is signed in."""
    return own_page(request, TokenForm())


def own_page(request: HttpRequest, form: TokenForm) -> HttpResponse:
    """The page with the form of a new access token as it was filled in."""
    user = cast(User, request.user)
    context = {
        "grants": identities(user),
        "sessions": live_sessions(user),
        "here": request.session.session_key,
        "tokens": [(token, [SCOPE_WORDS[slug] for slug in token.scopes]) for token in live_tokens(user)],
        "form": form,
        "second_step": has_second_step(user),
    }
    return render(request, "accounts/own.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def identity_switch(request: HttpRequest) -> HttpResponse:
    """Work under another of the own roles, from its home page."""
    user = cast(User, request.user)
    chosen = request.POST.get("grant", "")
    grant = get_object_or_404(identities(user), pk=int(chosen) if chosen.isdecimal() else 0)
    own.switch_identity(grant, by=user)
    request.session.cycle_key()  # other rights, another key
    messages.success(request, _("You now work as %(role)s.") % {"role": user.role_label})
    return redirect("home")


class ChangePassword(PasswordChangeView):
    """Changing the own password also lifts the temporary one."""

    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        own.own_password_changed(by=self.request.user, keep=self.request.session.session_key)
        return response
