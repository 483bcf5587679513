"""What may not lie in the repository: paths of one machine, registry hosts, giants, riddles."""

import re

import pytest

from tests.architecture.source import ROOT, label, modules, tracked

LINES = 300
# Written in two parts so that this file does not name them.
HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "registry." + "npmjs", "deb." + "debian.org")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/\w")
LOCKS = ("requirements.txt", "requirements-dev.txt")


def texts() -> list[tuple[str, str]]:
    """Every tracked text file, with its name."""
    found = []
    for path in tracked():
        try:
            found.append((label(path), path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    bad = [
        f"{name}: {found}"
        for name, text in texts()
        for found in (*(host for host in HOSTS if host in text), *MACHINE_PATH.findall(text))
    ]
    assert not bad


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_hold_versions_and_hashes_only(name: str) -> None:
    text = (ROOT / name).read_text()
    pins = [line for line in text.splitlines() if re.match(r"[\w.-]+==", line)]
    assert pins
    assert "://" not in text
    assert not re.search(r"^-|via -r", text, re.MULTILINE)
    assert text.count("--hash=sha256:") >= len(pins)


def test_the_development_lock_agrees_with_the_runtime_lock() -> None:
    # Versions, not the conditions behind them: what runs on one platform only may be needed everywhere to develop.
    pinned = re.compile(r"^[^\s;\\]+==[^\s;\\]+", re.MULTILINE)
    runtime, development = (set(pinned.findall((ROOT / name).read_text())) for name in LOCKS)
    assert runtime
    assert runtime <= development


def test_no_module_is_longer_than_a_room_can_hold() -> None:
    sizes = {label(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert not {name: size for name, size in sizes.items() if size > LINES}


def test_every_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in lists for line in block.splitlines()]
    assert len(lists) == 2
    assert not [line for line in lines if not re.fullmatch(r'  "[^"]+", +# \S.{9,}', line)]
