"""Every sentence of the product is there in Chinese, says the same everywhere and fills in the same blanks."""

import re
import shutil
from collections import defaultdict

import pytest

from scripts.messages import extracted, key, missing, translated

BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
needs_gettext = pytest.mark.skipif(not shutil.which("xgettext"), reason="not installed: gettext")


@needs_gettext
def test_every_sentence_has_its_chinese() -> None:
    assert not [entry.msgid for entry in missing()]


@needs_gettext
def test_no_translation_is_left_of_a_sentence_that_is_gone() -> None:
    used = {key(entry) for entry in extracted()}
    assert not [entry.msgid for entry in translated() if key(entry) not in used]


def test_one_sentence_has_one_translation() -> None:
    versions = defaultdict(set)
    for entry in translated():
        versions[key(entry)].add((entry.msgstr, *entry.msgstr_plural.values()))
    assert not {sentence: found for sentence, found in versions.items() if len(found) > 1}


def test_translations_fill_in_the_same_blanks() -> None:
    for entry in translated():
        asked = set(BLANK.findall(entry.msgid + entry.msgid_plural))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert not text or set(BLANK.findall(text)) == asked, entry.msgid


def test_chinese_has_one_plural_form() -> None:
    assert not [entry.msgid for entry in translated() if entry.msgid_plural and entry.msgstr_plural.keys() != {0}]
