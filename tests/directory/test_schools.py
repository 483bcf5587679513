"""The register on screen: found, filtered, sorted, changed with a reason, exported."""

import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safeschools.accounts.models import User
from safeschools.audit.models import Event
from safeschools.audit.queries import events_of
from safeschools.directory.actions.schools import change_school
from safeschools.directory.models import School
from safeschools.directory.record.pinyin import pinyin_of
from safeschools.lib.errors import Invalid, NotAllowed, Stale
from tests.directory.steps import checked, counts, signed_in
from tests.factories import make_district, make_school, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_user("bureau_officer")


def listed(user: User, query: str = "") -> list[str]:
    page = signed_in(user).get(reverse("school_list") + query)
    assert page.status_code == 200
    return [school.name for school in page.context["page"].object_list]


def test_search_by_name_code_and_pinyin(officer: User) -> None:
    district = make_district("石桥县")
    for number, name in enumerate(("石桥县第一小学", "石桥县重庆路中学", "白云小学"), 1):
        make_school(district, name=name, code=f"210000000{number}", pinyin=pinyin_of(name))
    assert listed(officer, "?q=重庆") == ["石桥县重庆路中学"]
    assert listed(officer, "?q=2100000003") == ["白云小学"]
    assert listed(officer, "?q=byxx") == ["白云小学"]
    assert listed(officer, "?q=ShiQiao") == ["石桥县第一小学", "石桥县重庆路中学"]
    assert listed(officer, "?q=nothing") == []


def test_filters_combine_and_nonsense_filters_nothing(officer: User) -> None:
    first, second = make_district(), make_district()
    make_school(first, name="甲", canteen=True, type="111", ownership="private")
    make_school(first, name="乙", canteen=False, status="closed")
    make_school(second, name="丙", canteen=True)
    assert listed(officer, f"?district={first.code}") == ["甲", "乙"]
    assert listed(officer, f"?district={first.code}&flag=canteen") == ["甲"]
    assert listed(officer, "?type=111&ownership=private") == ["甲"]
    assert listed(officer, "?status=closed") == ["乙"]
    assert listed(officer, "?flag=password&type=9&district=x&sort=%3B&page=zz") == ["甲", "乙", "丙"]


def test_sorting(officer: User) -> None:
    district = make_district()
    for name, pupils in (("乙校", 5), ("甲校", 9)):
        make_school(district, name=name, students=pupils, pinyin=pinyin_of(name))
    assert listed(officer, "?sort=students") == ["乙校", "甲校"]
    assert listed(officer, "?sort=-students") == ["甲校", "乙校"]
    assert listed(officer, "?sort=name") == ["甲校", "乙校"]


def test_each_role_sees_its_own_part() -> None:
    mine, other = make_school(name="我校"), make_school(name="他校")
    assert listed(make_user("district_reviewer", district=mine.district)) == ["我校"]
    head = make_user("school_head", school=mine)
    assert listed(head) == ["我校"]
    client = signed_in(head)
    assert client.get(reverse("school_profile")).headers["Location"] == reverse("school_detail", args=[mine.code])
    assert client.get(reverse("school_detail", args=[other.code])).status_code == 404
    assert client.get(reverse("school_edit", args=[mine.code])).status_code == 403
    assert signed_in(make_user("inspector")).get(reverse("school_list")).status_code == 403


@pytest.mark.parametrize("name", ["school_list", "district_list", "agency_list"])
def test_lists_ask_the_same_for_1_and_30_rows(officer: User, name: str) -> None:
    client = signed_in(officer)
    make_school()
    seen = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        seen.append(len(queries))
        for _number in range(30):
            make_school()
    assert seen[0] == seen[1] <= 8


def typed(school: School, **changes: Any) -> dict[str, Any]:
    """What the browser sends for an unchanged form, with changes."""
    names = ("name", "short_name", "type", "ownership", "urban_rural", "status", "head_name", "phone", "remark")
    numbers = ("students", "boarders", "staff", "guards", "classes", "version")
    data = {name: getattr(school, name) for name in (*names, *numbers)} | {"district": school.district_id}
    data |= dict.fromkeys(school.facilities, "on")
    return {name: value for name, value in (data | changes).items() if value is not None}


