"""manage.py publish_head: print the end of the event log, to be kept where this machine cannot reach."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from safeschools.audit.models import PublishedHead
from safeschools.audit.queries import head
from safeschools.audit.tasks import seal_waiting


class Command(BaseCommand):
    help = "Seal the event log and print its head as HASH@ID; verify_log --head HASH@ID later proves nothing was cut."

    def handle(self, *args: Any, **options: Any) -> None:
        seal_waiting()
        end = head()
        if end is None:
            raise CommandError("The event log is empty.")
        PublishedHead.objects.get_or_create(position=end.position, defaults={"event_id": end.event, "hash": end.hash})
        self.stdout.write(str(end))
