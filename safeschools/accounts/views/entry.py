"""Signing in: allauth's page with our answer to guessing."""

from typing import Any

from allauth.account.views import LoginView
from django.http import HttpResponse

from safeschools.accounts.policies import TOO_MANY


class SignInPage(LoginView):
    """The login page. Who has to wait is told how long, in words and in the header (429)."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return slow_down(super().form_invalid(form), form)


def slow_down(response: HttpResponse, form: Any) -> HttpResponse:
    """The status and header of a wait, where the form says there is one."""
    for errors in form.errors.as_data().values():
        for error in errors:
            if error.code == TOO_MANY:
                response.status_code = 429
                response["Retry-After"] = str(error.params["seconds"])
    return response
