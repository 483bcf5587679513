"""The front door: signed-in people land where their role works."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from safeschools.accounts.models import User


def front_door(request: HttpRequest) -> HttpResponse:
    """Visitors go to the login page, people with a role to their role's home."""
    if not isinstance(request.user, User):
        return redirect("account_login")
    try:
        return redirect(reverse(request.user.spec.home))
    except NoReverseMatch:
        return redirect("account_change_password")
