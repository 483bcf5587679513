"""Chinese words set as UI.md section 10 asks, for texts that come from a standard."""

import re

HAN = r"\u3400-\u9fff"
BESIDE = rf"{HAN}，；：（）。、【】《》“”—"
FULL = str.maketrans(",;:()", "，；：（）")
HALF = re.compile(rf"(?<=[{BESIDE}])\s*([,;:()])|([,;:()])\s*(?=[{BESIDE}])")
GAP = re.compile(rf"(?<=[{HAN}])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[{HAN}])")


def typeset(value: object) -> str:
    """Full-width marks beside Chinese, one space between Chinese and digits or Latin. Only shown so, on screen and on
    paper; what is stored and hashed stays as it is."""
    words, before = str(value or ""), ""
    while words != before:  # a mark made full-width lets its neighbour follow
        before = words
        words = HALF.sub(lambda found: (found[1] or found[2]).translate(FULL), words)
    return GAP.sub(" ", words)
