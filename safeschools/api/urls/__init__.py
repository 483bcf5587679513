"""Routes of the API, version 1; the catch-all comes last."""

from django.urls import path

from safeschools.api.urls import corridor, ground
from safeschools.api.views import description

urlpatterns = [
    path("schema/", description.Schema.as_view(), name="api_schema"),
    path("docs/", description.Docs.as_view(), name="api_docs"),
    *ground.urlpatterns,
    *corridor.urlpatterns,
    path("<path:rest>", description.Unknown.as_view(), name="api_unknown"),
]
