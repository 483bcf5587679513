"""The official summary table of a district's recommendations (form 04), always in Chinese."""

from collections.abc import Sequence
from decimal import Decimal
from typing import IO

from django.utils import timezone, translation

from campaigns.models import CampaignYear, Participation
from safeschools.audit.models import Event
from safeschools.directory.models import District
from safeschools.documents.workbook import Column, Sheet, Value, write_xlsx
from scoring.queries.recommendations import Ceiling, ListRow

STARS = {3: "三星", 2: "二星", 1: "一星", 0: "不推荐"}
COLUMNS = (
    Column("序号", 6),
    Column("学校标识码", 14),
    Column("学校名称", 34),
    Column("办学类型", 16),
    Column("学校自评分", 11),
    Column("县级考评分", 11),
    Column("拟推荐星级", 11),
    Column("一票否决情况", 12),
    Column("重点项低于60%的项目", 18),
    Column("近一年安全事故", 14),
    Column("县级考评日期", 14),
    Column("县级考评组长", 12),
    Column("推荐意见", 12),
    Column("备注", 14),
)


def write_recommendations(
    target: str | IO[bytes], *, year: CampaignYear, district: District, rows: Sequence[ListRow], ceiling: Ceiling | None
) -> None:
    """Write the table. Accidents are left to be filled in by hand: the year's facts do not hold them yet."""
    leaders = _leaders(rows)
    counts = {star: sum(bool(row.line and row.line.star == star) for row in rows) for star in (3, 2, 1)}
    size = ceiling.participants if ceiling else 0
    note = (
        f"填报单位(盖章):{district}教育局        参评学校总数:{size} 所        "
        f"推荐:三星 {counts[3]} 所、二星 {counts[2]} 所、一星 {counts[1]} 所"
    )
    with translation.override("zh-hans"):
        lines = [_cells(number, row, leaders, year) for number, row in enumerate(rows, 1)]
    heading = f"{district}{year}年度“星级平安学校”推荐汇总表"
    write_xlsx(target, Sheet("推荐汇总表", COLUMNS, lines, heading=heading, note=note))


def _cells(number: int, row: ListRow, leaders: dict[int, str], year: CampaignYear) -> list[Value]:
    school, line, reviewed_at = row.participation.school, row.line, row.participation.reviewed_at
    return [
        number,
        school.code,
        school.name,
        school.get_type_display(),
        _points(row.self_score),
        _points(row.standing.score),
        STARS[line.star] if line else "",
        "、".join(row.vetoes) or "无",
        "、".join(row.weak) or ("无" if year.warns_of_key_items else ""),
        "",
        timezone.localtime(reviewed_at).date() if reviewed_at else None,
        leaders.get(row.participation.pk, ""),
        "同意推荐" if line and line.recommended else "",
        line.reason if line else "",
    ]


def _points(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths) / 100


def _leaders(rows: Sequence[ListRow]) -> dict[int, str]:
    """Who finished each review last, by participation."""
    ids = [row.participation.pk for row in rows]
    label = Participation._meta.label_lower
    events = Event.objects.filter(verb="review.finish", object_type=label, object_id__in=ids).order_by("id")
    return {pk: name for pk, name in events.values_list("object_id", "actor_name") if pk is not None}
