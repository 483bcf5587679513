"""C5.3d: the commission names, outside the bureau; document, date and list are recorded, nothing names by itself."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Participation
from safeschools.accounts.roles import ROLES
from safeschools.audit.models import Event
from safeschools.designations.actions import naming
from safeschools.designations.models import Designation, NamingDecision
from safeschools.lib.errors import Invalid, NotAllowed
from scoring.tasks import recompute_year, settle_lagging
from tests.designations.stage import DAY, DOCUMENT, Stage

pytestmark = pytest.mark.django_db
State = Participation.State


def test_an_approved_allocation_names_nobody_however_often_it_is_computed() -> None:
    """body.naming."""
    stage = Stage(9500, 8600)
    stage.approved()
    for _ in range(2):
        recompute_year(stage.year.pk)
        settle_lagging()
    assert not Designation.objects.exists()
    assert not Participation.objects.filter(state=State.NAMED).exists()


def test_only_the_naming_authority_records_it_and_the_bureau_does_not() -> None:
    holders = {slug for slug, role in ROLES.items() if "naming.record" in role.permissions}
    assert holders == {"naming_authority"}
    stage = Stage(9500)
    run = stage.approved()
    with pytest.raises(NotAllowed):
        naming.record_naming(run, by=stage.lead, document=DOCUMENT, decided_on=DAY)
    page = Client()
    page.force_login(stage.officer)
    address = reverse("naming_page", args=[stage.year.calendar_year])
    assert page.post(address, {"document": DOCUMENT, "decided_on": DAY}).status_code == 403


def test_document_date_and_list_version_are_on_record() -> None:
    stage = Stage(9500)
    run = stage.approved()
    with pytest.raises(Invalid):
        naming.record_naming(run, by=stage.authority, document="", decided_on=DAY)
    made = naming.record_naming(run, by=stage.authority, document=DOCUMENT, decided_on=DAY)
    kept = NamingDecision.objects.select_related("run").get(pk=made.pk)
    assert (kept.document, kept.decided_on, kept.recorded_by) == (DOCUMENT, DAY, stage.authority)
    assert kept.run is not None
    assert (kept.run.number, kept.run.case_hash) == (run.number, run.case_hash)
    assert Event.objects.filter(verb="naming.record", object_id=made.pk).count() == 1


@pytest.mark.parametrize(
    ("answer", "body", "words"),
    [("commission", "社会治安综合治理委员会", "市综治委"), ("government", "人民政府", "市人民政府")],
)
def test_certificate_and_page_name_the_body_that_confers_the_title(answer: str, body: str, words: str) -> None:
    """body.naming."""
    stage = Stage(9500, decisions={"body.naming": answer})
    page = Client(headers={"accept-language": "zh-hans"})
    page.force_login(stage.authority)
    address = reverse("naming_page", args=[stage.year.calendar_year])
    assert f"由{words}命名" in page.get(address).content.decode()
    stage.named()
    decided = page.get(reverse("run_decide", args=[stage.year.calendar_year, 1])).content.decode()
    assert f"<b>{words}</b>" in decided
    check = page.get(reverse("verify_number", args=[stage.designation().certificate]))
    assert check.context["certificate"]["issuer"] == f"{stage.year.campaign.city}{body}"
