"""Importing accounts."""

from django.http import HttpRequest, HttpResponse

from safeschools.accounts.tasks import OWN_KINDS
from safeschools.directory.views.imports import upload_page
from safeschools.lib.access import require


@require("accounts.create")
def account_import(request: HttpRequest) -> HttpResponse:
    """Upload a list of people, or take the empty form."""
    return upload_page(request, OWN_KINDS)
