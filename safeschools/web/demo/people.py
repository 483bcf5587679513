"""Demo accounts of every role. They exist only where the demonstration was loaded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.contrib.auth.hashers import make_password

from safeschools.accounts.models import RoleGrant, User
from safeschools.accounts.policies import scope_fields
from safeschools.accounts.roles import RoleSlug
from safeschools.directory.models import Agency, District, School
from safeschools.web.demo.batches import create

PASSWORD = "Safe-Schools-2026"  # noqa: S105 - the demonstration's, printed at start
SHOWCASE = "990121"  # the district whose deadline is extended, so that every step can be walked by hand


@dataclass(frozen=True)
class Account:
    """One printed demo account and what to try first with it, in both languages."""

    username: str
    role: str
    name: str
    hint: str
    hint_en: str

    @property
    def role_label(self) -> str:
        """The role in the reader's language."""
        return str(RoleSlug(self.role).label)


ACCOUNTS = (
    Account("editor", RoleSlug.SCHOOL_EDITOR, "李敏", "填写自评", "fill in the self-assessment"),
    Account("head", RoleSlug.SCHOOL_HEAD, "陈志远", "签字并提交", "sign off and submit"),
    Account("reviewer", RoleSlug.DISTRICT_REVIEWER, "周建华", "逐项审核", "review item by item"),
    Account(
        "district",
        RoleSlug.DISTRICT_LEAD,
        "孙丽",
        "导入学校、报送推荐名单",
        "import schools, submit the recommendation list",
    ),
    Account("inspector", RoleSlug.INSPECTOR, "刘洋", "记录现场抽查（手机页面）", "record a spot check (phone size)"),
    Account("inspector2", RoleSlug.INSPECTOR, "赵刚", "作为第二名检查员签字", "sign as the second inspector"),
    Account("liaison", RoleSlug.UNIT_LIAISON, "何静", "查看本单位职责和抽查", "see the unit's duties and visits"),
    Account(
        "officer",
        RoleSlug.BUREAU_OFFICER,
        "张敏",
        "看板、开启年度、分配名额、提出方案",
        "dashboard, open a year, allocate, propose",
    ),
    Account("lead", RoleSlug.BUREAU_LEAD, "王海峰", "审批经办人提出的方案", "approve what the officer proposed"),
    Account("naming", RoleSlug.NAMING_AUTHORITY, "高明", "登记命名决定", "record the naming decision"),
    Account("auditor", RoleSlug.AUDITOR, "郑洁", "查看全部数据和操作日志", "read everything, event log"),
    Account(
        "admin", RoleSlug.SYSTEM_ADMIN, "系统管理员", "建立账号，等待核准", "make accounts, which wait for release"
    ),
    Account(
        "security",
        RoleSlug.SECURITY_ADMIN,
        "安全管理员",
        "核准账号、授予和收回角色",
        "release accounts, give and end roles",
    ),
)


def make_people(seed_school: School, second_school: School) -> dict[str, User]:
    """The accounts above, reviewers and leads of every district, two inspectors per unit, a head for every school."""
    password = make_password(PASSWORD)  # one hash for all: hashing thousands would take minutes
    showcase = District.objects.filter(code=SHOWCASE).first() or District.objects.order_by("code")[0]
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    places: dict[str, School | District | Agency] = {
        "school": seed_school,
        "district": showcase,
        "inspector": agencies["PSB"],
        "inspector2": agencies["EDU"],
        "liaison": agencies["PSB"],
    }
    known = [
        *(_printed(account, password, places) for account in ACCOUNTS),
        *_seconds(second_school, password),
        *_district_people(showcase, password),
        *_inspectors(agencies.values(), password),
    ]
    create(_known_by_name(chain(known, _heads({seed_school.pk, second_school.pk}, password))))
    fields = ("pk", "role", "school_id", "district_id", "agency_id")
    create(
        RoleGrant(user_id=pk, role=role, school_id=school, district_id=district, agency_id=agency)
        for pk, role, school, district, agency in User.objects.order_by("pk").values_list(*fields).iterator()
    )
    return {user.username: user for user in User.objects.filter(username__in=[user.username for user in known])}


def _known_by_name(users: Iterable[User]) -> Iterator[User]:
    """Every account is another natural person."""
    for user in users:
        user.person = user.username
        yield user


def _heads(but: set[int], password: str) -> Iterator[User]:
    """A head for every school but these."""
    schools = School.objects.exclude(pk__in=but).order_by("pk").values_list("pk", "code")
    for pk, code in schools.iterator():
        yield User(
            username=f"h{code}", display_name="某校长", role=RoleSlug.SCHOOL_HEAD, school_id=pk, password=password
        )


def _seconds(school: School, password: str) -> list[User]:
    """A second school's people and a second officer, for conflicts and comparisons."""
    return [
        User(username="editor2", display_name="王磊", role=RoleSlug.SCHOOL_EDITOR, school=school, password=password),
        User(username="head2", display_name="林芳", role=RoleSlug.SCHOOL_HEAD, school=school, password=password),
        User(username="officer2", display_name="许强", role=RoleSlug.BUREAU_OFFICER, password=password),
    ]


def _district_people(showcase: District, password: str) -> Iterator[User]:
    """A reviewer and a lead for every other district."""
    jobs = (("reviewer", RoleSlug.DISTRICT_REVIEWER, "审核员"), ("district", RoleSlug.DISTRICT_LEAD, "负责人"))
    for district in District.objects.exclude(pk=showcase.pk):
        for word, role, title in jobs:
            name = f"{district.name}{title}"
            yield User(
                username=f"{word}-{district.code}", display_name=name, role=role, district=district, password=password
            )


def _inspectors(agencies: Iterable[Agency], password: str) -> Iterator[User]:
    """Two inspectors for every unit."""
    for agency in agencies:
        for number in (1, 2):
            yield User(
                username=f"inspector-{agency.code.lower()}-{number}",
                display_name=f"{agency.name.removeprefix('市')}检查员{number}",
                role=RoleSlug.INSPECTOR,
                agency=agency,
                password=password,
            )


def _printed(account: Account, password: str, places: dict[str, School | District | Agency]) -> User:
    place = places.get(account.username)
    fields = scope_fields(
        account.role,
        school=places["school"],
        district=places["district"],
        agency=place if isinstance(place, Agency) else None,
    )
    return User(username=account.username, display_name=account.name, role=account.role, password=password, **fields)
