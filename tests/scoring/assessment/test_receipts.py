"""The receipt: anybody with the receipt file repeats the hash with any program."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from scoring.domain.documents import digest
from scoring.models import Submission
from scoring.queries.assessment import receipt_paper
from tests.scoring.assessment.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with time_machine.travel(NOW):
        world = World()
        world.start()
        world.fill(**{"D1-01": {"counts": {"D1-01.1": 1, "D1-01.2": 0, "D1-01.3": 0}}})
        world.submit()
    return world


def test_the_stored_paper_gives_the_stored_hash(world: World) -> None:
    paper = Submission.objects.get(participation=world.row)
    assert digest(receipt_paper(paper)) == paper.receipt
    paper.content["D1-01"]["points"] = 200
    assert digest(receipt_paper(paper)) != paper.receipt


def test_the_receipt_file_has_the_hash_of_the_receipt(world: World, client: Client) -> None:
    client.force_login(world.editor)
    paper = Submission.objects.get(participation=world.row)
    body = client.get(reverse("receipt_file", args=[2025, 1])).content
    assert sha256(body).hexdigest() == paper.receipt
    told = json.loads(body)
    assert (told["school"], told["number"]) == (world.school.code, 1)
    assert datetime.fromisoformat(told["submitted_at"]) == paper.submitted_at.astimezone(UTC)
    assert told["standard"] == world.year.sheet.standard.content_hash


def test_the_receipt_page_shows_hash_time_and_score(world: World, client: Client) -> None:
    client.force_login(world.head)
    page = client.get(reverse("assessment_receipt", args=[2025, 1])).content.decode()
    paper = Submission.objects.get(participation=world.row)
    assert paper.receipt in page
    assert "2025-10-01 12:00:00" in page
    assert client.get(reverse("assessment_receipt", args=[2025, 2])).status_code == 404


def test_the_form_is_printed_as_pdf(world: World, client: Client) -> None:
    client.force_login(world.head)
    response = client.get(reverse("assessment_pdf", args=[2025]))
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"].startswith("attachment;")


def test_the_district_and_the_city_print_what_was_handed_in(world: World, client: Client) -> None:
    address = reverse("assessment_pdf_of", args=[2025, world.school.code])
    with time_machine.travel(NOW):
        other = World(world.year.sheet.standard)
    client.force_login(world.reviewer)
    assert client.get(address).status_code == 200
    client.force_login(other.reviewer)
    assert client.get(address).status_code == 404
    client.force_login(other.reviewer)
    assert client.get(reverse("assessment_pdf_of", args=[2025, other.school.code])).status_code == 404
