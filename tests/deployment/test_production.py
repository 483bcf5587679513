"""The product starts in production only when it is safe to, and says what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tests.architecture.source import ROOT

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "safeschools.settings",
    "DATABASE_URL": "postgres://safeschools@127.0.0.1:1/safeschools",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SITE_URL": "https://stars.example.org",
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "7c1b5d0e9f" * 6 + "-Zq",
    "SECURE_SSL": "1",
    "DEBUG": "0",
    "DEMO": "0",
}


def manage(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a management command as a production machine would."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **PRODUCTION, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_refuses_to_start_without_a_secret_and_says_how_to_make_one() -> None:
    run = manage("check", SECRET_KEY="")
    assert run.returncode != 0
    assert "SECRET_KEY is not set" in run.stderr
    assert "token_urlsafe" in run.stderr


@pytest.mark.parametrize("address", ["", "stars.example.org", "http://127.0.0.1:8000"])
def test_a_deployment_without_an_address_for_its_certificates_is_complained_about(address: str) -> None:
    assert manage("check", SITE_URL=address).returncode == 0
    run = manage("check", "--deploy", "--fail-level", "WARNING", SITE_URL=address)
    assert run.returncode != 0
    assert "printed certificates would lead nobody anywhere" in run.stderr
    assert "SITE_URL=https://stars.example.org" in run.stderr


def test_django_finds_nothing_to_complain_about_in_a_deployment() -> None:
    run = manage("check", "--deploy", "--fail-level", "WARNING")
    assert run.returncode == 0, run.stderr


def test_the_demonstration_with_its_printed_password_is_refused_on_a_production_database() -> None:
    run = manage("demo_city")
    assert run.returncode != 0
    assert "production database" in run.stderr


def test_an_unknown_security_profile_is_refused() -> None:
    run = manage("check", SECURITY_PROFILE="mlps9")
    assert run.returncode != 0
    assert "SECURITY_PROFILE must be one of: asvs, mlps2, mlps3." in run.stderr


@pytest.mark.parametrize("profile", ["asvs", "mlps2", "mlps3"])
def test_every_profile_passes_the_check_of_a_deployment(profile: str) -> None:
    run = manage("check", "--deploy", "--fail-level", "WARNING", SECURITY_PROFILE=profile)
    assert run.returncode == 0, run.stderr
    assert "WARNING" not in run.stderr


def test_the_static_files_can_be_collected_and_hashed(tmp_path: Path, settings: Settings) -> None:
    """A style sheet that names a missing file would stop the build of the image. (It also compresses; not here.)"""
    hashed = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": hashed}
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()
