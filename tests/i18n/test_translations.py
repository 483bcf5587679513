"""Every sentence of the product is there in Chinese, says the same everywhere and fills in the same blanks."""

import re
import shutil

import pytest

from safeschools.web.management.commands.locale_merge import key, merge, words
from scripts.messages import PARTS, extracted, missing

CATALOGUE, CONFLICTS = merge(sorted(PARTS.glob("*.po")))
BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
needs_gettext = pytest.mark.skipif(not shutil.which("xgettext"), reason="not installed: gettext")


@needs_gettext
def test_every_sentence_has_its_chinese() -> None:
    assert not [entry.msgid for entry in missing()]


@needs_gettext
def test_no_translation_is_left_of_a_sentence_that_is_gone() -> None:
    used = {key(entry) for entry in extracted()}
    assert not [entry.msgid for entry in CATALOGUE if key(entry) not in used]


def test_one_sentence_has_one_translation() -> None:
    assert not CONFLICTS


def test_translations_fill_in_the_same_blanks() -> None:
    for entry in CATALOGUE:
        asked = set(BLANK.findall(entry.msgid + entry.msgid_plural))
        assert all(set(BLANK.findall(text)) == asked for text in words(entry) if text), entry.msgid


def test_chinese_has_one_plural_form() -> None:
    assert not [entry.msgid for entry in CATALOGUE if entry.msgid_plural and entry.msgstr_plural.keys() != {0}]
