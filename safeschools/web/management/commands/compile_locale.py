"""`manage.py compile_locale`: the Chinese catalogue compiled without the gettext program."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed


class Command(BaseCommand):
    """Writes django.mo beside django.po, and lets this process forget what it read of an older one."""

    help = "Compile the Chinese catalogue, without gettext."

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES" / "django.po"
        compiled = catalogue.with_suffix(".mo")
        polib.pofile(str(catalogue)).save_as_mofile(str(compiled))
        translation_file_changed(None, compiled)
