"""manage.py health: the facts of the status page for a shell or a watcher; exit 1 where something is wrong."""

import json
import sys
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from safeschools.operations.queries.health import ALARM, Fact, health, worst


class Command(BaseCommand):
    help = "Say how the installation is: a line per fact, or --json. Exit code 1 where one of them is an alarm."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for a program that watches")

    def handle(self, *args: Any, **options: Any) -> None:
        facts = health()
        level = worst(facts)
        if options["json"]:
            document = {fact.name: {"level": fact.level, "value": _plain(fact), "unit": fact.unit} for fact in facts}
            self.stdout.write(json.dumps({"level": level, "facts": document}))
        else:
            for fact in facts:
                self.stdout.write(f"{fact.level:<6}{fact.name:<14}{_plain(fact)} {fact.unit}")
        if level == ALARM:
            sys.exit(1)


def _plain(fact: Fact) -> float | int | str | None:
    return fact.value.isoformat() if isinstance(fact.value, datetime) else fact.value
