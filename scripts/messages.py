"""`make messages`: which sentences of the product have no Chinese yet; `--add` puts them into the catalogue, empty."""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from django.core.management.commands import makemessages

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CORE = ROOT / "scoring" / "domain" / "explain.py"
Key = tuple[str, str, str]
SOURCES = ("safeschools", "campaigns", "scoring", "inspections", "templates")


class Extract(makemessages.Command):
    """Django's own command, which also knows the short name that our modules give gettext_noop."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=noop"]


def extracted() -> polib.POFile:
    """Every sentence marked for translation in code and templates (needs the program xgettext)."""
    # In a copy, because it writes its working files beside the templates.
    arguments = ["django", "makemessages", "--locale=zh_Hans", "--keep-pot"]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "fixtures"))
        (copy / "locale").mkdir()
        subprocess.run(
            [sys.executable, "-c", f"from scripts.messages import Extract; Extract().run_from_argv({arguments})"],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": ""},
            check=True,
            capture_output=True,
        )
        marked = polib.pofile(str(copy / "locale" / "django.pot"))
    marked.extend(polib.POEntry(msgid=text) for text in sorted(core_sentences() - {entry.msgid for entry in marked}))
    return marked


def core_sentences() -> set[str]:
    """The results in words. The pure core knows no gettext, so they are plain strings with a space in them."""
    tree = ast.parse(CORE.read_text("utf-8"))
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    documented = (node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef))
    docstrings = {ast.get_docstring(node, clean=False) or "" for node in documented}
    return {text for text in strings - docstrings if " " in text}


def key(entry: polib.POEntry) -> Key:
    """What makes a sentence the same sentence."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def missing() -> list[polib.POEntry]:
    """Sentences without a translation."""
    known = {key(entry) for entry in polib.pofile(str(CATALOGUE)) if entry.translated()}
    return [entry for entry in extracted() if key(entry) not in known]


def add(entries: list[polib.POEntry]) -> None:
    """Put sentences into the catalogue, which is sorted and names no lines of code, so that changes read well."""
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=0)
    known = {key(entry) for entry in catalogue}
    for entry in entries:
        if key(entry) not in known:
            entry.occurrences, entry.flags = [], []
            catalogue.append(entry)
    catalogue.sort(key=key)
    catalogue.save()


if __name__ == "__main__":
    found = missing()
    for sentence in found:
        print(sentence)
    if "--add" in sys.argv:
        add(found)
