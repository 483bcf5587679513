"""What each step of the wizard shows besides its form, and the summary of a year's rules."""

from typing import Any

from django import forms
from django.db.models import Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _

from campaigns.actions.drafts import TIE_KEYS
from campaigns.forms import BANDS, CAPS, BandsForm
from campaigns.models import CampaignYear
from campaigns.queries import schools_to_invite
from scoring.models import RatingSheet, Standard
from scoring.queries import setup as queries
from scoring.queries.readiness import POLICY_BANDS, chosen_standard
from scoring.queries.standards import published_standards, with_counts

MOST_SCHOOLS = 100_000


def tie_words() -> dict[str, str]:
    """The tie keys in words."""
    return {
        "key_points": _("Points of the key items"),
        "honesty": _("Honesty of the self-assessment: the smaller the difference to the reviewed score, the better"),
        "last_score": _("Last year's score"),
    }


def extras(year: CampaignYear, step: str, form: forms.Form, request: HttpRequest) -> dict[str, Any]:
    """The step's own part of the page."""
    match step:
        case "standard":
            return {"standards": with_counts(published_standards()), "chosen": form["standard"].value()}
        case "bands" if isinstance(form, BandsForm):
            return _bands(year, form, request)
        case "ties":
            lottery = bool(form["lottery"].value()) if form.is_bound else year.by_lot
            return {"keys": _keys(year, form), "lottery": lottery, "clause": queries.clause("C2.2.5")}
        case "decisions":
            return {"groups": queries.decision_groups(_answers(form))}
        case "roster":
            return {"roster": queries.roster(year), "clause": queries.clause("C1")}
        case "basics":
            return {"clause": queries.clause("C1"), "goal": queries.clause("C2.2.2")}
    return {}


def _answers(form: forms.Form) -> dict[str, str]:
    return {str(name): str(value) for name, value in form.initial.items()} | {
        name: str(form[name].value()) for name in form.fields
    }


def _keys(year: CampaignYear, form: forms.Form) -> list[dict[str, Any]]:
    """Keys ticked first, in their order; the preset while nothing is confirmed."""
    ticked = list(year.tie_keys) if "ties" in year.setup.get("saved", []) else list(TIE_KEYS)
    if form.is_bound and form.is_valid():
        ticked = form.cleaned_data["keys"]
    words = tie_words()
    order = ticked + [key for key in TIE_KEYS if key not in ticked]
    return [{"key": key, "label": words[key], "used": key in ticked} for key in order]


def _bands(year: CampaignYear, form: BandsForm, request: HttpRequest) -> dict[str, Any]:
    """Seats for the schools in scope, or for a number typed; the other years' caps for comparison."""
    in_scope = schools_to_invite(year).count()
    typed = str(request.POST.get("schools", ""))
    schools = min(int(typed), MOST_SCHOOLS) if typed.isdigit() else in_scope
    settled = form.is_bound and form.is_valid()
    shown = queries.preview(year, form.caps(), form.bands(), schools) if settled else queries.preview_of(year, schools)
    return {
        "preview": shown,
        "in_scope": in_scope,
        "others": year.campaign.years.exclude(pk=year.pk),
        "lines": [form[name] for name in BANDS],
        "caps": [form[name] for name in CAPS],
        "clause": queries.clause("C2.2.5"),
        "band_clause": queries.clause("C2.2.3"),
        "floor_clause": queries.clause("C2.2.4"),
    }


def summary(year: CampaignYear) -> dict[str, Any]:
    """All rules of a year, draft or frozen, for the last step and for the page of the rules."""
    is_draft = year.state == CampaignYear.State.DRAFT
    schools = schools_to_invite(year).count() if is_draft else year.participations.count()
    words, standard = tie_words(), _standard(year)
    return {
        "phases": year.phases.all(),
        "standard": standard,
        "parts": _parts(standard),
        "ties_settled": not is_draft or "ties" in year.setup.get("saved", []),
        "tie_words": [words[key] for key in year.tie_keys],
        "preview": queries.preview_of(year, schools),
        "lines": [(name, getattr(year, name)) for name in POLICY_BANDS],
        "groups": queries.decision_groups(year.decisions),
        "clauses": [queries.clause(name) for name in ("C1", "C2.2.2", "C2.2.3", "C2.2.4", "C2.2.5")],
    }


def _standard(year: CampaignYear) -> Standard | None:
    """The version in force, with its counts."""
    sheet = RatingSheet.objects.filter(year=year).first()
    found = sheet.standard if sheet else chosen_standard(year)
    return with_counts(Standard.objects.filter(pk=found.pk)).get() if found else None


def _parts(standard: Standard | None) -> list[dict[str, Any]]:
    """The dimensions of the version with their points."""
    if standard is None:
        return []
    points = dict(standard.items.order_by().values_list("dimension").annotate(points=Sum("max_points")))
    return [
        {"title": dimension.title, "points": points.get(dimension.pk, 0)} for dimension in standard.dimensions.all()
    ]
