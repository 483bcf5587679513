"""manage.py verify_results: are the stored results what the rows below them say?"""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from campaigns.models import CampaignYear
from safeschools.operations.queries.results import wrong_results

SHOWN = 200


class Command(BaseCommand):
    help = "Compute every total, band, star, quota and approved run anew in plain Python; exit 1 on any difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, help="calendar year; default: every year")

    @transaction.atomic
    def handle(self, *args: Any, year: int | None, **options: Any) -> None:
        if year is not None and not CampaignYear.objects.filter(calendar_year=year, sheet__isnull=False).exists():
            raise CommandError(f"There is no campaign year {year} with a standard.")
        found = list(islice(wrong_results(year), SHOWN))
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)}{' or more' if len(found) == SHOWN else ''} results are not right.")
        self.stdout.write("Every stored result equals the computation in plain Python.")
