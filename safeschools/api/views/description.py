"""The description of the API, its viewer, and addresses nothing stands behind."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from safeschools.api.views.base import Endpoint


class Schema(SpectacularAPIView):
    """The OpenAPI 3.1 description."""


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI from bundled files, under the strict content security policy."""

    url_name = "api_schema"
    template_name = "api/docs.html"


class Unknown(Endpoint):
    """No such address: 404 as problem details, like every other error here."""

    @extend_schema(exclude=True)
    def get(self, request: Request, **kwargs: Any) -> Response:
        raise Http404

    post = put = patch = delete = get
