"""`manage.py up`, which `make run` starts: serves, works in the background, prints its table, ends on Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack.process import free_port

ROOT = Path(__file__).resolve().parents[2]
SOMEBODY = (  # where there are accounts already, the demonstration is not loaded, which would take a minute
    "from django.core.management import call_command as call; call('migrate', verbosity=0); "
    "from safeschools.accounts.models import User; User.objects.create(username='somebody', role='auditor')"
)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An installation of its own with one account; DEMO says that the demonstration may be loaded into it."""
    paths = {"MEDIA_ROOT": str(tmp_path / "media"), "STATIC_ROOT": str(tmp_path / "static")}
    embedded = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "SECRET_KEY": "x" * 60, "SECURE_SSL": "0"}
    variables = {**os.environ, **paths, **embedded, "DJANGO_SETTINGS_MODULE": "safeschools.settings", "DEMO": "1"}
    setup = f"import django; django.setup(); {SOMEBODY}"
    subprocess.run([sys.executable, "-c", setup], cwd=ROOT, env=variables, check=True)
    return variables


def until_running(process: "subprocess.Popen[str]") -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        yield line
        if "Ctrl-C" in line:
            return


def test_it_serves_and_ends_everything_on_ctrl_c(environment: dict[str, str]) -> None:
    port = free_port()
    command = [sys.executable, "manage.py", "up", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            table = "".join(until_running(process))
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/") as page:
                assert "editor" in page.read().decode()
        finally:
            process.send_signal(signal.SIGINT)
        rest = process.stdout.read() if process.stdout else ""
    assert f"http://127.0.0.1:{port}" in table
    assert "inspector2" in table
    assert "填写自评 · fill in the self-assessment" in table
    assert "sentences from" not in table
    assert rest.strip() == "Stopped."
    assert process.returncode == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_port_in_use_is_said_before_anything_starts(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "manage.py", "up", "--port", str(taken.getsockname()[1])]
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "is in use" in run.stderr


def test_a_database_of_somebody_s_own_gets_no_accounts_with_a_printed_password(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """As a developer meets it: a production DATABASE_URL in .env, and `make run`."""
    file = tmp_path / ".env"
    file.write_text(f"DATABASE_URL=sqlite:///{tmp_path}/production.sqlite3\nSITE_URL=https://stars.example.org\n")
    variables = {name: value for name, value in environment.items() if name not in ("DATABASE_URL", "DEMO", "SITE_URL")}
    command = [sys.executable, "manage.py", "up", "--port", str(free_port())]
    run = subprocess.run(
        command, cwd=ROOT, env=variables | {"ENV_FILE": str(file)}, capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    assert "DATABASE_URL names a database of your own" in run.stderr
    assert not (tmp_path / "production.sqlite3").exists()
