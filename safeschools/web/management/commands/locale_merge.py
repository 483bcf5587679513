"""`manage.py locale_merge`: one Chinese catalogue from the parts of all rooms, compiled without the gettext program."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand

HEADER = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "zh_Hans",
    "Plural-Forms": "nplurals=1; plural=0;",
}
Key = tuple[str, str, str]


def key(entry: polib.POEntry) -> Key:
    """What makes a sentence the same sentence."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def words(entry: polib.POEntry) -> tuple[str, ...]:
    """What the sentence says in Chinese."""
    return (entry.msgstr, *entry.msgstr_plural.values())


def merge(parts: list[Path]) -> tuple[polib.POFile, list[str]]:
    """All parts in one catalogue, sorted; and the sentences two parts translate differently."""
    found: dict[Key, polib.POEntry] = {}
    conflicts = []
    for part in parts:
        for entry in polib.pofile(str(part)):
            first = found.setdefault(key(entry), entry)
            if words(first) != words(entry):
                conflicts.append(f"{part.name}: {entry.msgid!r}: {words(entry)} instead of {words(first)}")
    together = polib.POFile()
    together.metadata = dict(HEADER)
    together.extend(found[name] for name in sorted(found))
    return together, conflicts


class Command(BaseCommand):
    """Writes django.po and django.mo under locale/zh_Hans; of two translations the first wins, with a warning."""

    help = "Merge locale/parts/*.po into locale/zh_Hans and compile it."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.LOCALE_PATHS[0])
        parts = sorted((folder / "parts").glob("*.po"))
        catalogue, conflicts = merge(parts)
        target = folder / "zh_Hans" / "LC_MESSAGES"
        target.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(target / "django.po"))
        catalogue.save_as_mofile(str(target / "django.mo"))
        for conflict in conflicts:
            self.stderr.write(self.style.WARNING(conflict))
        if options["verbosity"]:
            self.stdout.write(f"{len(catalogue)} sentences from {len(parts)} parts")
