"""The words of a certificate, how many looks a stranger gets, and when a revocation bars from the next year."""

from datetime import date
from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import CampaignYear
from safeschools.designations.models import Designation
from safeschools.designations.queries.register import may_end_sooner, valid_until
from safeschools.lib.address import network
from safeschools.lib.errors import Invalid

STAR_WORDS = {1: "一星", 2: "二星", 3: "三星"}
LOOKS_PER_MINUTE = 30
DIGITS = "〇一二三四五六七八九"


def chinese_date(day: date) -> str:
    """二〇二六年十二月十五日, as certificates are dated."""

    def number(value: int) -> str:
        tens, ones = divmod(value, 10)
        head = {0: "", 1: "十"}.get(tens, DIGITS[tens] + "十")
        return head + (DIGITS[ones] if ones else "")

    return "".join(DIGITS[int(digit)] for digit in str(day.year)) + f"年{number(day.month)}月{number(day.day)}日"


def verify_url(designation: Designation) -> str:
    """The address in the QR code."""
    return str(settings.SITE_URL).rstrip("/") + reverse("verify_number", args=[designation.certificate])


def certificate_words(designation: Any) -> dict[str, Any]:
    """The text of a certificate, of a designation with `told`. Chinese, whatever language the reader uses.

    Before the next year's naming it says that this ends it, so that a print stays true (proc.validity).
    """
    campaign, calendar_year = designation.year.campaign, designation.year.calendar_year
    body = "人民政府" if designation.year.named_by_government else "社会治安综合治理委员会"
    stars, until = STAR_WORDS[designation.star], valid_until(designation)
    lasts = "有效期至下一年度命名，最迟" if may_end_sooner(designation) else "有效期至"
    return {
        "title": f"{designation.participation.school.name} {calendar_year} 年度{stars}平安学校命名证书",
        "heading": "星级平安学校",
        "kind": "命名证书",
        "star": designation.star,
        "school": designation.participation.school.name,
        "sentence": f"在 {calendar_year} 年度“星级平安学校”创建活动中，经考评验收合格，命名为",
        "honour": f"{campaign.city} {calendar_year} 年度{stars}平安学校",
        "closing": "特发此证",
        "issuer": f"{campaign.city}{body}",
        "date": chinese_date(designation.naming.decided_on),
        "number-label": "证书编号",
        "number": designation.certificate,
        "valid": f"{lasts} {until.year} 年 {until.month} 月 {until.day} 日",
        "verify": "扫码或登录公开名录验真",
    }


def qr_svg(designation: Designation) -> str:
    """The verification address as a QR code, error level M, as SVG text."""
    out = BytesIO()
    segno.make(verify_url(designation), error="m", micro=False).save(out, kind="svg", border=0, scale=4, xmldecl=False)
    return out.getvalue().decode()


def may_look(request: HttpRequest) -> bool:
    """Whether this address may ask again within this minute: certificate numbers cannot be tried out."""
    key = f"verify:{network(request)}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) <= LOOKS_PER_MINUTE
    except ValueError:  # the minute ended between the two
        return True


def check_bar(year: CampaignYear) -> None:
    """Invalid where the year bars nobody from the next one, or that one is open: none opens before our commit."""
    if not year.bars_after_accident:
        raise Invalid(_("By the rules of %(year)s a revocation bars no school from the next year.") % {"year": year})
    following = CampaignYear.objects.select_for_update().filter(calendar_year=year.calendar_year + 1)
    if any(each.state != CampaignYear.State.DRAFT for each in following):
        raise Invalid(
            _("The next year is open already, so this revocation bars the school from no year."),
            hint=_("Record the revocation alone; what the accident means for the open year is decided in it."),
        )
