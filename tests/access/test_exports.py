"""Fourteen formulas in every text an export may carry, through every export there is: all leave as text (M20)."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver, reverse

from campaigns.models import Campaign
from safeschools.accounts.models import User
from safeschools.directory.models import Agency, District, School
from safeschools.documents.tables import read_upload
from safeschools.documents.workbook import is_risky
from scoring.models import Item
from tests.access.table import TABLE
from tests.access.world import City
from tests.documents.test_workbook import PAYLOADS
from tests.tampering import rules_asleep

pytestmark = pytest.mark.django_db
Route = tuple[str, str, tuple[Any, ...]]
FORMS = {"import_template", "standard_import_marked", "recommendation_xlsx"}
"""Tables too: the empty form holds no data; the marked file is written by documents.marked, tested there."""


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """The world, made once for the module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield City()
        transaction.set_rollback(True)


def routes(city: City) -> list[Route]:
    """(role, route, arguments) of every table the product hands out."""
    year, number = city.year.calendar_year, city.run.number
    version = city.run.year.sheet.standard.version
    return [
        ("bureau_officer", "school_export", ("csv",)),
        ("bureau_officer", "school_export", ("xlsx",)),
        ("district_lead", "school_export", ("csv",)),
        ("bureau_officer", "run_export", (year, number)),
        ("district_lead", "recommendation_xlsx", (year,)),
        ("bureau_officer", "standard_export", (version,)),
        ("", "register_csv", (year,)),
        ("bureau_officer", "own_data_export", ("xlsx",)),
        ("bureau_officer", "compliance_xlsx", (year,)),
    ]


def test_no_export_is_left_out(city: City) -> None:
    """A new route whose name says export, csv or xlsx belongs into the list above."""
    named = {name for name in TABLE if re.search("export|csv|xlsx", name)}
    assert named == {name for _role, name, _arguments in routes(city)}
    admin = get_resolver().namespace_dict["admin"][1].reverse_dict
    exports = {str(name) for name in admin if str(name).endswith("_export")}
    assert exports == {f"{model}_export" for model in ADMIN}


ADMIN = ("directory_school", "directory_district", "directory_agency", "accounts_user")


def poison(payload: str) -> None:
    """The payload, as far as it fits, in everything people can name; also in the published standard."""
    short = payload[:38]
    with rules_asleep():
        School.objects.update(name=payload, short_name=payload[:20], remark=payload, head_name=short)
        for number, district in enumerate(District.objects.all()):
            District.objects.filter(pk=district.pk).update(name=f"{short}{number}")
        for number, agency in enumerate(Agency.objects.all()):
            Agency.objects.filter(pk=agency.pk).update(name=f"{short}{number}", duties=payload)
        User.objects.update(display_name=short)
        Item.objects.update(name=payload, rule=payload, evidence=payload)
        Campaign.objects.update(name=payload)


def table(answer: HttpResponseBase) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    answer.close()
    return bytes(body)


def leaks(name: str, body: bytes) -> list[tuple[str, str]]:
    """Cells a spreadsheet program would run."""
    if not body.startswith(b"PK"):
        rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
        return [(name, cell) for row in rows for cell in row if is_risky(cell) and not cell.startswith("'")]
    cells = (cell for page in openpyxl.load_workbook(io.BytesIO(body)) for row in page.iter_rows() for cell in row)
    return [(name, str(cell.value)) for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_export_carries_a_formula(payload: str, city: City) -> None:
    found, seen = [], 0
    with transaction.atomic():
        poison(payload)
        cache.clear()
        for role, name, arguments in routes(city):
            client = Client()
            if role:
                client.force_login(city.own.people[role])
            answer = client.get(reverse(name, args=arguments))
            assert answer.status_code == 200, (role, name)
            assert "\n" not in answer.headers["Content-Disposition"]
            body = table(answer)
            found += leaks(name, body)
            seen += payload.strip() in str(read_upload(body).tables) if name != "standard_export" else 0
        transaction.set_rollback(True)
    assert found == []
    assert seen >= 4  # the payload did travel


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_export_of_the_admin_carries_a_formula(payload: str, city: City) -> None:
    """Every model, with every field it offers, as workbook and as CSV."""
    found, seen, client = [], 0, Client()
    client.force_login(city.own.people["system_admin"])
    with transaction.atomic():
        poison(payload)
        for model in ADMIN:
            url = reverse(f"admin:{model}_export")
            form = client.get(url).context["form"]
            chosen = {name: "on" for name in form.fields if name not in ("format", "resource", "export_items")}
            for number, (_value, suffix) in enumerate(form.fields["format"].choices[1:]):
                body = table(client.post(url, {"resource": "0", "format": str(number), **chosen}))
                assert body.startswith(b"PK") == (suffix == "xlsx")
                found += leaks(model, body)
                cells = (cell for page in read_upload(body).tables for row in page.rows for cell in row)
                seen += any(payload[:38].strip() in str(cell) for cell in cells)
        transaction.set_rollback(True)
    assert found == []
    assert seen == 2 * len(ADMIN)
