"""The second step of signing in: setting it up, recovery codes, resetting it for somebody who lost the phone."""

from typing import Any, cast

from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from safeschools.accounts.actions import manage, own
from safeschools.accounts.models import User
from safeschools.accounts.queries import visible_users
from safeschools.accounts.record.second_step import asks_second_step, has_second_step
from safeschools.accounts.views.entry import slow_down
from safeschools.lib.access import require
from safeschools.once.decorators import once


class SecondStepPage(AuthenticateView):
    """After the password; who guesses waits (429)."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return slow_down(super().form_invalid(form), form)


class ConfirmPage(ReauthenticateView):
    """The second step once more, before something sensitive."""


@method_decorator(login_required, name="dispatch")
class SetUpPage(ActivateTOTPView):
    """Key, QR code and the first code. Who has it already is sent on."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if has_second_step(cast(User, request.user)):
            return redirect("own_account")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "forced": asks_second_step(self.request.user)}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        own.second_step_set_up(by=self.request.user, keep=self.request.session.session_key)
        return response

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes")


@method_decorator(never_cache, name="dispatch")
class RecoveryCodesPage(ViewRecoveryCodesView):
    """The recovery codes, once."""


@require_POST
@require("second_step.reset")
@once
def second_step_reset(request: HttpRequest, username: str) -> HttpResponse:
    """Forget a lost phone."""
    by = cast(User, request.user)
    manage.reset_second_step(get_object_or_404(visible_users(by), username=username), by=by)
    messages.success(request, _("Reset: the person sets the second step up anew at the next sign-in."))
    return redirect("account_detail", username=username)
