"""Every sentence of the product is there in Chinese, says the same everywhere and fills in the same blanks."""

import re
import shutil
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.management import call_command
from django.utils.translation import gettext, override

from scripts.messages import CATALOGUE, extracted, key, missing

SENTENCES = polib.pofile(str(CATALOGUE))
BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
needs_gettext = pytest.mark.skipif(not shutil.which("xgettext"), reason="not installed: gettext")


@needs_gettext
def test_every_sentence_has_its_chinese() -> None:
    assert not [entry.msgid for entry in missing()]


@needs_gettext
def test_no_translation_is_left_of_a_sentence_that_is_gone() -> None:
    used = {key(entry) for entry in extracted()}
    assert not [entry.msgid for entry in SENTENCES if key(entry) not in used]


def test_one_sentence_has_one_translation_in_its_place() -> None:
    keys = [key(entry) for entry in SENTENCES]
    assert keys == sorted(set(keys))


def test_translations_fill_in_the_same_blanks() -> None:
    for entry in SENTENCES:
        asked = set(BLANK.findall(entry.msgid + entry.msgid_plural))
        assert all(
            set(BLANK.findall(text)) == asked for text in (entry.msgstr, *entry.msgstr_plural.values()) if text
        ), entry.msgid


def test_chinese_has_one_plural_form() -> None:
    assert not [entry.msgid for entry in SENTENCES if entry.msgid_plural and entry.msgstr_plural.keys() != {0}]


def test_what_is_compiled_while_the_program_runs_is_spoken_at_once(settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(CATALOGUE, folder)
    settings.LOCALE_PATHS = [str(tmp_path)]
    with override("zh-hans"):
        assert gettext("Self-assessment") == "Self-assessment"  # as in a new clone
        call_command("compile_locale")
        assert gettext("Self-assessment") == "学校自评"
