"""manage.py replay: run a stored allocation again and compare it byte for byte, down to every line."""

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeschools.designations.models import AllocationRun
from safeschools.designations.queries.runs import replay


class Command(BaseCommand):
    help = "Run the stored case of an allocation again; exit 1 where anything differs from what is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("run", nargs="?", help="calendar year and number of the run, for example 2026#3 or 2026-3")
        which.add_argument("--all", action="store_true", help="every run of every year")

    def handle(self, *args: Any, run: str | None, **options: Any) -> None:
        runs = AllocationRun.objects.select_related("year").order_by("-year__campaign_id", "number")
        if run is None:
            wrong = [str(each) for each in runs.iterator(chunk_size=10) if not self._holds(each)]
            if wrong:
                raise CommandError(f"Differ from what is stored: {', '.join(wrong)}.")
            return
        named = re.fullmatch(r"(\d{4})\s*[#-]\s*(\d+)", run)
        found = named and runs.filter(year__calendar_year=named[1], number=named[2]).first()
        if not found:
            raise CommandError(f"There is no run {run}; name it like 2026#3.")
        if not self._holds(found):
            raise CommandError(f"{found} differs from what is stored.")

    def _holds(self, run: AllocationRun) -> bool:
        """Run it again and say how it went."""
        result = replay(run)
        self.stdout.write(f"{run}: case {run.case_hash}, engine {result.engine_version}")
        for part in ("case_intact", "outcome_intact", "same_outcome", "lines_agree"):
            self.stdout.write(f"  {part.replace('_', ' ')}: {'yes' if getattr(result, part) else 'NO'}")
        if result.difference:
            self.stderr.write(f"{run}: first difference at {result.difference}")
        else:
            self.stdout.write(f"{run}: the same outcome, byte for byte: {run.outcome_hash}")
        return bool(result.holds)
