"""The public draw among tied schools: the bureau's page with its next step, and the page on which anybody checks it."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from campaigns.models import CampaignYear, Draw
from campaigns.queries import may_be_withdrawn, year_of_page
from safeschools.accounts.models import User
from safeschools.designations.forms.draws import CommitForm, RevealForm
from safeschools.designations.queries.draws import drawn_groups, draws_of, next_step
from safeschools.lib.access import require
from safeschools.lib.errors import DomainError
from safeschools.once.decorators import once
from scoring.actions import draws
from scoring.views.dialogs import done

Live = Draw | None


@require("allocation.view")
def draw(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Every draw of the year, and the one next step."""
    return render(request, "allocation/draw.html", _page(request, year_of_page(calendar_year)))


@require_POST
@require("allocation.propose")
@never_cache
def draw_commit(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Commit a draw; its secret is shown once, so this answer is never kept."""
    year, by, status = year_of_page(calendar_year), cast(User, request.user), 422
    _live, past = _split(list(draws_of(year)))
    form = CommitForm(request.POST, again=bool(past))
    if form.is_valid():
        try:
            reason = form.cleaned_data.get("reason", "")
            made, secret = draws.commit(year, by=by, sources=form.sources(), reason=reason)
        except DomainError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
            status = error.status
        else:
            return render(
                request, "allocation/draw_once.html", {"year": year, "draw": made, "secret": secret}, status=201
            )
    return render(request, "allocation/draw.html", _page(request, year, wrong=form), status=status)


@require_POST
@require("allocation.propose")
@once
def draw_reveal(request: HttpRequest, calendar_year: int, pk: int) -> HttpResponse:
    """Enter the secret and the public results."""
    year = year_of_page(calendar_year)
    found = get_object_or_404(draws_of(year), pk=pk)
    form, by = RevealForm(found.sources, request.POST), cast(User, request.user)
    words = ("secret", "withheld")
    if done(
        form,
        lambda: draws.reveal(found, by=by, results=form.results(), **{name: form.cleaned_data[name] for name in words}),
    ):
        messages.success(request, _("The results are entered; a second person has to confirm them."))
        return redirect("draw", calendar_year=calendar_year)
    status = getattr(form, "refusal", 422)
    return render(request, "allocation/draw.html", _page(request, year, wrong=form, of=found), status=status)


@require_POST
@require("allocation.approve")
@once
def draw_confirm(request: HttpRequest, calendar_year: int, pk: int) -> HttpResponse:
    """The second person's signature below the seed that stood on the page."""
    found, by = get_object_or_404(draws_of(year_of_page(calendar_year)), pk=pk), cast(User, request.user)
    draws.confirm(found, by=by, seed=request.POST.get("seed", ""))
    messages.success(request, _("The draw is confirmed and public; the next run follows it."))
    return redirect("draw", calendar_year=calendar_year)


@require_POST
@require("allocation.approve")
@once
def draw_send_back(request: HttpRequest, calendar_year: int, pk: int) -> HttpResponse:
    """Something was entered wrongly."""
    found, by = get_object_or_404(draws_of(year_of_page(calendar_year)), pk=pk), cast(User, request.user)
    draws.send_back(found, by=by, reason=request.POST.get("reason", ""))
    messages.success(request, _("The results are sent back."))
    return redirect("draw", calendar_year=calendar_year)


@require_POST
@require("allocation.approve")
@once
def draw_withdraw(request: HttpRequest, calendar_year: int, pk: int) -> HttpResponse:
    """No longer this draw, with a reason."""
    found, by = get_object_or_404(draws_of(year_of_page(calendar_year)), pk=pk), cast(User, request.user)
    draws.withdraw(found, by=by, reason=request.POST.get("reason", ""))
    messages.success(request, _("The draw is withdrawn; it stays on record."))
    return redirect("draw", calendar_year=calendar_year)


@require_safe
def public_draw(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """What was fixed, what was drawn, and how to draw it again. No session is read, no score is shown.

    Who was tied at a line is shown once the stars are named, as the register shows who was starred.
    """
    found = list(draws_of(year_of_page(calendar_year)))
    if not found:
        raise Http404
    live, past = _split(found)
    context: dict[str, Any] = {"year": found[0].year, "draw": live, "past": past}
    return render(
        request, "designations/draw.html", context | {"groups": drawn_groups(live, named=True) if live else []}
    )


def _split(found: list[Draw]) -> tuple[Live, list[Draw]]:
    """The draw in force, and those withdrawn."""
    live = next((each for each in found if each.state != Draw.State.WITHDRAWN), None)
    return live, [each for each in found if each is not live]


def _page(request: HttpRequest, year: CampaignYear, wrong: Any = None, of: Live = None) -> dict[str, Any]:
    """The draws, the next step with its form, and what this person may do.

    `wrong` is a form about the draw `of` that was refused; it is shown again only while its step is still the next.
    """
    user = cast(User, request.user)
    live, past = _split(list(draws_of(year)))
    step, may_approve = next_step(year, live), user.can("allocation.approve") and year.is_open
    return {
        "year": year,
        "lottery": year.by_lot,
        "draw": live,
        "past": past,
        "step": step,
        "form": wrong if wrong and of == live else _blank(step, live, past),
        "wrong": wrong,
        "groups": drawn_groups(live) if live else [],
        "own": live is not None and user.same_person(live.revealed_by or live.committed_by),
        "may_propose": user.can("allocation.propose") and year.is_open,
        "may_approve": may_approve,
        "may_withdraw": may_approve and live is not None and may_be_withdrawn(live),
    }


def _blank(step: str, live: Live, past: list[Draw]) -> CommitForm | RevealForm | None:
    """The empty form of the next step."""
    if step == "commit":
        return CommitForm(again=bool(past))
    return RevealForm(live.sources) if live and step == "reveal" else None
