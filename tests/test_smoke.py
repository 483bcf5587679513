"""The house stands: Django finds no fault, and the login page opens."""

import pytest
from django.core.management import call_command
from django.test import Client


def test_django_finds_no_fault() -> None:
    call_command("check", fail_level="WARNING")


@pytest.mark.django_db
def test_the_login_page_opens_in_chinese(client: Client) -> None:
    page = client.get("/accounts/login/")
    assert page.status_code == 200
    assert page["Content-Language"] == "zh-hans"
