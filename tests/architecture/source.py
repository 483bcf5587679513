"""The repository as data, for the architecture tests."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("safeschools", "campaigns", "scoring", "inspections")


@cache
def tracked() -> tuple[Path, ...]:
    """Files under version control, also those not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def modules() -> Iterator[Path]:
    """Python modules written by hand: migrations are left out."""
    return (path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts)


def product_modules() -> Iterator[Path]:
    """The modules of the product, without tests and scripts."""
    return (path for path in modules() if path.relative_to(ROOT).parts[0] in PACKAGES)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Top-level functions of a module."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def label(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()
