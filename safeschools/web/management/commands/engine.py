"""The pure core as a program anybody can check us with: a line of JSON in, a line of JSON out. No database."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from inspections.domain import protocol as inspections
from scoring.domain import protocol as scoring
from scoring.domain.protocol import answer


class Command(BaseCommand):
    help = "Answers requests of the engine's line protocol from standard input, one line each, until the input ends."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer each line at once, so that a caller may converse."""
        handlers = {**scoring.HANDLERS, **inspections.HANDLERS}
        for line in sys.stdin.buffer:
            self.stdout.write(answer(line, handlers))
            self.stdout.flush()
