"""`manage.py compile_locale`: the Chinese catalogue compiled without the gettext program."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES" / "django.po"


class Command(BaseCommand):
    """Writes django.mo beside django.po."""

    help = "Compile the Chinese catalogue, without gettext."

    def handle(self, *args: Any, **options: Any) -> None:
        polib.pofile(str(CATALOGUE)).save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
