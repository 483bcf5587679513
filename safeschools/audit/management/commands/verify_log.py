"""manage.py verify_log: is the event log still what was written?"""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeschools.audit.queries import chain, verify

SHOWN = 20


class Command(BaseCommand):
    help = "Walk the hash chain of the event log; a changed, exchanged or missing entry or a cut end is exit code 1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", action="append", default=[], metavar="HASH@ID", help="as publish_head printed it")

    def handle(self, *args: Any, head: list[str], **options: Any) -> None:
        found = list(islice(verify(heads=tuple(_read(text) for text in head)), SHOWN))
        state = chain()
        self.stdout.write(f"sealed {state.sealed}, not sealed yet {state.waiting}, head {state.head or 'none'}")
        if found:
            raise CommandError("\n".join(["The event log is not what was written:", *map(str, found)]))
        self.stdout.write("The event log is whole.")


def _read(text: str) -> tuple[int, str]:
    told, _at, number = text.strip().partition("@")
    if not number.isdecimal() or len(told) != 64:
        raise CommandError(f"{text!r} is not a head: HASH@ID, as publish_head prints it")
    return int(number), told.lower()
