"""Every verb of the table as a request: who sends what, for the object of the verb's scene."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from campaigns.domain.schedule import KINDS, proposal
from campaigns.models import CampaignYear, Draw, Participation
from inspections.models import Visit
from safeschools.accounts.models import User
from safeschools.api.serializers.drafts import RawContent, RawItem
from safeschools.designations.models import AllocationRun, Designation
from scoring.models import (
    Disqualification,
    GroupDecision,
    Item,
    RecommendationList,
    Standard,
    TieOrder,
    Veto,
)
from scoring.queries.standards import content_of, digest_of, item_content
from tests.designations.stage import DAY, DOCUMENT
from tests.designations.world import RESULTS, lead, officer
from tests.factories import make_user
from tests.states.schools import head_of


@dataclass(frozen=True)
class Call:
    """One request below /api/v1/."""

    who: User
    path: str
    body: dict[str, Any]
    method: str = "post"


Maker = Callable[[Any], Call]
PAPER = {"document": "9号", "reason": "事故"}
EXIT = PAPER | {"reply_until": str(timezone.localdate() + timedelta(days=30))}
DOCUMENTED = {"document": DOCUMENT, "decided_on": str(DAY)}


def _year(year: CampaignYear) -> str:
    return f"years/{year.calendar_year}"


def _of(row: Participation) -> str:
    return f"{_year(row.year)}/participations/{row.school.code}"


def school(verb: str, body: dict[str, Any] | None = None) -> Maker:
    """The head of the school in its own self-assessment."""
    return lambda row: Call(head_of(row), f"{_year(row.year)}/assessment/{verb}/", body or {})


def district(verb: str, body: dict[str, Any] | None = None) -> Maker:
    """A reviewer of the school's district."""
    return lambda row: Call(
        make_user("district_reviewer", district=row.district),
        f"{_year(row.year)}/reviews/{row.school.code}/{verb}/",
        body or {},
    )


def about(role: str, verb: str, body: Callable[[Participation], dict[str, Any]]) -> Maker:
    """Somebody of the city about one school."""
    return lambda row: Call(make_user(role), f"{_of(row)}/{verb}/", body(row))


def naming(thing: Any) -> Call:
    return Call(make_user("naming_authority"), f"{_year(thing.year)}/naming/", DOCUMENTED)


def exit_of(verb: str) -> Maker:
    """The decision about an exit, from the school or from the paper."""

    def call(thing: Any) -> Call:
        paper = thing if isinstance(thing, Disqualification) else thing.disqualifications.get()
        return Call(make_user("bureau_lead"), f"exits/{paper.pk}/{verb}/", {"reason": "属实"})

    return call


def reply(paper: Disqualification) -> Call:
    row = paper.participation
    return Call(make_user("school_head", school=row.school), f"{_year(row.year)}/assessment/exit/", {"text": "已整改"})


def revoke(thing: Any) -> Call:
    paper = thing if isinstance(thing, Designation) else thing.designation
    return Call(make_user("bureau_lead"), f"designations/{paper.certificate}/revoke/", PAPER | {"revoked_on": str(DAY)})


def veto_of(row: Participation) -> dict[str, Any]:
    item = Item.objects.filter(standard__sheets__year=row.year_id, method=Item.Method.VETO)[0]
    return PAPER | {"item": item.code}


def run(role: str, verb: str, body: dict[str, Any] | None = None) -> Maker:
    return lambda made: Call(make_user(role), f"{_year(made.year)}/runs/{made.number}/{verb}/", body or {})


def line(*, recommended: bool) -> Maker:
    """A line for the reviewed school that has none yet."""

    def call(papers: RecommendationList) -> Call:
        row = Participation.objects.get(year=papers.year, recommendation__isnull=True)
        body = {"recommended": recommended, "star": 3, "reason": ""} if recommended else {"recommended": False}
        path = f"{_year(papers.year)}/recommendations/{papers.district.code}/lines/{row.school.code}/"
        lead = make_user("district_lead", district=papers.district)
        return Call(lead, path, {"reason": "放弃", **body}, "put")

    return call


