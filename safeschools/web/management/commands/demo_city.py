"""`manage.py demo_city`: the demonstration city, once; any size by --schools, the same again by the same --seed."""

import sys
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from safeschools.accounts.models import User
from safeschools.web.demo.build import build
from safeschools.web.demo.people import PASSWORD

WIDTH = 30


class Command(BaseCommand):
    help = "Load the demonstration city: schools, accounts, three years. Does nothing where there already are accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--schools", type=int, help="how many schools (default: the shipped 1,859)")
        parser.add_argument("--demo", action="store_true", help="yes, on this database: anybody knows the password")
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--today", type=date.fromisoformat, help="the day the story is told around (YYYY-MM-DD)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.EMBEDDED or settings.DEMO or options["demo"] or options["schools"]):
            raise CommandError(
                "This is a production database. The demonstration brings accounts of every role whose password is "
                "printed in public. Say --demo, or how many --schools, or set DEMO=1, if that is what you want."
            )
        if User.objects.exists():
            self.stdout.write("The demonstration is already loaded.")
            return
        if options["schools"] is not None and options["schools"] < 20:
            raise CommandError("--schools: at least 20, fewer make no city.")
        now = timezone.now()
        if options["today"]:
            now = now.replace(year=options["today"].year, month=options["today"].month, day=options["today"].day)
        with transaction.atomic():
            _take_the_time()
            build(now, schools=options["schools"], seed=options["seed"], progress=self.show)
        self.stdout.write(f"\nReady. Every demo account has the password {PASSWORD}")

    def show(self, words: str, done: int, total: int) -> None:
        """A progress bar on one line; a line per step where nobody watches."""
        if not sys.stdout.isatty():
            if done == total:
                self.stdout.write(f"  {words}")
            return
        filled = WIDTH * done // max(total, 1)
        end = "\n" if done == total else ""
        self.stdout.write(f"\r  [{'█' * filled}{'·' * (WIDTH - filled)}] {words:<40}", ending=end)
        self.stdout.flush()


def _take_the_time() -> None:
    """A load may take minutes, unlike a visitor's request. References are checked after each statement, not at the end.

    Left to the end they would wait in memory, one for each of millions of rows.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
