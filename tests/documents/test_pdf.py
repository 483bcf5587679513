"""No box in a document: what the fonts cannot draw is noticed before printing."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from safeschools.documents.glyphs import codes
from safeschools.documents.pdf import FONTS, SYSTEM_FONTS, missing_characters, render
from safeschools.lib.errors import Invalid
from tests.designations.stage import Stage
from tests.factories import make_user

NO_FONT = "\U0003134a\U0002b820\U0001f3eb"  # two rare characters and a picture of a school
FULL = next((folder for folder in SYSTEM_FONTS if folder.is_dir()), None)


def test_what_no_font_draws_is_named_whatever_the_machine_has_installed() -> None:
    assert missing_characters(f"实验小学{NO_FONT}校区") == "".join(sorted(NO_FONT))
    assert missing_characters("云江市第一实验小学（东校区）\n2026 年 ★") == ""


def test_the_shipped_fonts_draw_what_their_list_of_characters_says() -> None:
    listed = set((FONTS / "coverage.txt").read_text("utf-8")) - {"\n"}
    for font in FONTS.glob("*.otf"):
        assert listed <= set(map(chr, codes(font)))
    assert missing_characters("".join(listed), (FONTS,)) == ""
    assert missing_characters("㐀", (FONTS,)) == "㐀"


@pytest.mark.skipif(FULL is None, reason="fonts-noto-cjk is not installed; the shipped fonts are read above")
def test_the_full_fonts_of_the_machine_are_read_too() -> None:
    assert FULL
    assert missing_characters("㐀", (FONTS, FULL)) == ""


def test_what_is_no_font_or_no_folder_draws_nothing(tmp_path: Path) -> None:
    (tmp_path / "noise.txt").write_text("no font")
    assert missing_characters("A", (tmp_path, tmp_path / "absent")) == "A"


@pytest.mark.django_db
def test_a_name_with_a_character_no_font_has_is_refused_in_words(client: Client) -> None:
    stage = Stage(9500)
    stage.named()
    school = stage.rows[0].school
    school.name = f"测试{NO_FONT[0]}小学"
    school.save()
    client.force_login(make_user("school_head", school=school))
    response: Any = client.get(reverse("certificate_pdf", args=[stage.designation().certificate]))
    assert response.status_code == 422
    assert NO_FONT[0] in response.content.decode()
    with pytest.raises(Invalid):
        render("certificate", {"title": NO_FONT})