def list_of(verb: str) -> Maker:
    def call(papers: RecommendationList) -> Call:
        path = f"{_year(papers.year)}/recommendations/{papers.district.code}/{verb}/"
        return Call(make_user("district_lead", district=papers.district), path, {})

    return call


def veto(verb: str, body: dict[str, Any] | None = None) -> Maker:
    return lambda paper: Call(make_user("bureau_lead"), f"vetoes/{paper.pk}/{verb}/", body or {})


def visit(verb: str, body: dict[str, Any] | None = None) -> Maker:
    """The member of the team that has not signed."""
    return lambda made: Call(
        made.members.filter(signed_at__isnull=True)[0].inspector, f"visits/{made.pk}/{verb}/", body or {}
    )


def record_item(made: Visit) -> Call:
    check = made.items.get()
    body = {"version": check.version, "facts": {"met": True}}
    return Call(made.members.all()[0].inspector, f"visits/{made.pk}/items/{check.item.code}/", body, "patch")


def cancel(made: Visit) -> Call:
    return Call(make_user("bureau_officer"), f"visits/{made.pk}/cancel/", {"reason": "改期"})


def standard(path: str, body: Callable[[Standard], dict[str, Any]], method: str = "post") -> Maker:
    """An officer at a version of the standard; items are D2-03."""
    return lambda draft: Call(make_user("bureau_officer"), f"standards/{draft.version}/{path}", body(draft), method)


def _nothing(thing: Any) -> dict[str, Any]:
    return {}


def _item(draft: Standard) -> dict[str, Any]:
    item = draft.items.select_related("dimension").get(code="D2-03")
    return dict(RawItem(item_content(item)).data) | {"seen": digest_of(item)}


def _content(draft: Standard) -> dict[str, Any]:
    return dict(RawContent(content_of(draft)).data)


def setup(step: str, body: Callable[[CampaignYear], dict[str, Any]] = _nothing, method: str = "put") -> Maker:
    return lambda year: Call(make_user("bureau_officer"), f"setups/{year.pk}/{step}/", body(year), method)


def _spans(year: CampaignYear) -> dict[str, Any]:
    spans = proposal(year.calendar_year)
    return {kind: {"first": str(spans[kind].first), "last": str(spans[kind].last)} for kind in KINDS}


def _chosen(year: CampaignYear) -> dict[str, Any]:
    return {"standard": Standard.objects.filter(state=Standard.State.PUBLISHED)[0].version}


def _bands(year: CampaignYear) -> dict[str, Any]:
    return {name: f"{getattr(year, name) / 100:.2f}" for name in ("floor", "band_one", "band_two", "band_three")} | {
        name: getattr(year, name) for name in ("cap_one", "cap_two", "cap_three", "cap_total")
    }


def of_year(verb: str, body: dict[str, Any] | None = None) -> Maker:
    return lambda year: Call(make_user("bureau_officer"), f"{_year(year)}/{verb}/", body or {})


def leave(year: CampaignYear) -> Call:
    return Call(make_user("bureau_officer"), f"{_of(year.participations.get())}/withdraw/", {"reason": "撤并"})


def extend(year: CampaignYear) -> Call:
    code = year.participations.get().district.code
    ends_at = (timezone.now() + timedelta(days=4000)).isoformat()
    body = {"phase": "naming", "district": code, "ends_at": ends_at, "reason": "停电"}
    return Call(make_user("bureau_officer"), f"{_year(year)}/extensions/", body)


def decided(path: str, body: Callable[[Any], dict[str, Any]] = _nothing, by: Callable[[], User] = lead) -> Maker:
    """A second person, or another, about what was put forward in a year."""

    def call(thing: Any) -> Call:
        year = thing.participation.year if isinstance(thing, GroupDecision) else thing.year
        return Call(by(), f"{_year(year)}/{path.format(thing.pk)}/", body(thing))

    return call


