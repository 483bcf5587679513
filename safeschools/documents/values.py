"""Readers of cells: what people type becomes a value, or a problem that says what to do. Nothing is guessed."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from safeschools.documents.findings import Findings
from safeschools.documents.workbook import is_risky

Reader = Callable[[Any, Findings], Any]
"""(raw cell, findings) → value; None where the cell was refused."""

ODD = re.compile(
    r"[^\S ]|[\x00-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffd-\uffff]"
    r"|[\u2e80-\u2fdf\uf900-\ufaff\uff01-\uff5e\u3000]|^ | $|  "
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd-\uffff]")
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
WIDE = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
LOOKALIKE = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
BREAK = re.compile(r"\s*[\r\n\t\u2028\u2029]+\s*")
CHINESE_SPACE = re.compile(r" (?<=[^\x00-\x7f] )(?=[^\x00-\x7f])")
SPACES = re.compile(r"\s+")
THOUSANDS = re.compile(r"[+-]?\d{1,3}([,，]\d{3})+")
UNIT = re.compile(r"(\d+)\s*[人名个位所班]")
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE][+]?\d+")

MISSING = _("The cell is empty; it must be filled in.")
LARGEST_COUNT = 200_000
LONGEST_TEXT = 1_000  # before any pattern that could take quadratic time


def is_blank(raw: Any) -> bool:
    """Whether nothing was entered."""
    return raw is None or raw == "" or (isinstance(raw, str) and not raw.strip())


def plain_text(raw: Any) -> str:
    """A raw cell as text: 5.0 is “5”."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw)


def tidy(raw: Any, findings: Findings) -> str | None:
    """Text without the traces of copying: line breaks, invisible and look-alike characters, full-width digits."""
    text = plain_text(raw)
    if len(text) > LONGEST_TEXT:
        findings.fail(_("%(length)s characters; at most %(limit)s."), length=len(text), limit=LONGEST_TEXT)
        return None
    if not ODD.search(text):
        return text
    if CONTROL.search(text):
        findings.fail(_("The cell holds unreadable characters; type it again."))
        return None
    steps: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str], str]] = [
        (INVISIBLE, lambda match: "", _("Invisible characters were removed; “%(taken)s” was taken.")),
        (BREAK, lambda match: "", _("The line break was removed; “%(taken)s” was taken.")),
        (WIDE, _narrow, _("Full-width digits or letters; “%(taken)s” was taken.")),
        (LOOKALIKE, _narrow, _("Characters that only look right; “%(taken)s” was taken.")),
    ]
    text = text.strip()
    for pattern, replacement, sentence in steps:
        text, count = pattern.subn(replacement, text)
        if count:
            findings.warn(sentence, taken=text.strip())
    return SPACES.sub(" ", text).strip()


def _narrow(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match.group())


def text(limit: int, *, required: bool = False) -> Reader:
    """Free text of at most `limit` characters that is no formula."""

    def read(raw: Any, findings: Findings) -> Any:
        if is_blank(raw):
            return findings.fail(MISSING) if required else ""
        value = tidy(raw, findings)
        if value is None:
            return None
        if value[:1] in "=@＝＠":
            return findings.fail(_("The cell holds a formula; enter plain text."))
        if len(value) > limit:
            return findings.fail(_("%(length)s characters; at most %(limit)s."), length=len(value), limit=limit)
        return value

    return read


def code(digits: int) -> Reader:
    """A code of exactly `digits` digits, kept as text."""

    def read(raw: Any, findings: Findings) -> Any:
        if isinstance(raw, str) and len(raw) == digits and raw.isascii() and raw.isdigit():
            return raw
        if is_blank(raw):
            return findings.fail(MISSING)
        value = SPACES.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", plain_text(raw)))).lstrip("'’")
        if SCIENTIFIC.fullmatch(value):
            return findings.fail(_("Excel has rounded the code; format the column as text and enter it again."))
        if not (value.isascii() and value.isdigit()):
            return findings.fail(_("A code has digits only; %(digits)s of them."), digits=digits)
        if len(value) != digits:
            return findings.fail(
                _("The code has %(length)s digits; it must have %(digits)s."), length=len(value), digits=digits
            )
        findings.warn(_repair(raw), taken=value)
        return value

    return read


def _repair(raw: Any) -> str:
    """Which sentence tells what was wrong with a code that could be read."""
    if not isinstance(raw, str):
        return _("The code is stored as a number; “%(taken)s” was taken. Format the column as text.")
    if WIDE.search(raw):
        return _("Full-width digits or letters; “%(taken)s” was taken.")
    return _("Spaces or quotation marks around the code; “%(taken)s” was taken.")


def count(*, blank: int | None = None) -> Reader:
    """A whole number from 0; an empty cell is `blank` with a warning, or an error where `blank` is None."""

    def read(raw: Any, findings: Findings) -> Any:
        if type(raw) is float and raw.is_integer() and 0 <= raw <= LARGEST_COUNT:
            return int(raw)
        if is_blank(raw):
            if blank is None:
                return findings.fail(MISSING)
            findings.warn(_("The cell is empty; %(taken)s was taken."), taken=blank)
            return blank
        return _range_of(_number(raw, findings), findings)

    return read


