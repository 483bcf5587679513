"""The columns of the register form, in its order; the plain CSV layout uses the same fields under other headings."""

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext_noop as _

from safeschools.directory.domain import names, words
from safeschools.directory.models import District
from safeschools.directory.queries import visible_districts
from safeschools.documents import values
from safeschools.documents.columns import Field
from safeschools.documents.findings import Findings
from safeschools.documents.rows import SERIAL

BANDS = (("基本信息", 7), ("规模", 4), ("设施", 4), ("联系人", 2), ("其他", 1))
BRACKETS = ("(民办)", "(公办)", "(私立)", "(公立)", "(普惠民办)")
YES_NO = (values.YES, values.NO)


def _turned(mapping: Mapping[str, str]) -> dict[str, str]:
    return {value: word for word, value in mapping.items()}


TYPE_WORDS, OWNERSHIP_WORDS = _turned(words.TYPES), _turned(words.OWNERSHIPS)
AREA_WORDS, STATUS_WORDS = _turned(words.AREAS), _turned(words.STATUSES)


def _codes(mapping: Mapping[str, str]) -> dict[str, str]:
    """The words, and their codes as they stand in plain files."""
    return dict(mapping) | {code: code for code in mapping.values()}


def _read_type() -> values.Reader:
    """The type; ownership in brackets behind it is taken off with a warning."""
    read = values.choice(_codes(words.TYPES), words.TYPE_SYNONYMS)

    def read_type(raw: Any, findings: Findings) -> Any:
        text = raw.strip().replace("（", "(").replace("）", ")") if isinstance(raw, str) else raw
        bracket = next((item for item in BRACKETS if isinstance(text, str) and text.endswith(item)), "")
        if not bracket:
            return read(raw, findings)
        found = read(text.removesuffix(bracket), findings)
        if found is not None:
            findings.warn(_("“%(taken)s” was taken; ownership has a column of its own."), taken=TYPE_WORDS[found])
        return found

    return read_type


def _read_district(districts: list[District]) -> values.Reader:
    """The district's id, by its name or code; a name without suffix is taken with a warning."""
    by_name = {item.name: item.pk for item in districts}
    by_code = {item.code: item.pk for item in districts}

    def read(raw: Any, findings: Findings) -> Any:
        if raw in by_name:
            return by_name[raw]
        if values.is_blank(raw):
            return findings.fail(values.MISSING)
        given = values.tidy(raw, findings)
        if given is None:
            return None
        if given in by_name or given in by_code:
            return by_name.get(given) or by_code[given]
        if found := names.match_district(given, by_name):
            findings.warn(_("“%(taken)s” was taken; this is the district's full name."), taken=found)
            return by_name[found]
        return findings.fail(_("No such district. Known are: %(names)s."), names="、".join(by_name))

    return read


def school_fields(by: Any = None) -> tuple[Field, ...]:
    """The columns of the school register. Any district of the city is read; the drop-down list offers those of `by`."""
    districts = list(District.objects.all())
    mine = tuple(item.name for item in visible_districts(by)) if by else ()
    return (*_identity(), _district(districts, mine), *_kind(), *_sizes(), *_facilities(), *_others())


def _identity() -> tuple[Field, ...]:
    return (
        Field(SERIAL, ("序号", "编号", "no"), None, width=6),
        Field(
            "code",
            ("学校标识码", "标识码", "学校代码", "学校(机构)标识码", "school_code", "code"),
            values.code(10),
            required=True,
            width=14,
        ),
        Field(
            "name",
            ("学校名称", "学校全称", "校名", "单位名称", "name"),
            values.name(80, names.TRADITIONAL),
            required=True,
            width=34,
        ),
    )


def _district(districts: list[District], mine: tuple[str, ...]) -> Field:
    name_of = {item.pk: item.name for item in districts}
    return Field(
        "district_id",
        ("所属县(市、区)", "所属区县", "区县", "县区", "县(市、区)", "所属县区", "district"),
        _read_district(districts),
        required=True,
        width=14,
        choices=mine,
        show=lambda value: name_of.get(value, ""),
    )


def _kind() -> tuple[Field, ...]:
    return (
        Field(
            "type",
            ("办学类型", "学校类型", "类型", "type_name", "type"),
            _read_type(),
            required=True,
            width=16,
            choices=tuple(words.TYPES),
            show=lambda value: TYPE_WORDS.get(value, ""),
        ),
        Field(
            "ownership",
            ("办别", "办学性质", "举办者类型", "ownership"),
            values.choice(words.OWNERSHIPS, words.OWNERSHIP_SYNONYMS),
            required=True,
            width=8,
            choices=tuple(words.OWNERSHIPS),
            show=lambda value: OWNERSHIP_WORDS.get(value, ""),
        ),
        Field(
            "urban_rural",
            ("城乡类型", "城乡分类", "urban_rural"),
            values.choice(_codes(words.AREAS), words.AREA_SYNONYMS, blank=""),
            width=12,
            choices=tuple(words.AREAS),
            show=lambda value: AREA_WORDS.get(value, ""),
        ),
    )


def _sizes() -> tuple[Field, ...]:
    def size(key: str, *titles: str, blank: int | None = None, required: bool = False) -> Field:
        return Field(key, (*titles, key), values.count(blank=blank), required=required, is_number=True, width=9)

    return (
        size("students", "在校生数", "学生数", "在校学生数", required=True),
        size("boarders", "其中寄宿生", "寄宿生数", "寄宿生", blank=0, required=True),
        size("staff", "教职工数", "教职工", required=True),
        size("guards", "保安员数", "保安人数", "专职保安数", blank=0),
    )


def _flag(key: str, *titles: str, required: bool = True, place: Literal["form", "export"] = "form") -> Field:
    return Field(
        key,
        (*titles, key),
        values.flag(),
        required=required,
        width=11,
        choices=YES_NO,
        show=lambda value: values.YES if value else values.NO,
        place=place,
    )


def _facilities() -> tuple[Field, ...]:
    return (
        _flag("canteen", "有无食堂", "食堂"),
        _flag("catered_meals", "有无校外供餐", "校外供餐"),
        _flag("school_bus", "有无校车", "校车"),
        _flag("lab", "有无实验室", "实验室"),
    )


def _others() -> tuple[Field, ...]:
    """Contacts, and what the form does not ask but the register knows: kept where the column is absent."""
    return (
        Field("head_name", ("校长", "校长(园长)", "负责人", "head_name"), values.text(40), width=10),
        Field("phone", ("联系电话", "电话", "phone"), values.phone(40), width=15),
        Field("remark", ("备注", "说明", "remark"), values.text(200), width=18),
        Field("short_name", ("学校简称", "简称", "short_name"), values.text(40), width=20, place="export"),
        Field(
            "classes",
            ("班级数", "教学班数", "classes"),
            values.count(blank=0),
            is_number=True,
            width=8,
            place="export",
        ),
        _flag("boarding", "有无寄宿", "是否寄宿制", required=False, place="export"),
        Field(
            "status",
            ("办学状态", "状态", "status"),
            values.choice(words.STATUSES, words.STATUS_SYNONYMS),
            width=9,
            choices=tuple(words.STATUSES),
            show=lambda value: STATUS_WORDS.get(value, ""),
            place="export",
        ),
        # The plain layout names district and type twice; the codes are compared with the words.
        Field("district_code", ("区县代码", "district_code"), values.text(6), place="nowhere"),
        Field("type_code", ("办学类型代码", "type_code"), values.text(3), place="nowhere"),
    )
