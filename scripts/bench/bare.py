"""The barest views that do what a page or a save at least has to do: the references of the web section."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from campaigns.models import Participation
from scoring.models import ItemScore, Rating

LIST = Engine().from_string(
    "<!doctype html><title>bare</title><table>{% for row in rows %}<tr>"
    "<td>{{ row.rank }}</td><td><a href='/schools/{{ row.participation_id }}/'>{{ row.participation.school.name }}</a>"
    "</td><td>{{ row.participation.district.name }}</td><td>{{ row.participation.get_state_display }}</td>"
    "<td>{{ row.score }}</td></tr>{% endfor %}</table>"
)
FORM = Engine().from_string("<!doctype html><title>bare</title><form>{{ form }}<button>save</button></form>")
TABLE = Engine().from_string(
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
    """Fifty schools of a list, as Django's tutorial would write it."""
    rows = Rating.objects.order_by("-score").select_related("participation__school", "participation__district")
    return HttpResponse(LIST.render(Context({"rows": rows[:50]})))


def items(request: HttpRequest, pk: int) -> HttpResponse:
    """A form with one field for each answer of a school."""
    form = forms.Form()
    for row in ItemScore.objects.filter(participation=pk).select_related("item"):
        form.fields[row.item.code] = forms.IntegerField(label=row.item.name, initial=row.draft_points)
    return HttpResponse(FORM.render(Context({"form": form})))


def districts(request: HttpRequest) -> HttpResponse:
    """Ten rows of figures."""
    rows = Participation.objects.values_list("district__name", "state")[:10]
    return HttpResponse(TABLE.render(Context({"rows": rows})))


urlpatterns = [
    path("save/<int:pk>/", save),
    path("schools/", schools),
    path("items/<int:pk>/", items),
    path("districts/", districts),
]