def _number(raw: Any, findings: Findings) -> str:
    """The digits of a count as people write it, with a warning where they were not plain digits."""
    given = SPACES.sub("", unicodedata.normalize("NFKC", plain_text(raw)))
    value = given
    if THOUSANDS.fullmatch(given):
        value = re.sub(r"[,，]", "", given)
        findings.warn(_("Thousands separator; “%(taken)s” was taken."), taken=value)
    elif unit := UNIT.fullmatch(given):
        value = unit[1]
        findings.warn(_("Number with a unit; “%(taken)s” was taken."), taken=value)
    elif isinstance(raw, str) and WIDE.search(raw):
        findings.warn(_("Full-width digits or letters; “%(taken)s” was taken."), taken=value)
    return value


def _range_of(value: str, findings: Findings) -> Any:
    if not re.fullmatch(r"[+-]?\d{1,9}", value):
        return findings.fail(_("Not a whole number; enter digits only, for example 512."))
    number = int(value)
    if number < 0:
        return findings.fail(_("A number cannot be negative."))
    if number > LARGEST_COUNT:
        return findings.fail(_("The number is larger than %(limit)s; please check."), limit=LARGEST_COUNT)
    return number


def choice(words: Mapping[str, Any], synonyms: Mapping[str, Any], *, blank: Any = None) -> Reader:
    """One of `words` (what the form offers → value); a synonym is taken with a warning that names the form's word."""
    names = {value: word for word, value in reversed(list(words.items()))}

    def read(raw: Any, findings: Findings) -> Any:
        if isinstance(raw, str) and raw in words:
            return words[raw]
        if is_blank(raw):
            return findings.fail(MISSING) if blank is None else blank
        given = SPACES.sub("", unicodedata.normalize("NFKC", plain_text(raw)))
        if given in words:
            return words[given]
        if given.lower() in synonyms:
            value = synonyms[given.lower()]
            findings.warn(_("“%(taken)s” was taken; this is the word of the form."), taken=names[value])
            return value
        return findings.fail(
            _("Not one of the words of the form: %(words)s."), words="、".join(dict.fromkeys(names.values()))
        )

    return read


YES, NO = "有", "无"
FLAG_WORDS = {YES: True, NO: False, "1": True, "0": False}
FLAG_SYNONYMS = dict.fromkeys(("√", "✓", "✔", "是", "v", "y", "yes", "true", "对", "具备"), True) | dict.fromkeys(
    ("×", "✗", "✕", "✘", "x", "否", "n", "no", "false", "没有", "不具备"), False
)


def flag() -> Reader:
    """有 or 无; 1 and 0 in plain files. An empty cell is an error: facility flags decide which items apply."""
    read_word = choice(FLAG_WORDS, FLAG_SYNONYMS)

    def read(raw: Any, findings: Findings) -> Any:
        if isinstance(raw, float) and raw in (0.0, 1.0):
            return bool(raw)
        return read_word(raw, findings)

    return read


DASHES = re.compile(r"[‐‑‒–—―−－ー~～]+")
PHONE = re.compile(r"[0-9+*#()（） .,，;；/、转\-]*(?:ext\.?|分机)?[0-9+*#()（） .,，;；/、转\-]*", re.IGNORECASE)


def phone(limit: int) -> Reader:
    """A telephone number with area code, extension or several numbers."""

    def read(raw: Any, findings: Findings) -> Any:
        if is_blank(raw):
            return ""
        if not isinstance(raw, str):
            findings.warn(_("The number is stored as a number; “%(taken)s” was taken."), taken=plain_text(raw))
        value = tidy(raw, findings)
        if value is None:
            return None
        if DASHES.search(value):
            value = DASHES.sub("-", value)
            findings.warn(_("Dashes of another kind; “%(taken)s” was taken."), taken=value)
        if len(value) > limit or not PHONE.fullmatch(value) or not any(letter.isdigit() for letter in value):
            return findings.fail(_("Not a telephone number; several are separated by “/”."))
        return value

    return read


def name(limit: int, traditional: Mapping[int, str]) -> Reader:
    """A school's name in simplified characters; formulas, digits alone and nothing are refused."""
    read_text = text(limit, required=True)

    def read(raw: Any, findings: Findings) -> Any:
        value = read_text(raw, findings)
        if value is None:
            return None
        value = CHINESE_SPACE.sub("", value)
        if is_risky(value):
            return findings.fail(_("The cell holds a formula; enter plain text."))
        if not any(letter.isalpha() for letter in value):
            return findings.fail(_("Not a name."))
        simplified = value.translate(traditional)
        if simplified != value:
            findings.warn(_("Traditional characters; “%(taken)s” was taken."), taken=simplified)
        return simplified

    return read
