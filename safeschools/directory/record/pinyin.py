"""Search keys of Chinese names. The dictionary takes longer to load than Django: it is, when the first name is read."""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def _syllables(word: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(word, style=Style.NORMAL)


def pinyin_of(name: str) -> str:
    """Search key of a name: full syllables, then initials: “shiqiao… sq…”. Words recur, so they are remembered."""
    from pypinyin.contrib.mmseg import seg

    syllables = [syllable for word in seg.cut(name) for syllable in _syllables(word)]
    initials = "".join(syllable[:1] for syllable in syllables).lower()[:60]
    return f"{''.join(syllables).lower()[: 199 - len(initials)]} {initials}"
