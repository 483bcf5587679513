"""What a developer has set, in the environment or in .env, reaches no test; what can be set is written down."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import test as suite
from scripts.test import clean_environment
from tests.architecture.source import ROOT, tracked
from tests.environment import NAMES, is_the_products

#: what changes pages, limits or answers, with the setting to look at
SET = {
    "SECURITY_PROFILE": ("mlps3", "SECURITY_PROFILE"),
    "STATIC_MANIFEST": ("1", "WHITENOISE_USE_FINDERS"),
    "CLAMD": ("127.0.0.1:1", "CLAMD"),
    "EMAIL_URL": ("smtp://127.0.0.1:1", "EMAIL_BACKEND"),
    "BEHIND_PROXY": ("1", "BEHIND_PROXY"),
    "ACCEL_REDIRECT": ("/protected/", "ACCEL_REDIRECT"),
    "EVIDENCE_QUOTA_MB": ("1", "EVIDENCE_QUOTA_MB"),
    "API_READS_PER_MINUTE": ("1", "API_PER_MINUTE"),
    "REQUIRE_TOTP": ("1", "REQUIRE_TOTP"),
    "SITE_URL": ("https://stars.example.org", "SITE_URL"),
}


def settings_in(env: dict[str, str]) -> dict[str, str]:
    """The settings of the tests as a process with this environment has them."""
    names = sorted({setting for _value, setting in SET.values()} | {"SECRET_KEY"})
    code = f"import json, tests.settings as s; print(json.dumps({{name: str(getattr(s, name)) for name in {names!r}}}))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, check=True)
    found: dict[str, str] = json.loads(run.stdout)
    return found


def test_no_variable_reaches_the_tests_from_the_environment_from_files_or_from_dotenv(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not is_the_products(name)}
    wanted = settings_in(clean)
    assert settings_in(clean | {name: value for name, (value, _) in SET.items()}) == wanted
    (tmp_path / "secret").write_text("somebody's own key")
    assert settings_in(clean | {"SECRET_KEY_FILE": str(tmp_path / "secret")}) == wanted
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, (value, _) in SET.items()))
    assert settings_in(clean | {"ENV_FILE": str(tmp_path / ".env")}) == wanted


def test_make_test_hands_nothing_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES | {"DATABASE_URL_FILE", "PORT"}:
        monkeypatch.setenv(name, "from outside")
    assert "from outside" not in clean_environment().values()
    assert clean_environment()["ENV_FILE"] == os.devnull
    assert clean_environment()["PATH"] == os.environ["PATH"]


def test_a_clone_alone_says_what_it_cannot_prove(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(suite, "SHARED", tmp_path / "shared")
    box = " ".join(re.sub(r"[!\s]+", " ", suite.notice()).split())
    assert "../shared is not beside this clone: the import of 25,940 real names" in box
    assert "LEFT OUT" in box
    skips = {
        path.name
        for path in tracked()
        if path.suffix == ".py" and re.search(r"skipif\(not (?:SHARED|NAMES)\.exists", path.read_text("utf-8"))
    }
    assert skips == {"test_decisions.py", "test_golden_cases.py", "test_scale.py", "test_defects.py"}


def test_every_variable_the_product_reads_is_explained() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8").partition("## Variables")[2].partition("\n## ")[0]
    table = {name for row in re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert sorted(NAMES ^ table) == []
