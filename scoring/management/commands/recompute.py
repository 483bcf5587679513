"""manage.py recompute: bring lagging sheets up to the facts; compute one anew, or check it row by row."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns.models import CampaignYear
from scoring.management.oracle import differences
from scoring.recompute import settle
from scoring.tasks import settle_lagging


class Command(BaseCommand):
    help = "Recompute what lags behind the facts, or every rating of a year, or check a year's stored sheet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, help="calendar year, for example 2026; default: what lags")
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 on any difference")

    def handle(self, *args: Any, year: int | None, check: bool, **options: Any) -> None:
        if year is None:
            if check:
                raise CommandError("--check needs --year; verify_results checks every year.")
            settle_lagging()
            return
        found = CampaignYear.objects.filter(calendar_year=year, sheet__isnull=False).first()
        if found is None:
            raise CommandError(f"There is no campaign year {year} with a standard.")
        if not check:
            settle(found.pk, full=True)
            self.stdout.write(f"{found}: revision {found.revision} computed")
            return
        found_wrong = differences(found)
        for line in found_wrong:
            self.stderr.write(line)
        if found_wrong:
            raise CommandError(f"{found}: {len(found_wrong)} differences")
        self.stdout.write(f"{found}: the stored sheet equals the computation in plain Python")
