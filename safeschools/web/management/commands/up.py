"""`manage.py up`: everything a newcomer needs, on one machine: database, demo city, site, background work."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeschools.web.demo.people import ACCOUNTS, PASSWORD

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Prepare the embedded database, load the demo city once, start the site and the background work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args: Any, **options: Any) -> None:
        port: int = options["port"]
        _free(port)
        os.environ["DEMO"] = "1"
        os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}")
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise warns when it is not there
        call_command("migrate", verbosity=0)
        call_command("locale_merge", verbosity=0)
        call_command("demo_city")
        self._run(port)

    def _run(self, port: int) -> None:
        """Start both processes, wait for the site, print the table; one ends, both end."""
        manage = [sys.executable, sys.argv[0]]
        server = [sys.executable, "-m", "gunicorn", "safeschools.wsgi", "--bind", f"{HOST}:{port}"]
        server += ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--log-level", "warning"]
        server += ["--graceful-timeout", "5", "--no-control-socket"]
        # In sessions of their own, so that Ctrl-C reaches this process only, which then ends them in order:
        # gunicorn's workers hang when the terminal interrupts them as well.
        children = [
            subprocess.Popen(program, start_new_session=True)  # noqa: S603 - our own programs
            for program in (server, [*manage, "drain", "--loop"])
        ]
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            _answering(port, children)
            self._table(port)
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
        except KeyboardInterrupt:
            pass
        finally:
            for child in children:
                if child.poll() is None:
                    child.terminate()
            for child in children:
                child.wait(timeout=20)
            self.stdout.write("Stopped.")

    def _table(self, port: int) -> None:
        lines = [
            "",
            f"  SafeSchools is running: http://{HOST}:{port}",
            f"  Password of every demo account: {PASSWORD}",
            "",
        ]
        lines += [f"  {account.username:<11} {account.role:<18} {account.hint}" for account in ACCOUNTS]
        lines += [
            "",
            "  Try first: sign in as “editor”, fill in the open items, let “head” submit, review as “reviewer”.",
            "",
        ]
        lines += ["  Ctrl-C stops everything.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(f"Port {port} is in use. Choose another: PORT=8010 make run") from error


def _answering(port: int, children: list["subprocess.Popen[bytes]"]) -> None:
    """Wait until the site answers, at most a minute."""
    for _ in range(240):
        if any(child.poll() is not None for child in children):
            raise CommandError("The site could not start; the lines above say why.")
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.25)
    raise CommandError("The site did not answer within a minute.")
