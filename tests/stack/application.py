"""The product as it runs in production: gunicorn, a Celery worker and the reconcile process."""

import http.client
import subprocess
import sys
from pathlib import Path
from typing import Protocol, Self

from tests.stack.process import Process, free_port

CELERY = ("-m", "celery", "-A", "safeschools")
ROOT = Path(__file__).resolve().parents[2]


class Reachable(Protocol):
    """Anything that names a database and a broker: `Services`, or the environment of a process that was given them."""

    @property
    def env(self) -> dict[str, str]: ...


class Application:
    """Everything of one installation on `services`, for a `with` block.

    Logs, uploads and the like lie in `home`. `worker` and `drain` may be stopped and started by a
    test; without either of them no background work is done.
    """

    def __init__(self, services: Reachable, home: Path, **env: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.home = home
        self.env = {
            **services.env,
            "DJANGO_SETTINGS_MODULE": "safeschools.settings",
            "SECRET_KEY": "application-under-test-" + "x" * 40,
            "SECURE_SSL": "0",
            "REQUIRE_TOTP": "0",
            "SITE_URL": self.url,
            "MEDIA_ROOT": str(home / "media"),
            **env,
        }
        self.web = self.program(
            "web",
            *("-m", "gunicorn", "safeschools.wsgi", "--bind", f"127.0.0.1:{self.port}"),
            *("--workers", "2", "--threads", "4", "--no-control-socket"),
        )
        self.worker = self.program("worker", *CELERY, "worker", "--concurrency", "1", "--loglevel", "info")
        self.drain = self.program("drain", "manage.py", "drain", "--loop")

    def program(self, name: str, *arguments: str) -> Process:
        """A Python program as a process that logs to `<name>.log`."""
        return Process(
            [sys.executable, *arguments],
            log=self.home / f"{name}.log",
            cwd=ROOT,
            ready={"web": self.is_serving, "worker": self.is_listening}.get(name, lambda: True),
            env=self.env,
        )

    def is_listening(self) -> bool:
        """Whether the worker has said that it takes messages."""
        return " ready." in self.worker.tail()

    def is_serving(self) -> bool:
        """Whether it is ready for visitors."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it printed; raises CalledProcessError."""
        return self.run("manage.py", *arguments)

    def run(self, *arguments: str) -> str:
        """Run a Python program beside the others and return what it printed; raises CalledProcessError."""
        try:
            return subprocess.run(
                [sys.executable, *arguments],
                check=True,
                capture_output=True,
                text=True,
                cwd=ROOT,
                env=self.web.env,
            ).stdout
        except subprocess.CalledProcessError as error:
            error.add_note(error.stderr)
            raise

    def __enter__(self) -> Self:
        self.manage("migrate", "--verbosity", "0")
        try:
            for process in (self.web, self.worker, self.drain):
                process.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in (self.drain, self.worker, self.web):
            process.stop()