CALLS: dict[tuple[type[Model], str], Maker] = {
    (Participation, "start"): school("start"),
    (Participation, "submit"): school("submit", {"truth": True}),
    (Participation, "return_"): district("return", {"text": "补正"}),
    (Participation, "review"): district("finish"),
    (Participation, "reopen_review"): district("reopen", {"reason": "漏看"}),
    (Participation, "name"): naming,
    (Participation, "not_name by release"): about("bureau_lead", "release", lambda row: PAPER),
    (Participation, "withdraw"): about("bureau_officer", "withdraw", lambda row: {"reason": "撤并"}),
    (Participation, "disqualify for the score"): exit_of("confirm"),
    (Participation, "revoke"): revoke,
    (Participation, "propose a veto"): about("bureau_officer", "vetoes", veto_of),
    (Participation, "propose an exit"): about("bureau_officer", "exits", lambda row: EXIT),
    (Participation, "set a hold"): about("bureau_officer", "holds", lambda row: {"reason": "调查中"}),
    (AllocationRun, "propose"): run("bureau_officer", "propose"),
    (AllocationRun, "approve"): run("bureau_lead", "approve"),
    (AllocationRun, "reject"): run("bureau_lead", "reject", {"reason": "重算"}),
    (AllocationRun, "name from it"): naming,
    (RecommendationList, "recommend"): line(recommended=True),
    (RecommendationList, "refuse"): line(recommended=False),
    (RecommendationList, "fill_in"): list_of("fill-in"),
    (RecommendationList, "submit"): list_of("submit"),
    (Veto, "confirm"): veto("confirm"),
    (Veto, "reject"): veto("reject", {"reason": "不实"}),
    (Disqualification, "reply"): reply,
    (Disqualification, "confirm"): exit_of("confirm"),
    (Disqualification, "reject"): exit_of("reject"),
    (Visit, "start"): visit("start"),
    (Visit, "record_item"): record_item,
    (Visit, "sign"): visit("sign"),
    (Visit, "confirm"): visit("confirm", {"school_present": "李校长"}),
    (Visit, "cancel"): cancel,
    (Standard, "copy"): standard("copy/", lambda draft: {"version": "pairs-2"}),
    (Standard, "publish"): standard("publish/", _nothing),
    (Standard, "replace"): standard("content/", _content, "put"),
    (Standard, "save_item"): standard("items/D2-03/", _item, "put"),
    (Standard, "remove_item"): standard("items/D2-03/", _nothing, "delete"),
    (Standard, "move_item"): standard("items/D2-03/move/", lambda draft: {"up": True}),
    (Standard, "discard"): standard("", _nothing, "delete"),
    (CampaignYear, "save phases"): setup("phases", _spans),
    (CampaignYear, "save standard"): setup("standard", _chosen),
    (CampaignYear, "save bands"): setup("bands", _bands),
    (CampaignYear, "save ties"): setup("ties", lambda year: {"keys": []}),
    (CampaignYear, "save decisions"): setup("decisions"),
    (CampaignYear, "save roster"): setup("roster"),
    (CampaignYear, "open"): setup("open", lambda year: {"checked": True}, "post"),
    (CampaignYear, "freeze"): of_year("roster/freeze"),
    (CampaignYear, "unfreeze"): of_year("roster/unfreeze", {"reason": "漏报"}),
    (CampaignYear, "withdraw"): leave,
    (CampaignYear, "extend"): extend,
    (CampaignYear, "close"): of_year("close"),
    (Designation, "revoke"): revoke,
    (TieOrder, "confirm"): decided("tie-orders/{}/confirm"),
    (TieOrder, "reject"): decided("tie-orders/{}/reject", lambda order: {"reason": "重排"}),
    (Draw, "reveal"): decided("draws/{}/reveal", lambda draw: {"withheld": "遗失", "results": RESULTS}, officer),
    (Draw, "send_back"): decided("draws/{}/send-back", lambda draw: {"reason": "抄错"}),
    (Draw, "confirm"): decided("draws/{}/confirm", lambda draw: {"seed": draw.seed or "0" * 64}),
    (Draw, "withdraw"): decided("draws/{}/withdraw", lambda draw: {"reason": "漏校"}),
    (GroupDecision, "confirm"): decided("group-decisions/{}/confirm"),
    (GroupDecision, "reject"): decided("group-decisions/{}/reject", lambda decision: {"reason": "不实"}),
}
#: done to an object by a step at another one, or not a step of a program
NO_CALL = {"lift a hold", "post verified points", "save typed"}
