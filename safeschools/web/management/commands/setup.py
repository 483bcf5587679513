"""`manage.py setup`: what a new installation begins with. Running it again adds what is missing, changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from safeschools.directory.actions.shipped import load_agencies
from scoring.actions.shipped import load_shipped_standard
from scoring.models import Standard

NEXT = """
  下一步 · Next:

  1. manage.py createsuperuser --role system_admin
     manage.py createsuperuser --role security_admin
     两位管理员须由两人分任：一人建立账号，一人启用
     Two administrators, two people: one makes accounts, the other switches them on.
  2. 系统管理员建立市教育局创建办等账号，安全管理员启用
     The system administrator makes a bureau officer's account and others, the security administrator releases them.
  3. 创建办：发布考评标准；依次导入区县、学校、人员；登记各成员单位联络员；新建创建活动，开启年度
     The officer publishes the standard, imports districts, schools and accounts in this order, names each member
     unit's liaison, makes the campaign and opens its first year.
"""


class Command(BaseCommand):
    help = "Load what a new installation begins with, the member units and the shipped standard, and say what is next."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            units = load_agencies(by=None)
            standard = None if Standard.objects.exists() else load_shipped_standard(by=None)
        for line in (_units(units), _standard(standard)):
            self.stdout.write(f"  {line}")
        self.stdout.write(NEXT)


def _units(added: int) -> str:
    if not added:
        return "成员单位已齐全，未作改动 · The member units were there; nothing was changed."
    return f"已载入 {added} 个成员单位及其职责 · Loaded {added} member units with their duties."


def _standard(draft: Standard | None) -> str:
    if draft is None:
        return "已有考评标准，未作改动 · There was a standard; nothing was changed."
    return f"已载入考评标准 {draft.version}（草稿） · Loaded the assessment standard {draft.version} as a draft."
