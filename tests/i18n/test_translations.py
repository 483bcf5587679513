"""Every sentence of the product is there in Chinese, says the same everywhere and fills in the same blanks."""

import re
import shutil

import polib
import pytest

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
