"""Rules across the cells and rows of a school file, as far as a single cell cannot know them."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from safeschools.directory.domain.names import has_campus, says_closed
from safeschools.directory.models import District
from safeschools.directory.record.fields import OWNERSHIP_WORDS, TYPE_WORDS
from safeschools.documents.imports import Plan, Values
from safeschools.documents.rows import Row

OWNERSHIP_IN_TYPE = {"民办": "private", "私立": "private", "公办": "public", "公立": "public"}
CLOSED = ("closed", "suspended")


def examine_schools(plan: Plan, by: Any, there: Mapping[str, Values]) -> None:
    """Check districts, doubles, contradictions; fill in what follows from other columns."""
    districts = {item.pk: item for item in District.objects.all()}
    home = _home_district(plan, by, districts)
    for row in plan.rows:
        before = plan.findings.errors
        _check_codes(plan, row, districts)
        _check_district(plan, row, home, districts, there)
        _check_contradictions(plan, row)
        _check_texts(plan, row)
        row.sound = row.sound and plan.findings.errors == before
    _check_same_names(plan, there)


def _home_district(plan: Plan, by: Any, districts: Mapping[int, District]) -> District | None:
    """The district all rows must belong to: the person's own, else the one named above the headings."""
    if by.scope == "district":
        return districts[by.district_id]
    named = [item for item in districts.values() if item.name in plan.layout.preamble]
    return named[0] if len(named) == 1 else None


def _check_codes(plan: Plan, row: Row, districts: Mapping[int, District]) -> None:
    """The plain layout names district and type twice; both must say the same."""
    code, district = row.values.pop("district_code", None), districts.get(row.values.get("district_id") or 0)
    if code and district and district.code != code:
        plan.layout.point(plan.findings, row.number, "district_code")
        plan.findings.fail(_("The code does not belong to %(name)s."), name=district.name)
    code, kind = row.values.pop("type_code", None), row.values.get("type")
    if code and kind and kind != code:
        plan.layout.point(plan.findings, row.number, "type_code")
        plan.findings.fail(_("The code does not belong to %(name)s."), name=TYPE_WORDS[kind])


def _check_district(
    plan: Plan, row: Row, home: District | None, districts: Mapping[int, District], there: Mapping[str, Values]
) -> None:
    district, existing = districts.get(row.values.get("district_id") or 0), there.get(row.values.get("code") or "")
    if home is None:
        return
    if district and district != home:
        plan.layout.point(plan.findings, row.number, "district_id")
        plan.findings.fail(
            _("The file is from %(home)s; a row of another district does not belong in it."), home=home.name
        )
    elif existing and existing["district_id"] != home.pk:
        plan.layout.point(plan.findings, row.number, "code")
        plan.findings.fail(_("This code belongs to a school of another district."))


def _check_contradictions(plan: Plan, row: Row) -> None:
    values, layout, findings = row.values, plan.layout, plan.findings
    students, boarders = values.get("students"), values.get("boarders")
    if boarders is not None:
        if students is not None and boarders > students:
            layout.point(findings, row.number, "boarders")
            findings.fail(_("More boarders than pupils (%(students)s)."), students=students)
        if "boarding" not in layout.keys:
            values["boarding"] = boarders > 0
        elif boarders and values.get("boarding") is False:
            layout.point(findings, row.number, "boarding")
            findings.fail(_("There are boarders, so the school has boarding."))
    kind = str(layout.raw(row.number, "type"))
    for word, ownership in OWNERSHIP_IN_TYPE.items():
        if word in kind and values.get("ownership") not in (None, ownership):
            layout.point(findings, row.number, "ownership")
            findings.fail(_("The type says %(word)s; correct one of the two."), word=OWNERSHIP_WORDS[ownership])
            break


def _check_texts(plan: Plan, row: Row) -> None:
    values, layout, findings = row.values, plan.layout, plan.findings
    if (name := values.get("name")) and has_campus(name):
        layout.point(findings, row.number, "name")
        findings.warn(_("The name carries a campus. Campuses are assessed with their school, under its one code."))
    if says_closed(values.get("remark") or "") and values.get("status", "active") not in CLOSED:
        layout.point(findings, row.number, "remark")
        findings.fail(_("The remark says the school is closed. Delete the row, or state it in a column “办学状态”."))


def _check_same_names(plan: Plan, there: Mapping[str, Values]) -> None:
    """One name under two codes in one district: perhaps a school with a new code, perhaps entered twice."""
    same: dict[tuple[Any, Any], list[Row]] = defaultdict(list)
    for row in plan.rows:
        if row.values.get("name"):
            same[row.values["name"], row.values.get("district_id")].append(row)
    mentioned = {row.values.get("code") for row in plan.rows}
    register = {(item["name"], item["district_id"]): code for code, item in there.items() if code not in mentioned}
    for key, rows in same.items():
        if len(rows) == 1 and key not in register:
            continue
        for row in rows:
            others = [str(other.number) for other in rows if other.values.get("code") != row.values.get("code")]
            plan.layout.point(plan.findings, row.number, "name")
            if others:
                plan.findings.warn(_("Row %(rows)s has the same name under another code."), rows="、".join(others))
            elif key in register and row.values.get("code") not in there:
                plan.findings.warn(_("The register has this name under the code %(code)s."), code=register[key])
