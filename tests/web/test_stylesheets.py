"""The style sheets: contrast of the tokens in both themes, the browser floor, weight, and the files of others."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEET = (STATIC / "app" / "app.css").read_text(encoding="utf-8")
ROW = re.compile(r"^\| \S+ \| [\d.]+ \| \S+ \| (\S+) \| `([0-9a-f]{64})` \|$", re.MULTILINE)


def tokens(selector: str) -> dict[str, str]:
    """The colour tokens of one theme."""
    body = SHEET.split(selector, 1)[1].split("{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--ss-([\w-]+):\s*(#[0-9a-fA-F]{6})", body))


LIGHT = tokens(':root, [data-bs-theme="light"]')
DARK = {**LIGHT, **tokens('\n[data-bs-theme="dark"]')}
TEXT = [
    *(("ink", ground) for ground in ("surface", "bg")),
    *(("ink-2", ground) for ground in ("surface", "bg", "surface-2", "surface-3")),
    *(("ink-3", ground) for ground in ("surface", "bg", "surface-2")),
    *((name, ground) for name in ("blue", "red", "green", "amber") for ground in ("surface", f"{name}-soft")),
    ("blue", "bg"),
    ("gold-ink", "gold-soft"),
    ("teal", "teal-soft"),
    ("on-navy", "navy"),
    ("on-navy-2", "navy"),
    ("yellowcard-ink", "yellowcard"),
]
SHAPES = [("control", "surface"), ("gold", "surface"), ("s3", "surface"), ("sx", "surface"), ("focus", "bg")]


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT)
def test_text_can_be_read(theme: dict[str, str], front: str, ground: str) -> None:
    assert contrast(theme[front], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), SHAPES)
def test_controls_and_graphics_can_be_seen(theme: dict[str, str], front: str, ground: str) -> None:
    assert contrast(theme[front], theme[ground]) >= 3


def test_old_browsers_understand_our_sheets() -> None:
    for sheet in (STATIC / "app").glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"light-dark\(|oklch\(|color-mix\(|:has\(|@layer|&[\s.:]", text), sheet.name


def test_every_file_a_sheet_names_is_there() -> None:
    for sheet in (STATIC / "app").glob("*.css"):
        for name in re.findall(r'url\("([^"#]+)"\)', sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / name).exists(), name


def test_the_sheets_of_a_page_are_light() -> None:
    shared = [SHEET.encode(), *(file.read_bytes() for file in (STATIC / "vendor").rglob("*.css"))]
    area = max(
        (gzip.compress(sheet.read_bytes()) for sheet in (STATIC / "app").glob("*.css") if sheet.name != "app.css"),
        key=len,
    )
    assert sum(len(gzip.compress(text)) for text in shared) + len(area) < 50_000


def test_the_table_of_the_files_of_others_is_true() -> None:
    rows = dict(ROW.findall((STATIC / "vendor" / "README.md").read_text(encoding="utf-8")))
    files = {str(file.relative_to(STATIC / "vendor")) for file in (STATIC / "vendor").rglob("*") if file.is_file()}
    assert files - {"README.md"} == rows.keys()
    for name, digest in rows.items():
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest, name
