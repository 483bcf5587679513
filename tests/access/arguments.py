"""How the arguments of an address are made, for an object of one's own side or of the other."""

from typing import Any

from tests.access.world import City, Side


def year(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"calendar_year": city.year.calendar_year}


def school_code(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"calendar_year": city.year.calendar_year, "code": side.school.code}


def item(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"calendar_year": city.year.calendar_year, "code": side.item.code}


def review_item(city: City, side: Side, role: str) -> dict[str, Any]:
    return school_code(city, side, role) | {"item": side.item.code}


def nothing(city: City, side: Side, role: str) -> dict[str, Any]:
    """No such object: the door is asked, the room is empty."""
    return {"pk": 0}


def veto(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"pk": side.veto.pk}


def paper(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"pk": side.paper.pk}


def link(city: City, side: Side, role: str) -> dict[str, Any]:
    return item(city, side, role) | {"link_id": side.link.pk}


def account(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"username": side.account.username}


def agency(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"code": side.agency.code}


def visit(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"pk": side.visit.pk}


def certificate(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"certificate": side.row.designation.certificate}


def job(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"job_id": side.jobs[role].pk}


def year_id(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"year_id": city.year.pk}


def run(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"calendar_year": city.year.calendar_year, "number": city.run.number}


def version(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"version": city.run.year.sheet.standard.version}


def version_item(city: City, side: Side, role: str) -> dict[str, Any]:
    return version(city, side, role) | {"code": side.item.code}


def draft_id(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"year_id": city.draft.pk}


def draft_version(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"version": city.draft_standard.version}


def draft_item(city: City, side: Side, role: str) -> dict[str, Any]:
    return draft_version(city, side, role) | {"code": side.item.code}


def school(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"code": side.school.code}


def scenario(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"calendar_year": city.year.calendar_year, "pk": city.scenario.pk}


def group_decision(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"calendar_year": city.year.calendar_year, "pk": city.group_decision.pk}


def tie_order(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"calendar_year": city.year.calendar_year, "pk": city.tie_order.pk}


def draw(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"calendar_year": city.year.calendar_year, "pk": city.draw.pk}


def run_school(city: City, side: Side, role: str) -> dict[str, Any]:
    return run(city, side, role) | {"code": side.school.code}


def grant(city: City, side: Side, role: str) -> dict[str, Any]:
    return account(city, side, role) | {"grant_id": side.grant.pk}


def api_item(city: City, side: Side, role: str) -> dict[str, Any]:
    return year(city, side, role) | {"item": side.item.code}


def api_link(city: City, side: Side, role: str) -> dict[str, Any]:
    return api_item(city, side, role) | {"link_id": side.link.pk}


def api_review_item(city: City, side: Side, role: str) -> dict[str, Any]:
    return school_code(city, side, role) | {"item": side.item.code}


def own_evidence(city: City, side: Side, role: str) -> dict[str, Any]:
    return year(city, side, role) | {"pk": side.evidence.pk}


def receipt(city: City, side: Side, role: str) -> dict[str, Any]:
    return year(city, side, role) | {"number": 1}


def note(city: City, side: Side, role: str) -> dict[str, Any]:
    return year(city, side, role) | {"pk": side.note.pk}


def district(city: City, side: Side, role: str) -> dict[str, Any]:
    return year(city, side, role) | {"district": side.district.code}


def line(city: City, side: Side, role: str) -> dict[str, Any]:
    return district(city, side, role) | {"code": side.school.code}


def visit_item(city: City, side: Side, role: str) -> dict[str, Any]:
    return visit(city, side, role) | {"item": side.item.code}


def number(city: City, side: Side, role: str) -> dict[str, Any]:
    return {"number": side.row.designation.certificate}
