"""`@once` on a view: double clicks and repeated sendings have one effect and get the same answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponseBase

from safeschools.once.record import answer_once, fingerprint, key_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def once(view: View[P]) -> View[P]:
    """A POST with the key of `{% idempotency %}` or the header Idempotency-Key acts once for each person and key.

    Stands below `@require`, which knows the person. The mark `once` stays readable on the view. What is promised:
    safeschools.once.record.answer_once. Never on a view that shows a secret, because answers are stored.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST" or not (key := key_of(request)):
            return view(request, *args, **kwargs)
        return answer_once(request.user, key, fingerprint(request), lambda: view(request, *args, **kwargs))

    door = cast(Any, guarded)
    door.once = True
    return cast("View[P]", door)
