"""The description of the API is true, complete, and can be read without a network."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.factories import make_user

pytestmark = pytest.mark.django_db


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, told) for path, methods in described["paths"].items() for method, told in methods.items()]


def test_the_description_is_valid_and_without_a_warning() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())


def test_it_is_openapi_3_1(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")


def test_every_operation_says_what_it_does_and_how_it_refuses(described: dict[str, Any]) -> None:
    for path, method, told in operations(described):
        assert told.get("summary"), (path, method)
        expected = {"400", "404", "429"} | ({"409", "422"} if method != "get" else set())
        expected |= {"401", "403"} if any(told["security"]) else set()
        assert expected <= told["responses"].keys(), (path, method)
        for status in expected:
            assert list(told["responses"][status]["content"]) == ["application/problem+json"]


def test_every_operation_has_a_name_of_its_own(described: dict[str, Any]) -> None:
    names = [told["operationId"] for _, _, told in operations(described)]
    assert len(names) == len(set(names))


def test_the_viewer_is_made_of_files_of_this_site() -> None:
    client = Client()
    client.force_login(make_user("auditor"))
    page = client.get("/api/v1/docs/").content.decode()
    assert "://" not in page
    assert "<style" not in page
    assert page.count("<script src=") == page.count("<script")
    script = client.get("/api/v1/docs/?script")
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert "/api/v1/schema/" in script.content.decode().replace("\\u002D", "-")
