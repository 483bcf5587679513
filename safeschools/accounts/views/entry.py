"""Signing in, and the way back in by mail: allauth's pages with our answer to guessing."""

from typing import Any

from allauth.account.views import LoginView, PasswordResetFromKeyView, PasswordResetView
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from safeschools.accounts.actions.own import password_set_by_link
from safeschools.accounts.policies import TOO_MANY


class SignInPage(LoginView):
    """The login page. Who has to wait is told how long, in words and in the header (429)."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return slow_down(super().form_invalid(form), form)


class ForgottenPage(PasswordResetView):
    """Asks for the e-mail address and gives every address the same answer; without mail it says whom to ask."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        door = super().post if settings.EMAIL_URL else self.get
        response: HttpResponse = door(request, *args, **kwargs)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return slow_down(super().form_invalid(form), form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "mail": bool(settings.EMAIL_URL)}


class LinkPage(PasswordResetFromKeyView):
    """Where the link leads: a new password, or that the link is used up or too old."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            password_set_by_link(by=self.reset_user)
        return response


def slow_down(response: HttpResponse, form: Any) -> HttpResponse:
    """The status and header of a wait, where the form says there is one."""
    for errors in form.errors.as_data().values():
        for error in errors:
            if error.code == TOO_MANY:
                response.status_code = 429
                response["Retry-After"] = str(error.params["seconds"])
    return response
