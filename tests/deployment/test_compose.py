"""docker-compose.yml and the Dockerfile keep their promises. No engine is needed to read them."""

import re
from typing import Any

import pytest
import yaml

from tests.architecture.source import ROOT
from tests.environment import NAMES

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LASTING = sorted(SERVICES.keys() - {"migrate"})
# The official image serves its certificates' folder as root; it has no capability but the two ports.
ROOT_ALLOWED = {"caddy"}


def test_every_process_of_the_product_is_there() -> None:
    assert SERVICES.keys() >= {"web", "worker", "beat", "drain", "db", "redis"}


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - ROOT_ALLOWED))
def test_no_service_runs_as_root(name: str) -> None:
    assert str(SERVICES[name]["user"]).split(":")[0] not in ("", "0", "root")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_can_gain_rights(name: str) -> None:
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in SERVICES[name]["security_opt"]


@pytest.mark.parametrize("name", LASTING)
def test_every_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


@pytest.mark.parametrize("name", ["db", "redis"])
def test_database_and_redis_cannot_be_reached_from_outside(name: str) -> None:
    assert "ports" not in SERVICES[name]
    assert SERVICES[name]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_the_site_without_its_proxy_listens_on_this_machine_only() -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


def test_the_database_checks_its_pages_and_hashes_its_passwords() -> None:
    arguments = SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"]
    assert "--data-checksums" in arguments
    assert "scram-sha-256" in arguments


def test_redis_asks_for_a_password_and_never_drops_a_message() -> None:
    command = " ".join(SERVICES["redis"]["command"])
    assert "--requirepass" in command
    assert "--maxmemory-policy noeviction" in command


def test_every_variable_of_the_compose_file_is_explained() -> None:
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert used == example


#: the processes of the product; their variables are those of docs/operations.md
PROCESSES = ("migrate", "web", "worker", "beat", "drain")


@pytest.mark.parametrize("name", PROCESSES)
def test_every_variable_of_the_env_file_reaches_every_process(name: str) -> None:
    """EMAIL_URL, MAIL_FROM, REQUIRE_TOTP, CLAMD and whatever docs/operations.md names besides."""
    assert SERVICES[name]["env_file"] == [".env"]
    assert NAMES.isdisjoint({"POSTGRES_PASSWORD", "REDIS_PASSWORD", "SITE_HOST"})
    derived = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SITE_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"}
    assert set(SERVICES[name]["environment"]) == derived | {"BEHIND_PROXY", "LOG_LEVEL"}
    assert set(SERVICES[name]["environment"]) <= NAMES


def test_who_sends_the_mail_reaches_the_mail_server() -> None:
    assert SERVICES["drain"]["command"] == ["python", "manage.py", "drain", "--loop"]
    assert "outside" in SERVICES["drain"]["networks"]
    assert not (COMPOSE["networks"]["outside"] or {}).get("internal")
    assert "# EMAIL_URL=" in (ROOT / ".env.example").read_text()


def test_no_secret_has_a_value_in_the_repository() -> None:
    example = (ROOT / ".env.example").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert re.search(rf"^{name}=$", example, re.MULTILINE)


def test_the_image_ends_as_an_ordinary_user_with_hashed_packages() -> None:
    text = (ROOT / "Dockerfile").read_text()
    final = text.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)$", final, re.MULTILINE) == ["safeschools"]
    assert "--require-hashes" in text
