"""The columns of a list of accounts."""

import re
from typing import Any

from django.utils.translation import gettext_noop as _

from safeschools.accounts.roles import RoleSlug
from safeschools.documents import values
from safeschools.documents.columns import Field
from safeschools.documents.findings import Findings
from safeschools.documents.rows import SERIAL

ROLES = {
    "学校填报员": RoleSlug.SCHOOL_EDITOR.value,
    "校长": RoleSlug.SCHOOL_HEAD.value,
    "区县审核员": RoleSlug.DISTRICT_REVIEWER.value,
    "区县负责人": RoleSlug.DISTRICT_LEAD.value,
    "检查员": RoleSlug.INSPECTOR.value,
    "成员单位联络员": RoleSlug.UNIT_LIAISON.value,
    "市级经办员": RoleSlug.BUREAU_OFFICER.value,
    "市级负责人": RoleSlug.BUREAU_LEAD.value,
    "命名机关": RoleSlug.NAMING_AUTHORITY.value,
    "审计员": RoleSlug.AUDITOR.value,
    "系统管理员": RoleSlug.SYSTEM_ADMIN.value,
    "安全管理员": RoleSlug.SECURITY_ADMIN.value,
}
SYNONYMS = {
    "填报员": RoleSlug.SCHOOL_EDITOR.value,
    "园长": RoleSlug.SCHOOL_HEAD.value,
    "学校负责人": RoleSlug.SCHOOL_HEAD.value,
    "审核员": RoleSlug.DISTRICT_REVIEWER.value,
    "联络员": RoleSlug.UNIT_LIAISON.value,
}
WORDS = {slug: word for word, slug in ROLES.items()}
USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{2,39}")


def read_username(raw: Any, findings: Findings) -> Any:
    """Three to forty letters, digits, dots, hyphens; a number such as a school code is taken as text."""
    if values.is_blank(raw):
        return findings.fail(values.MISSING)
    name = values.tidy(raw, findings)
    if name is None or USERNAME.fullmatch(name):
        return name
    return findings.fail(_("A user name has 3 to 40 letters, digits, dots or hyphens."))


def read_email(raw: Any, findings: Findings) -> Any:
    """An address, or nothing."""
    if values.is_blank(raw):
        return ""
    address = values.tidy(raw, findings)
    if address is None or re.fullmatch(r"[^@\s=+\-][^@\s]{0,120}@[^@\s]{1,100}\.[^@\s.]{2,20}", address):
        return address
    return findings.fail(_("Not an e-mail address."))


def account_fields(grantable: frozenset[str]) -> tuple[Field, ...]:
    """User name, name, role, place and contact; the drop-down list offers the roles the person may give."""
    return (
        Field(SERIAL, ("序号", "no"), None, width=6),
        Field("username", ("用户名", "账号", "登录名", "username"), read_username, required=True, width=18),
        Field(
            "display_name", ("姓名", "display_name", "name"), values.text(40, required=True), required=True, width=12
        ),
        Field(
            "role",
            ("角色", "role"),
            values.choice(ROLES | {slug: slug for slug in ROLES.values()}, SYNONYMS),
            required=True,
            width=16,
            choices=tuple(word for word, slug in ROLES.items() if slug in grantable),
            show=lambda slug: WORDS.get(slug, slug),
        ),
        Field(
            "place",
            ("所属单位代码", "单位代码", "所属单位", "学校标识码", "place"),
            _read_place,
            required=True,
            width=18,
        ),
        Field("phone", ("手机", "联系电话", "电话", "phone"), values.phone(30), width=16),
        Field("email", ("邮箱", "电子邮箱", "email"), read_email, width=24),
        Field("person", ("人员标识", "person"), values.text(40), width=18),
    )


def _read_place(raw: Any, findings: Findings) -> Any:
    """School code, district code or code of a member unit, or the name of a district or unit; looked up by the role."""
    if values.is_blank(raw):
        return ""
    return values.tidy(raw, findings)
