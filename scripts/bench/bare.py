"""The barest views that do what a page or a save at least has to do: the references of the web section."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from campaigns.models import Participation
from scoring.models import ItemScore, Rating

ROWS = Engine().from_string(
    "<!doctype html><title>bare</title><table>{% for row in rows %}<tr>"
    "{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


def save(request: HttpRequest, pk: int) -> HttpResponse:
    """R: select and update one row in a transaction, through the ORM."""
    with transaction.atomic():
        row = ItemScore.objects.select_for_update().get(pk=pk)
        row.note = request.POST["note"]
        row.save(update_fields=["note"])
    return HttpResponse(row.note)


def schools(request: HttpRequest) -> HttpResponse:
    """Fifty schools of a list."""
    rows = Rating.objects.order_by("-score").values_list(
        "rank", "participation__school__name", "participation__district__name", "participation__state", "score"
    )
    return HttpResponse(ROWS.render(Context({"rows": rows[:50]})))


def items(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers of one school."""
    rows = ItemScore.objects.filter(participation=pk).values_list("item__code", "item__name", "facts", "draft_points")
    return HttpResponse(ROWS.render(Context({"rows": rows})))


def districts(request: HttpRequest) -> HttpResponse:
    """Ten rows of figures."""
    rows = Participation.objects.values_list("district__name", "state")[:10]
    return HttpResponse(ROWS.render(Context({"rows": rows})))


urlpatterns = [
    path("save/<int:pk>/", save),
    path("schools/", schools),
    path("items/<int:pk>/", items),
    path("districts/", districts),
]
