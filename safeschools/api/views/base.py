"""What every view of the API has: a permission for each method, a strict body, a serializer for the answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import Http404, HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from safeschools.accounts.models import User
from safeschools.api.paging import ByKey
from safeschools.api.parsing import storable
from safeschools.api.permissions import Can
from safeschools.api.serializers.base import Filters, Strict
from safeschools.once.record import HEADER, answer_once, fingerprint

F = TypeVar("F", bound=Callable[..., Any])
KEY = OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description="at most 255 characters, kept for a day")


def operation(
    summary: str, *, answers: Any = None, sends: Any = None, status: int = 200, once: bool = False, **more: Any
) -> Callable[[F], F]:
    """The line of the description: what the method does, what it takes and what it answers.

    `once`: it takes an Idempotency-Key; the same key again gives the same answer without acting again.
    """
    answer = OpenApiResponse(description="") if answers is None else answers
    if once:
        more["parameters"] = [*more.get("parameters", ()), KEY]
    describe = extend_schema(summary=summary, request=sends, responses={status: answer}, **more)

    def decorate(method: F) -> F:
        return describe(_once(method) if once else method)

    return decorate


def _once(method: F) -> F:
    @wraps(method)
    def guarded(self: "Endpoint", request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.headers.get(HEADER, "")
        if not key:
            return cast(HttpResponseBase, method(self, request, *args, **kwargs))

        def act() -> HttpResponseBase:
            return self.finalize_response(request, method(self, request, *args, **kwargs), *args, **kwargs)

        return answer_once(self.user, key, fingerprint(request._request), act)

    return cast(F, guarded)


class Endpoint(APIView):
    """A view with the permission it needs; None: anybody signed in. Writing may need another one."""

    permission: str | None = None
    write_permission: str | None = None
    permission_classes = (Can,)

    def needs(self, method: str | None) -> str | None:
        """The permission for this method."""
        return self.permission if method in SAFE_METHODS else self.write_permission or self.permission

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not all(storable(str(value)) for value in kwargs.values()):
            raise Http404

    @property
    def user(self) -> User:
        """Who asks; only behind `Can`."""
        return cast(User, self.request.user)

    def sent(self, serializer: type[Strict]) -> dict[str, Any]:
        """The body, checked field by field; 400 for what is missing, unknown or of the wrong kind."""
        form = serializer(data=self.request.data, context={"request": self.request})
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def asked(self, serializer: type[Filters]) -> dict[str, Any]:
        """The query, checked the same way; the page's own parameters apart."""
        query = {
            name: value for name, value in self.request.query_params.items() if name not in ("cursor", "page_size")
        }
        form = serializer(data=query, context={"request": self.request})
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def show(self, serializer: type[BaseSerializer[Any]], found: Any, status: int = 200, **context: Any) -> Response:
        """The answer: one object, or all of a list that is never long."""
        many = isinstance(found, list)
        return Response(serializer(found, many=many, context={"request": self.request, **context}).data, status=status)


class Listing(Endpoint, ListAPIView[Any]):
    """A list in pages. `rows` is given the filters of `filters` by name and returns the queryset inside the scope."""

    filters: type[Filters] = Filters
    pagination_class = ByKey
    rows: Callable[..., Any]

    def get_queryset(self) -> Any:
        return self.rows(**self.asked(self.filters))