def test_a_facility_changes_with_a_reason_only(officer: User) -> None:
    school = make_school(canteen=True)
    client, address = signed_in(officer), reverse("school_edit", args=[school.code])
    assert client.get(address).status_code == 200
    refused = client.post(address, typed(school, canteen=None, remark="东门改造"))
    assert refused.status_code == 422
    assert "东门改造" in refused.content.decode()
    accepted = client.post(address, typed(school, canteen=None, reason="食堂已停用，改为配餐"))
    assert accepted.status_code == 302
    school.refresh_from_db()
    assert (school.canteen, school.version) == (False, 2)
    event = events_of(school).get()
    assert (event.verb, event.reason) == ("school.facilities", "食堂已停用，改为配餐")
    assert event.data == {"canteen": [True, False]}
    page = client.get(reverse("school_detail", args=[school.code])).content.decode()
    assert "食堂已停用，改为配餐" in page


def test_saving_without_a_difference_writes_nothing(officer: User) -> None:
    school = make_school()
    assert signed_in(officer).post(reverse("school_edit", args=[school.code]), typed(school)).status_code == 302
    school.refresh_from_db()
    assert school.version == 1
    assert not Event.objects.filter(object_type="directory.school").exists()


def test_two_editors_get_a_conflict_and_nothing_typed_is_lost(officer: User) -> None:
    school = make_school(head_name="原校长")
    sent = typed(school, head_name="我的校长")
    change_school(school, by=officer, version=1, head_name="他的校长", phone="0000-1234567")
    client, address = signed_in(officer), reverse("school_edit", args=[school.code])
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "他的校长" in page
    assert 'value="我的校长"' in page
    assert 'name="version" value="2"' in page
    assert client.post(address, {**sent, "version": "2"}).status_code == 302
    school.refresh_from_db()
    assert (school.head_name, school.version) == ("我的校长", 3)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "=1+1"),
        ("name", ""),
        ("boarders", "99999"),
        ("phone", "不详"),
        ("remark", "=cmd"),
        ("students", "-1"),
        ("type", "999"),
    ],
)
def test_the_form_refuses_what_an_import_refuses(officer: User, field: str, value: str) -> None:
    school = make_school()
    answer = signed_in(officer).post(
        reverse("school_edit", args=[school.code]), typed(school, **{field: value}, reason="x")
    )
    assert answer.status_code == 422
    school.refresh_from_db()
    assert school.version == 1


def test_a_district_lead_edits_but_does_not_give_a_school_away() -> None:
    school, elsewhere = make_school(), make_district()
    lead = make_user("district_lead", district=school.district)
    client, address = signed_in(lead), reverse("school_edit", args=[school.code])
    client.post(address, typed(school, district=elsewhere.pk, head_name="新校长"))
    school.refresh_from_db()
    assert (school.head_name, school.district) == ("新校长", lead.district)
    with pytest.raises(NotAllowed):
        change_school(school, by=lead, version=2, district=elsewhere)
    stranger = make_user("district_lead")
    assert signed_in(stranger).get(address).status_code == 404


def test_the_action_guards_version_and_reason(officer: User) -> None:
    school = make_school()
    with pytest.raises(Invalid):
        change_school(school, by=officer, version=1, status="closed")
    with pytest.raises(Stale):
        change_school(school, by=officer, version=7, phone="1")
    assert change_school(school, by=officer, version=1, name="新名小学") == ["name", "pinyin"]
    school.refresh_from_db()
    assert school.pinyin.startswith("xinmingxiaoxue")


def exported(user: User, suffix: str, query: str = "") -> bytes:
    answer: Any = signed_in(user).get(reverse("school_export", args=[suffix]) + query)
    assert answer.status_code == 200
    assert f".{suffix}" in answer.headers["Content-Disposition"]
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_an_export_comes_back_unchanged(officer: User, suffix: str) -> None:
    district = make_district("石桥县")
    make_school(
        district, name="石桥县第一小学", boarders=3, boarding=True, urban_rural="220", phone="+86 0000-1", remark="-"
    )
    make_school(district, name="石桥县第二小学", status="closed", ownership="private", classes=7, short_name="二小")
    job = checked(exported(officer, suffix), officer, name=f"a.{suffix}")
    assert counts(job) == (0, 0, 2, 0, 0)


def test_an_export_holds_what_the_filters_show_and_no_formula(officer: User) -> None:
    make_school(name="+1+1学校", canteen=False)
    make_school(name="另一所", canteen=True)
    page = openpyxl.load_workbook(io.BytesIO(exported(officer, "xlsx", "?flag=canteen"))).worksheets[0]
    assert [row[2] for row in page.iter_rows(min_row=4, values_only=True)] == ["另一所"]
    text = exported(officer, "csv").decode()
    assert "'+1+1学校" in text
    head = make_user("school_head", school=School.objects.get(name="另一所"))
    assert "+1+1" not in exported(head, "csv").decode()
    assert signed_in(officer).get(reverse("school_export", args=["exe"])).status_code == 404
