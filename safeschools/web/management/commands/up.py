"""`manage.py up`: everything a newcomer needs, on one machine: database, demo city, site, background work."""

import multiprocessing
import os
import signal
import socket
import sys
import time
import urllib.request
from importlib import import_module
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

from safeschools.web.demo.people import ACCOUNTS, PASSWORD

HOST = "127.0.0.1"


class Site(BaseApplication):
    """gunicorn serving the application this process has loaded already: its workers fork and start at once."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        chosen = {
            "bind": f"{HOST}:{self.port}",
            "workers": 2,
            "threads": 4,
            "worker_class": "gthread",
            "preload_app": True,
            "loglevel": "warning",
            "graceful_timeout": 5,
            "control_socket_disable": True,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        import_module(settings.ROOT_URLCONF)
        return get_wsgi_application()


def _serve(port: int) -> None:
    os.setsid()
    Site(port).run()


def _work() -> None:
    os.setsid()
    call_command("drain", loop=True)


class Command(BaseCommand):
    help = "Prepare the embedded database, load the demo city once, start the site and the background work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.EMBEDDED or settings.DEMO):
            raise CommandError(
                "DATABASE_URL names a database of your own (in the environment or .env), and this command would load "
                "accounts of every role whose password is printed in public. Take DATABASE_URL out, or say DEMO=1 if "
                "that is what you want. docs/operations.md says how to run the site in production."
            )
        port: int = options["port"]
        _free(port)
        settings.DEMO = True
        settings.SITE_URL = os.environ.get("SITE_URL", f"http://{HOST}:{port}")
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise warns when it is not there
        call_command("compile_locale", verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("demo_city")
        self._run(port)

    def _run(self, port: int) -> None:
        """Start both processes, wait for the site, print the table; one ends, both end.

        They are forks, which need not load everything again, in sessions of their own, so that Ctrl-C reaches this
        process only, which then ends them in order: gunicorn's workers hang when the terminal interrupts them as well.
        """
        connections.close_all()
        self.stdout.flush()
        fork = multiprocessing.get_context("fork")
        children = [fork.Process(target=_serve, args=(port,)), fork.Process(target=_work)]
        for child in children:
            child.start()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a script started us in the background
        try:
            _answering(port, children)
            self._table(port)
            while all(child.is_alive() for child in children):
                time.sleep(0.5)
        except KeyboardInterrupt:
            pass
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.join(timeout=20)
            self.stdout.write("Stopped.")

    def _table(self, port: int) -> None:
        lines = [
            "",
            f"  星级平安学校系统已启动 · SafeSchools is running: http://{HOST}:{port}",
            f"  演示账号统一密码 · Password of every demo account: {PASSWORD}",
            "",
        ]
        lines += [
            f"  {account.username:<11} {account.role:<18} {account.hint} · {account.hint_en}" for account in ACCOUNTS
        ]
        lines += [
            "",
            "  先试：用 editor 登录填写未完成项，用 head 提交，再用 reviewer 审核。",
            "  Try first: sign in as “editor”, fill in the open items, let “head” submit, review as “reviewer”.",
            "",
        ]
        lines += ["  按 Ctrl-C 停止 · Ctrl-C stops everything.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(f"Port {port} is in use. Choose another: PORT=8010 make run") from error


def _answering(port: int, children: list[ForkProcess]) -> None:
    """Wait until the site answers, at most a minute."""
    for _ in range(240):
        if not all(child.is_alive() for child in children):
            raise CommandError("The site could not start; the lines above say why.")
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=60):
                return
        except OSError:
            time.sleep(0.25)
    raise CommandError("The site did not answer within a minute.")
