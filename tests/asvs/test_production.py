"""What a deployment's settings are without any choice of the deployer (ASVS V3, V11, V12, V13)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT
from tests.deployment.test_compose import COMPOSE, SERVICES
from tests.deployment.test_production import PRODUCTION

NAMES = (
    "DEBUG DEMO SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS SESSION_COOKIE_NAME "
    "CSRF_COOKIE_NAME LANGUAGE_COOKIE_NAME DEVICE_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE "
    "LANGUAGE_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE CSRF_COOKIE_SAMESITE REQUIRE_TOTP "
    "PASSWORD_HASHERS SESSION_COOKIE_DOMAIN CSRF_COOKIE_DOMAIN SECRET_KEY_FALLBACKS DATABASES LOG_FORMAT"
)


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    """The settings of an installation that set only what it has to."""
    code = (
        "import json; from django.conf import settings; import django; django.setup();"
        f"print(json.dumps({{name: getattr(settings, name) for name in {NAMES.split()!r}}}, default=str))"
    )
    chosen = {name: value for name, value in PRODUCTION.items() if name not in ("SECURE_SSL", "DEBUG", "DEMO")}
    path = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=path | chosen, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_cookies_belong_to_this_host_and_to_https(production: dict[str, Any]) -> None:
    cookies = ("SESSION_COOKIE", "CSRF_COOKIE", "LANGUAGE_COOKIE", "DEVICE_COOKIE")
    assert all(production[f"{cookie}_NAME"].startswith("__Host-") for cookie in cookies)
    assert all(production[f"{cookie}_SECURE"] for cookie in cookies[:3])
    assert production["SESSION_COOKIE_HTTPONLY"]
    assert {production["SESSION_COOKIE_SAMESITE"], production["CSRF_COOKIE_SAMESITE"]} == {"Lax"}
    assert production["SESSION_COOKIE_DOMAIN"] is production["CSRF_COOKIE_DOMAIN"] is None


def test_browsers_come_over_https_for_a_year(production: dict[str, Any]) -> None:
    assert production["SECURE_SSL_REDIRECT"]
    assert production["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert production["SECURE_HSTS_INCLUDE_SUBDOMAINS"]


def test_nothing_of_a_developer_is_on(production: dict[str, Any]) -> None:
    assert production["DEBUG"] is production["DEMO"] is False
    assert production["LOG_FORMAT"] == "json"


def test_passwords_are_kept_with_argon2_and_a_second_step_is_asked(production: dict[str, Any]) -> None:
    assert production["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")
    assert production["REQUIRE_TOTP"] is True


def test_no_statement_runs_longer_than_fifteen_seconds(production: dict[str, Any]) -> None:
    options = production["DATABASES"]["default"]["OPTIONS"]["options"]
    assert "statement_timeout=15000" in options
    assert "lock_timeout=2000" in options


def test_secrets_may_come_as_files(tmp_path: Path) -> None:
    """As a vault, Docker or systemd hand them over; an empty file is no secret."""
    secret, database = tmp_path / "secret", tmp_path / "database"
    secret.write_text("a-long-and-random-value-" * 3)
    database.write_text(PRODUCTION["DATABASE_URL"])
    files = {"SECRET_KEY_FILE": str(secret), "DATABASE_URL_FILE": str(database)}
    kept = {name: value for name, value in PRODUCTION.items() if name not in ("SECRET_KEY", "DATABASE_URL")}
    code = "from django.conf import settings as s; print(s.SECRET_KEY, s.DATABASES['default']['NAME'], s.EMBEDDED)"
    command = [sys.executable, "-c", code]
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)} | kept | files
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [secret.read_text(), "safeschools", "False"]
    secret.write_text("")
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert "SECRET_KEY is not set" in run.stderr


def test_the_image_holds_the_product_only() -> None:
    """No tests, no history of the sources, no file of a developer."""
    rules = (ROOT / ".dockerignore").read_text().split()
    assert rules[0] == "*"
    taken = {rule[1:].rstrip("/") for rule in rules if rule.startswith("!")}
    assert taken <= {
        "manage.py",
        "pyproject.toml",
        "requirements.txt",
        "LICENSE",
        "safeschools",
        "campaigns",
        "scoring",
        "inspections",
        "templates",
        "static",
        "locale",
    }


@pytest.mark.parametrize("name", ["worker", "beat", "migrate"])
def test_what_works_behind_reaches_nothing_outside(name: str) -> None:
    assert SERVICES[name]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert "ports" not in SERVICES[name]


def test_what_sends_mail_reaches_its_server_and_is_reached_by_nobody() -> None:
    assert SERVICES["drain"]["networks"] == ["inside", "outside"]
    assert "ports" not in SERVICES["drain"]


@pytest.mark.parametrize("name", ["db", "redis", "caddy"])
def test_a_server_knows_only_its_own_secret(name: str) -> None:
    told = str(SERVICES[name].get("environment", {})) + str(SERVICES[name]["command"])
    assert "SECRET_KEY" not in told
    assert ("POSTGRES_PASSWORD" in told) is (name == "db")
    assert ("REDIS_PASSWORD" in told) is (name == "redis")


def test_the_shipped_proxy_has_a_public_certificate_and_serves_the_site_alone() -> None:
    command = SERVICES["caddy"]["command"]
    assert command[:2] == ["caddy", "reverse-proxy"]
    assert command[command.index("--to") + 1] == "web:8000"
    assert not {"--internal-certs", "--insecure", "--disable-redirects"} & set(command)
