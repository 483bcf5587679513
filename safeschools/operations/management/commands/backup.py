"""manage.py backup: database and files into a folder, while people work."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeschools.operations.record.backup import take
from safeschools.operations.record.database import DatabaseRefused


class Command(BaseCommand):
    help = "Back up the database and every uploaded file into a folder; files that are there already are not copied."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", required=True, type=Path, metavar="FOLDER", help="on another disk than the data")

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        try:
            backup = take(to)
        except (DatabaseRefused, OSError) as error:
            raise CommandError(f"No backup was finished: {error}") from error
        self.stdout.write(str(backup))
