"""The product runs as in production: PostgreSQL, Redis, gunicorn, a Celery worker, the reconcile process."""

import http.client
import platform

import pytest

from tests.stack import Application
from tests.stack.application import CELERY
from tests.stack.process import Process

pytestmark = pytest.mark.services


def alive(process: Process) -> bool:
    return process.child is not None and process.child.poll() is None


def test_all_processes_run_and_the_login_page_opens(application: Application) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", application.port, timeout=10)
    connection.request("GET", "/accounts/login/")
    assert connection.getresponse().status == http.HTTPStatus.OK
    connection.close()
    assert all(alive(process) for process in (application.web, application.worker, application.drain))


def test_the_worker_receives_messages_over_redis(application: Application) -> None:
    worker = f"celery@{platform.node()}"
    answer = application.run(*CELERY, "inspect", "ping", "--destination", worker, "--timeout", "20")
    assert "pong" in answer
