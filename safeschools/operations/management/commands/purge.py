"""manage.py purge: what has outlived its purpose, counted; --yes deletes it. `drain` does so every hour."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from safeschools.lib.clock import now
from safeschools.operations.domain.retention import RETENTION
from safeschools.operations.record.purge import expired, purge


class Command(BaseCommand):
    help = "Count what is older than its retention period (docs/operations.md), or delete it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="delete; without it nothing is changed")

    def handle(self, *args: Any, yes: bool, **options: Any) -> None:
        counts = purge(now()) if yes else expired(now())
        for name, kept in RETENTION.items():
            self.stdout.write(
                f"{counts[name]:>9}  {name:<10}{kept.what}, more than {kept.days} days after {kept.since}"
            )
        self.stdout.write("Deleted." if yes else "Nothing was deleted; --yes deletes it.")
