"""The inspector's pages, made for a phone."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inspections.actions import visits
from inspections.forms import ConfirmForm
from inspections.models import Visit, VisitItem
from inspections.queries.visits import check_rows, provisional_score, visible_visits, with_progress
from safeschools.accounts.models import User
from safeschools.lib.access import require
from safeschools.lib.errors import DomainError
from safeschools.once.decorators import once
from scoring.forms.facts import fact_fields, read_facts
from scoring.models import ItemScore


@require("visit.record")
def today(request: HttpRequest) -> HttpResponse:
    """The own visits: open ones by date, then the confirmed ones with their receipts."""
    own = with_progress(visible_visits(cast(User, request.user)))
    open_states = (Visit.State.PLANNED, Visit.State.STARTED)
    context = {
        "open": own.filter(state__in=open_states).order_by("-state", "planned_on", "id"),
        "done": own.filter(state=Visit.State.CONFIRMED).order_by("-confirmed_at")[:30],
        "today": timezone.localdate(),
    }
    return render(request, "inspections/today.html", context)


@require("visit.record")
def visit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist of one visit by dimension, with what is done."""
    visit = get_object_or_404(with_progress(visible_visits(cast(User, request.user))), pk=pk)
    rows = check_rows(visit)
    shown = request.GET.get("show", "")
    picked = [row for row in rows if not shown or ((shown == "open") == (row.status == "open") and row.status != "ok")]
    scores = ItemScore.objects.filter(participation_id=visit.participation_id)
    context = {
        "visit": visit,
        "rows": picked,
        "show": shown,
        "total": len(rows),
        "done": sum(row.status != "open" for row in rows),
        "left": sum(row.status == "open" for row in rows),
        "different": sum(row.status in ("up", "down") for row in rows),
        "score_now": provisional_score(visit, rows, list(scores)),
    }
    return render(request, "inspections/visit.html", context)


@require("visit.record")
@once
def item_page(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One item on one screen: rule, claimed and reviewed facts, what the team finds."""
    user = cast(User, request.user)
    visit = get_object_or_404(visible_visits(user), pk=pk)
    rows = check_rows(visit)
    position = next((number for number, row in enumerate(rows) if row.visit_item.item.code == code), None)
    if position is None:
        return redirect("visit_page", pk=pk)
    row = rows[position]
    following = rows[position + 1].visit_item.item.code if position + 1 < len(rows) else None
    error = None
    if request.method == "POST":
        try:
            _save(row.visit_item, request, user)
        except DomainError as problem:
            error = problem
        else:
            return redirect("visit_item", pk, following) if following else redirect("visit_page", pk=pk)
    context = {
        "visit": visit,
        "row": row,
        "number": position + 1,
        "total": len(rows),
        "before": rows[position - 1].visit_item.item.code if position else None,
        "following": following,
        "error": error,
        "reason": request.POST.get("reason", row.visit_item.reason),
        "fields": fact_fields(row.score.item, _shown_facts(row.visit_item, row.score, request), on_site=True),
    }
    return render(request, "inspections/item.html", context, status=error.status if error else 200)


def _shown_facts(visit_item: VisitItem, score: ItemScore, request: HttpRequest) -> dict[str, object]:
    """What was just typed, else what was recorded, else what the district or the school found."""
    if request.method == "POST":
        try:
            return read_facts(score.item, request.POST, on_site=True)
        except DomainError:
            pass
    return visit_item.facts or score.reviewed_facts or score.claimed_facts or {}


def _save(visit_item: VisitItem, request: HttpRequest, user: User) -> None:
    facts = read_facts(visit_item.item, request.POST, on_site=True)
    version = int(request.POST["version"]) if request.POST.get("version", "").isdecimal() else 0
    visits.record_item(visit_item, by=user, facts=facts, reason=request.POST.get("reason", ""), version=version)


@require("visit.record")
@once
def sign_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The result, the signatures, the confirmation."""
    user = cast(User, request.user)
    visit = get_object_or_404(with_progress(visible_visits(user)), pk=pk)
    form = ConfirmForm(request.POST or None)
    error = None
    if request.method == "POST" and form.is_valid():
        try:
            visits.confirm(visit, by=user, **form.cleaned_data)
        except DomainError as problem:
            error = problem
        else:
            messages.success(request, _("Confirmed. The verified points are in the ledger."))
            return redirect("visit_page", pk=pk)
    rows = check_rows(visit)
    scores = ItemScore.objects.filter(participation_id=visit.participation_id)
    context = {
        "visit": visit,
        "form": form,
        "error": error,
        "missing": [row for row in rows if row.status == "open"],
        "down": [row for row in rows if row.status == "down"],
        "up": [row for row in rows if row.status == "up"],
        "agreed": sum(row.status == "ok" for row in rows),
        "total": len(rows),
        "score_now": provisional_score(visit, rows, list(scores)),
    }
    status = error.status if error else 422 if form.errors else 200
    return render(request, "inspections/sign.html", context, status=status)


@require_POST
@require("visit.record")
@once
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the record."""
    user = cast(User, request.user)
    visits.sign(get_object_or_404(visible_visits(user), pk=pk), by=user)
    messages.success(request, _("Signed."))
    return redirect("visit_sign", pk=pk)
