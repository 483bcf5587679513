"""A person's own sessions: how long this one lasts, where else one is signed in."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from safeschools.accounts.actions import own
from safeschools.accounts.models import User
from safeschools.accounts.queries import live_sessions
from safeschools.accounts.sessions import SEEN, SessionStore


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def session_left(request: HttpRequest) -> JsonResponse:
    """Seconds until this session ends. Asking does not prolong it; POST, which a person's click sends, does."""
    session = cast(SessionStore, request.session)
    if request.method == "POST":
        session[SEEN] = 0
        session.renew()
    return JsonResponse({"left": session.seconds_left})


@require_POST
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def session_end(request: HttpRequest, handle: str) -> HttpResponse:
    """End one of the own sessions."""
    user = cast(User, request.user)
    session = next((row for row in live_sessions(user) if row.handle == handle), None)
    if session is None:
        raise Http404
    own.end_session(session, by=user)
    messages.success(request, _("The session is ended."))
    return redirect("own_account")


@require_POST
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End all own sessions but this one."""
    own.end_other_sessions(by=cast(User, request.user), keep=request.session.session_key)
    messages.success(request, _("You are signed in on this device only."))
    return redirect("own_account")
