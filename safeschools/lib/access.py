"""The one door to a view: signed in, and the role includes the permission. Objects are fetched by `visible_…`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def require(permission: str) -> Callable[[View[P]], View[P]]:
    """Anonymous → login page; a role without `permission` → 403. The slug stays readable on the view."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not cast(Any, request.user).can(permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        door = cast(Any, login_required(guarded))
        door.permission = permission
        return cast("View[P]", door)

    return decorate
