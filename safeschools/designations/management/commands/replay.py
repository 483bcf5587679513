"""manage.py replay: run a stored allocation again and compare it byte for byte."""

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.runs import replay


class Command(BaseCommand):
    help = "Run the stored case of an allocation again; exit 1 where anything differs from what is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", help="calendar year and number of the run, for example 2026#3 or 2026-3")

    def handle(self, *args: Any, run: str, **options: Any) -> None:
        named = re.fullmatch(r"(\d{4})\s*[#-]\s*(\d+)", run)
        runs = AllocationRun.objects.select_related("year").order_by("-year__campaign_id")
        found = named and runs.filter(year__calendar_year=named[1], number=named[2]).first()
        if not found:
            raise CommandError(f"There is no run {run}; name it like 2026#3.")
        result = replay(found)
        self.stdout.write(f"{found}: case {found.case_hash}, engine {result.engine_version}")
        for part in ("case_intact", "outcome_intact", "same_outcome", "lines_agree"):
            self.stdout.write(f"  {part.replace('_', ' ')}: {'yes' if getattr(result, part) else 'NO'}")
        if not result.holds:
            raise CommandError(f"{found} differs from what is stored.")
        self.stdout.write(f"{found}: the same outcome, byte for byte: {found.outcome_hash}")
