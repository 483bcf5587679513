"""Public pages, certificate and result: what strangers, schools and other schools are shown."""

import csv
import io
from datetime import UTC, date, datetime

import pypdf
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safeschools.designations.actions import naming
from safeschools.designations.domain import new_number
from safeschools.designations.policies import LOOKS_PER_MINUTE
from safeschools.directory.models import School
from tests.designations.stage import DAY, DOCUMENT, Stage
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    stage = Stage(9500, 8600, 7000)
    stage.named()
    return stage


def look(client: Client, number: str) -> str:
    return client.get(reverse("verify_number", args=[number])).content.decode()


def test_a_certificate_is_valid_then_revoked_then_expired(stage: Stage, client: Client) -> None:
    valid, revoked = stage.designation(0), stage.designation(1)
    naming.revoke(revoked, by=stage.lead, document="撤〔2025〕1号", reason="内部理由不公开", revoked_on=DAY)
    client.cookies["django_language"] = "en"
    during = datetime(2026, 3, 1, tzinfo=UTC)
    with time_machine.travel(during, tick=False):
        assert "genuine and valid" in look(client, valid.certificate)
        page = look(client, revoked.certificate)
    assert "has been revoked" in page
    assert "内部理由不公开" not in page
    with time_machine.travel(datetime(2027, 3, 30, 15, 30, tzinfo=UTC), tick=False):
        assert "genuine and valid" in look(client, valid.certificate)
    with time_machine.travel(datetime(2027, 3, 30, 16, 30, tzinfo=UTC), tick=False):  # 31 March in Asia/Shanghai
        assert "has expired" in look(client, valid.certificate)


def test_no_score_is_public(stage: Stage, client: Client) -> None:
    pages = [
        look(client, stage.designation().certificate),
        client.get(reverse("register", args=[2025])).content.decode(),
    ]
    assert all("95.00" not in page for page in pages)


def test_unknown_and_misread_numbers_are_not_found(stage: Stage, client: Client) -> None:
    number = stage.designation().certificate
    misread = number[:-1] + ("A" if number[-1] != "A" else "B")
    for asked in (new_number(2025), misread, "x", "'; --", "<script>", "9" * 3000):
        response = client.get(reverse("verify"), {"number": asked})
        assert response.status_code == 404
        assert "<script>" not in response.content.decode().replace("<script src", "")


def test_a_number_nobody_can_type_is_not_read(client: Client) -> None:
    assert client.get(reverse("verify"), {"number": "\u0000" * 3}).status_code == 400


def test_a_number_may_be_typed_as_people_do(stage: Stage, client: Client) -> None:
    number = stage.designation().certificate.lower().replace("-", " ")
    assert client.get(reverse("verify"), {"number": number}).status_code == 200


def test_numbers_cannot_be_tried_out(stage: Stage, client: Client) -> None:
    statuses = [client.get(reverse("verify"), {"number": "x"}).status_code for _ in range(LOOKS_PER_MINUTE + 1)]
    assert statuses == [404] * LOOKS_PER_MINUTE + [429]
    other = Client(REMOTE_ADDR="127.0.0.9")
    assert other.get(reverse("verify_number", args=[stage.designation().certificate])).status_code == 200


def test_the_register_is_filtered(stage: Stage, client: Client) -> None:
    def names(**filters: str) -> set[str]:
        page = client.get(reverse("register", args=[2025]), filters).context["page"]
        return {row.participation.school.name for row in page}

    first, second = stage.rows[0].school, stage.rows[1].school
    assert names() == {first.name, second.name}
    assert names(star="3") == {first.name}
    assert names(district=second.district.code) == {second.name}
    assert names(text=first.name) == {first.name}
    assert names(kind="999") == set()
    assert names(star="9", page="x") == names(page="99999")


def test_a_year_without_naming_has_no_register(client: Client) -> None:
    stage = Stage(9500)
    assert client.get(reverse("register", args=[stage.year.calendar_year])).status_code == 404
    assert client.get(reverse("register_home")).status_code == 200


def test_the_csv_opens_in_a_spreadsheet_and_starts_no_formula(stage: Stage, client: Client) -> None:
    School.objects.filter(pk=stage.rows[0].school_id).update(name='=HYPERLINK("http://x","甲")')
    response = client.get(reverse("register_csv", args=[2025]))
    assert response.content.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[1][1] == '\'=HYPERLINK("http://x","甲")'


@pytest.mark.parametrize("name", ["register", "register_csv"])
def test_the_register_costs_the_same_for_one_school_and_for_many(name: str, client: Client) -> None:
    counts = []
    for size in (1, 12):
        stage = Stage(*range(9100, 9100 + size), calendar_year=2030 + size)
        stage.named()
        with CaptureQueriesContext(connection) as spent:
            assert client.get(reverse(name, args=[2030 + size])).status_code == 200
        counts.append(len(spent))
    assert counts[0] == counts[1]


def test_the_certificate_says_what_was_conferred(stage: Stage, client: Client) -> None:
    row = stage.designation()
    client.force_login(make_user("school_head", school=row.participation.school))
    response = client.get(reverse("certificate_pdf", args=[row.certificate]))
    assert response.headers["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)
    squeezed = "".join(text.split())
    for words in (
        row.participation.school.name,
        row.certificate,
        "三星平安学校",
        "二〇二五年九月三十日",
        "2027年3月30日",
    ):
        assert words in squeezed


def test_a_revoked_certificate_is_not_printed_again(stage: Stage, client: Client) -> None:
    row = stage.designation()
    naming.revoke(row, by=stage.lead, document="文", reason="事故", revoked_on=date(2025, 10, 1))
    client.force_login(stage.officer)
    assert client.get(reverse("certificate_pdf", args=[row.certificate])).status_code == 409


def test_a_school_sees_its_result_only_after_the_naming(client: Client) -> None:
    stage = Stage(9500, 7000)
    run = stage.approved()
    school = stage.rows[0].school
    client.force_login(make_user("school_head", school=school))
    address = reverse("school_result", args=[2025])
    before = client.get(address)
    assert before.status_code == 200
    assert not before.context["released"]
    assert before.context["line"] is None
    assert "95.00" not in before.content.decode()
    naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    after = client.get(address)
    assert after.context["line"].star == 3
    assert stage.designation().certificate in after.content.decode()


def test_the_naming_page_records_and_keeps_what_was_typed(client: Client) -> None:
    stage = Stage(9500)
    address = reverse("naming_page", args=[2025])
    client.force_login(stage.authority)
    assert client.post(address, {"document": DOCUMENT, "decided_on": DAY}).status_code == 409
    stage.approved()
    refused = client.post(address, {"document": DOCUMENT, "decided_on": "?"})
    assert refused.status_code == 422
    assert DOCUMENT in refused.content.decode()
    assert client.post(address, {"document": DOCUMENT, "decided_on": DAY}).status_code == 302
    assert client.get(address).status_code == 200
