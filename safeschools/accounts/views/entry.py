"""Signing in: allauth's page with our answer to guessing."""

from typing import Any

from allauth.account.views import LoginView
from django.http import HttpResponse

from safeschools.accounts.adapters import TOO_MANY


class SignInPage(LoginView):
    """The login page. Who has to wait is told how long, in words and in the header (429)."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        for error in form.non_field_errors().as_data():
            if error.code == TOO_MANY:
                response.status_code = 429
                response["Retry-After"] = str(error.params["seconds"])
        return response
