"""What every template file must keep to: strict CSP, icons and classes that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "app" / "js").rglob("*.js"))
TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}", re.DOTALL)
CLASS = re.compile(r'\bclass="((?:\{%.*?%\}|\{\{.*?\}\}|[^"{])*)"', re.DOTALL)
ICON = re.compile(r"""\{% icon ["']([a-z0-9-]+)["']""")
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*="),
    "an inline handler": re.compile(r"\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=\s*[\"']"),
    "a style element": re.compile(r"<style\b"),
    "an inline script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))"),
    "a javascript: address": re.compile(r"javascript:|hx-[a-z:]+=\"js:"),
    "a file of another host": re.compile(r"(?:src|href)=\"(?:https?:)?//"),
}

ids = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
each_template = pytest.mark.parametrize("path", TEMPLATES, ids=ids)


@each_template
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@each_template
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    sprite = (ROOT / "static" / "app" / "icons.svg").read_text(encoding="utf-8")
    wanted = set(ICON.findall(path.read_text(encoding="utf-8")))
    assert [name for name in sorted(wanted) if f'id="i-{name}"' not in sprite] == []


def test_no_icon_is_shipped_that_nothing_names() -> None:
    places = [*SCRIPTS, *TEMPLATES, *(ROOT / "static" / "app").glob("*.css")]
    for room in ("safeschools", "campaigns", "scoring", "inspections"):
        places += (ROOT / room).rglob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in places)
    named = set(re.findall(r"[\"']([a-z0-9-]+)[\"']", text)) | set(re.findall(r"#i-([a-z0-9-]+)", text))
    drawn = (ROOT / "scripts" / "vendor" / "icons.txt").read_text(encoding="utf-8").split()
    assert sorted(set(drawn) - named) == []
    sprite = (ROOT / "static" / "app" / "icons.svg").read_text(encoding="utf-8")
    assert re.findall(r'id="i-([a-z0-9-]+)"', sprite) == drawn


def styled() -> set[str]:
    """Every class a style sheet or a script of ours knows, and every class of Bootstrap."""
    sheets = [*(ROOT / "static" / "app").glob("*.css"), *(ROOT / "static" / "vendor").rglob("*.css")]
    known = {
        name for sheet in sheets for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", sheet.read_text(encoding="utf-8"))
    }
    return known | {
        name for script in SCRIPTS for name in re.findall(r"\.([a-z][\w-]*)", script.read_text(encoding="utf-8"))
    }


@each_template
def test_every_class_is_styled(path: Path) -> None:
    known = styled()
    names: set[str] = set()
    for value in CLASS.findall(path.read_text(encoding="utf-8")):
        written = TAG.sub("\0", value)  # what a tag fills in is joined to its neighbours
        names |= {name for name in written.split() if "\0" not in name}
    assert sorted(names - known) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=[path.name for path in SCRIPTS])
def test_scripts_set_no_markup_and_evaluate_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|\.innerHTML\s*=|document\.write|\.style\b|cssText", text)
