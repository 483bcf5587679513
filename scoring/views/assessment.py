"""The self-assessment workspace: dimension pages, autosave per item, sign-off, receipt, print."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.models import Participation
from campaigns.queries import visible_participations
from safeschools.accounts.models import User
from safeschools.audit.queries import events_of
from safeschools.documents import pdf
from safeschools.lib.access import require
from safeschools.lib.errors import DomainError, Stale
from scoring.actions import assessments
from scoring.forms.facts import fact_fields, read_facts
from scoring.models import ItemScore, Submission
from scoring.policies.presence import others_here
from scoring.queries.assessment import (
    bands_of,
    dimension_sums,
    hand_in_limits,
    item_lines,
    last_year_points,
    returned_codes,
    summarise,
    workspace_items,
)
from scoring.queries.prints import assessment_print


def own_participation(request: HttpRequest, calendar_year: int) -> Participation:
    """The participation of the own school in the year, or 404."""
    rows = visible_participations(request.user).select_related("year__sheet__standard")
    return get_object_or_404(rows, year__calendar_year=calendar_year, school_id=cast(User, request.user).school_id or 0)


def figures(participation: Participation) -> dict[str, Any]:
    """Everything the side panels show, from one read of the items."""
    lines = item_lines(participation)
    summary, bands = summarise(lines), bands_of(participation.year)
    returned = returned_codes(participation)
    score = summary.score or 0
    above = next((line for line in (bands.one, bands.two, bands.three) if score < line), None)
    return {
        "participation": participation,
        "summary": summary,
        "band": bands.band(score),
        "thresholds": (bands.floor, bands.one, bands.two, bands.three),
        "to_next": above - score if above else None,
        "next_star": {bands.one: 1, bands.two: 2, bands.three: 3}.get(above or 0),
        "dimensions": dimension_sums(participation.year, lines, returned),
        "returned": returned,
        "limits": hand_in_limits(participation),
    }


@require("assessment.view")
def workspace(request: HttpRequest, calendar_year: int, dimension: str = "") -> HttpResponse:
    """One dimension of the self-assessment with all its items."""
    participation = own_participation(request, calendar_year)
    if participation.state == Participation.State.INVITED:
        return render(request, "scoring/assessment_start.html", figures(participation))
    context = figures(participation)
    dimensions = context["dimensions"]
    position = next((n for n, row in enumerate(dimensions) if row.code == dimension), 0)
    here = dimensions[position]
    before = last_year_points(participation)
    editable = participation.is_editable and cast(User, request.user).can("assessment.fill")
    items = list(workspace_items(participation, here.code))
    context |= {
        "here": here,
        "previous": dimensions[position - 1] if position else None,
        "following": dimensions[position + 1] if position + 1 < len(dimensions) else None,
        "cards": [
            (row, fact_fields(row.item, row.facts), before.get(row.item.code)) for row in items if row.applicable
        ],
        "inapplicable": [row for row in items if not row.applicable],
        "editable": editable,
        "others": others_here(participation, cast(User, request.user), here.title),
        "may_submit": cast(User, request.user).can("assessment.submit"),
    }
    return render(request, "scoring/workspace.html", context)


@require_POST
@require("assessment.fill")
def assessment_start(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Begin."""
    assessments.start(own_participation(request, calendar_year), by=cast(User, request.user))
    return redirect("assessment", calendar_year=calendar_year)


@require_POST
@require("assessment.fill")
def item_save(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Save one item. For the autosave script the answer is the pieces that changed; without script, the page again."""
    participation = own_participation(request, calendar_year)
    rows = ItemScore.objects.select_related(
        "item__dimension", "participation__year", "participation__school", "updated_by"
    )
    row = get_object_or_404(rows, participation=participation, item__code=code)
    quiet = request.headers.get("X-Autosave") == "1"
    version = int(request.POST["version"]) if request.POST.get("version", "").isdecimal() else 0
    note = request.POST.get("note", "")[:4000]
    try:
        facts = read_facts(row.item, request.POST)
        assessments.save_item(row, by=cast(User, request.user), facts=facts, note=note, version=version)
    except Stale as error:
        context = {"row": row, "error": error, "typed": fact_fields(row.item, facts), "typed_note": note}
        context |= {"stored": fact_fields(row.item, row.facts), "calendar_year": calendar_year}
        return render(request, "scoring/_merge.html" if quiet else "scoring/merge.html", context, status=409)
    except DomainError as error:
        if not quiet:
            raise
        return render(request, "scoring/_not_saved.html", {"row": row, "error": error}, status=error.status)
    if not quiet:
        messages.success(request, _("Saved."))
        return redirect("assessment_dimension", calendar_year, row.item.dimension.code)
    context = figures(participation) | {"row": row, "here_code": row.item.dimension.code, "now": timezone.now()}
    response = render(request, "scoring/_saved.html", context)
    response["X-Saved"] = str(row.version)
    return response


@require("assessment.view")
def submit_check(request: HttpRequest, calendar_year: int) -> HttpResponse:
    """Completeness, then the head's sign-off."""
    participation = own_participation(request, calendar_year)
    user = cast(User, request.user)
    context = figures(participation) | {"may_submit": user.can("assessment.submit")}
    if request.method == "POST":
        if request.POST.get("truth") != "yes":
            context["refusal"] = _("Tick that the school answers for what it states.")
            return render(request, "scoring/submit.html", context, status=422)
        submission = assessments.submit(participation, by=user)
        return redirect("assessment_receipt", calendar_year, submission.number)
    return render(request, "scoring/submit.html", context)


@require("assessment.view")
def receipt(request: HttpRequest, calendar_year: int, number: int) -> HttpResponse:
    """The receipt of a hand-in: time by the server's clock, hash, score."""
    participation = own_participation(request, calendar_year)
    submission = get_object_or_404(
        Submission.objects.select_related("submitted_by"), participation=participation, number=number
    )
    return render(request, "scoring/receipt.html", {"participation": participation, "submission": submission})


@require("assessment.view")
def assessment_pdf(request: HttpRequest, calendar_year: int, code: str = "") -> HttpResponse:
    """The self-assessment as a PDF with the signature block; for the school, its district and the city."""
    rows = visible_participations(request.user).select_related("year__sheet__standard")
    school = {"school__code": code} if code else {"school_id": cast(User, request.user).school_id or 0}
    participation = get_object_or_404(rows, year__calendar_year=calendar_year, **school)
    body = pdf.render("assessment", assessment_print(participation))
    response = HttpResponse(body, content_type="application/pdf")
    name = escape_uri_path(f"{participation.school.name}-{calendar_year}.pdf")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@require("assessment.view")
def item_history(request: HttpRequest, calendar_year: int, code: str) -> HttpResponse:
    """Every saved version of an item, newest first: nothing typed is ever gone."""
    participation = own_participation(request, calendar_year)
    row = get_object_or_404(ItemScore.objects.select_related("item"), participation=participation, item__code=code)
    events = events_of(row).filter(verb="assessment.save")[:50]
    versions = [(event, fact_fields(row.item, event.data.get("facts")), event.data.get("note")) for event in events]
    return render(
        request, "scoring/item_history.html", {"participation": participation, "row": row, "versions": versions}
    )
