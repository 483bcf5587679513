"""No operation takes a field that is not written down, and every other one is refused by name (M04)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.test.client import encode_multipart
from django.urls import reverse

from safeschools.accounts.roles import ROLES
from tests.access.api_table import API
from tests.access.test_matrix import may
from tests.access.world import City
from tests.api.test_fuzz import addresses
from tests.api.writable import WRITABLE

pytestmark = pytest.mark.django_db
BOUNDARY = "boundary"
#: what somebody would try who has read the models
COVETED = (
    *("id", "pk", "state", "status", "role", "is_active", "is_superuser", "is_staff", "password", "permissions"),
    *("school_id", "participation", "district_id", "year", "calendar_year", "claimed_points", "reviewed_points"),
    *("verified_points", "verified_score", "points", "max_points", "score", "band", "star", "on_roster"),
    *("submitted_at", "decided_by", "proposed_by", "approved_by", "created_at", "recorded_at", "confirmed_at"),
)
EVERY = sorted({*COVETED, *(field for fields in WRITABLE.values() for field in fields.split())})


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield City()
        transaction.set_rollback(True)


def test_the_description_names_exactly_the_fields_written_down(described: dict[str, Any]) -> None:
    told, at = {}, {path: name for name, path in addresses().items()}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            if method != "get":
                told[at[path], method.upper()] = " ".join(sorted(fields_of(operation, described)))
    assert told == WRITABLE


def fields_of(operation: dict[str, Any], described: dict[str, Any]) -> set[str]:
    """The fields of the body; none where it sends nothing. Whatever is not described, is refused."""
    if "requestBody" not in operation:
        return set()
    (content,) = operation["requestBody"]["content"].values()
    body = described["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
    assert body["additionalProperties"] is False
    return set(body.get("properties", ()))


def send(city: City, name: str, method: str, fields: list[str]) -> Any:
    """Every field at once, as somebody who may; the effects are undone."""
    row = API[name]
    role = next(slug for slug in ROLES if may(row, slug, method) and slug not in row.hidden)
    body: dict[str, Any] = {"data": dict.fromkeys(fields, "x"), "content_type": "application/json"}
    if "file" in WRITABLE[name, method].split():
        body = {
            "data": encode_multipart(BOUNDARY, body["data"]),
            "content_type": f"multipart/form-data; boundary={BOUNDARY}",
        }
    client = Client()
    client.force_login(city.own.people[role])
    cache.clear()
    with transaction.atomic():
        url = reverse(name, kwargs=row.arguments(city, city.own, role))
        response = getattr(client, method.lower())(url, **body)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize(("name", "method"), [key for key in WRITABLE if len(API[key[0]].hidden) < len(ROLES)])
def test_every_other_field_is_refused_by_name(name: str, method: str, city: City) -> None:
    response = send(city, name, method, EVERY)
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    refused = {error["field"] for error in response.json()["errors"] if error["code"] == "unknown"}
    assert refused == set(EVERY) - set(WRITABLE[name, method].split())
