"""A question to a person: a dialog where a script asks for it, a page of its own where there is none."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from safeschools.lib.errors import DomainError


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def done(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether the form was sent, is valid, and `act` went through.

    What a rule of the house refuses goes on top of the form, so that nothing typed is lost.
    """
    if not form.is_valid():
        return False
    try:
        act()
    except DomainError as error:
        form.add_error(None, f"{error.message} {error.hint}".strip())
        form.refusal = error.status  # type: ignore[attr-defined]
        return False
    return True


def ask(request: HttpRequest, form: BaseForm, **context: Any) -> HttpResponse:
    """Show the form; `context` brings title, verb, keep, back (address), origin (the words of `back`), and optionally
    body, danger, lead, blocked, and `about`, the participation to show beside the page.

    A form with errors answers 422, or the status of the DomainError that refused it.
    """
    template = "scoring/review/dialog.html" if request.htmx else "scoring/review/dialog_page.html"  # type: ignore[attr-defined]
    status = getattr(form, "refusal", 422) if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
