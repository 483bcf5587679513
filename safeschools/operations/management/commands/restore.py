"""manage.py restore: a backup into another database and media folder; --drill looks whether it came out right."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeschools.operations.models import Safeguard
from safeschools.operations.record.backup import note
from safeschools.operations.record.database import DatabaseRefused, read_url
from safeschools.operations.record.restore import NotRestored, Target, restore

#: Figures may have lagged behind the facts when the backup was taken, as they do for seconds on the site itself.
CHECKS = (("migrate", "--check"), ("recompute",), ("verify_results",), ("replay", "--all"), ("verify_log",))


class Command(BaseCommand):
    help = "Restore a backup into an empty database and folder. A password belongs into PGPASSWORD or ~/.pgpass."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, help="the backup's folder, as `backup` printed it")
        parser.add_argument(
            "--into", required=True, metavar="URL", help="postgres://user@host:port/name or sqlite:///…"
        )
        parser.add_argument("--media", required=True, type=Path, metavar="FOLDER", help="where uploaded files go")
        parser.add_argument("--overwrite", default="", metavar="NAME", help="its name: throw away what it holds")
        parser.add_argument("--drill", action="store_true", help="verify results, allocation runs and log in the copy")

    def handle(self, *args: Any, backup: Path, into: str, media: Path, overwrite: str, drill: bool, **_: Any) -> None:
        if urlsplit(into).password:
            raise CommandError("No password on a command line: put it into PGPASSWORD or ~/.pgpass.")
        began = time.monotonic()
        try:
            manifest = restore(backup, Target(read_url(into), media, overwrite))
        except (NotRestored, DatabaseRefused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"restored the backup of {manifest.taken_at}: {len(manifest.media)} files")
        if drill:
            for check in CHECKS:
                self._look(check, into, media)
            note(Safeguard.Kind.DRILL, backup, round(time.monotonic() - began))
            self.stdout.write("The drill is passed.")

    def _look(self, check: tuple[str, ...], into: str, media: Path) -> None:
        """Run a command of this product on the copy; raises CommandError with its words."""
        env = {**os.environ, "DATABASE_URL": into, "MEDIA_ROOT": str(media), "SECRET_KEY": settings.SECRET_KEY}
        program = [sys.executable, "manage.py", *check]
        done = subprocess.run(program, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
        if done.returncode:
            raise CommandError(f"The copy is not right: {check[0]}\n{done.stderr.strip()}")
        self.stdout.write(f"{check[0]}: {done.stdout.strip() or 'right'}")
