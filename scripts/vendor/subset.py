"""The part of Bootstrap we use: reset, buttons, form controls, a few helpers. The rest is left out, rule by rule."""

import re
from collections.abc import Iterator

# A selector stays when every class in it is one of these; selectors without a class (the reset) always stay.
KEPT = re.compile(
    r"(btn(-sm|-lg|-primary|-danger)?|form-(control|select|check|label|text|range|switch)(-[a-z-]+)?"
    r"|(in)?valid-feedback|is-(in)?valid|was-validated|active|disabled|show"
    r"|d-(none|block|flex|lg-none|lg-block)|ps-3|[mp]-[1-4]|visually-hidden(-focusable)?)"
)
COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """Head and body of every rule at this level."""
    at = 0
    while (start := css.find("{", at)) >= 0:
        depth, end = 1, start + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[at:start].strip(), css[start + 1 : end - 1]
        at = end


def kept(selector: str) -> bool:
    """Whether we use all classes of one selector."""
    return all(KEPT.fullmatch(name) for name in CLASS.findall(selector)) and "[data-bs-popper]" not in selector


def reduce(css: str) -> str:
    """The rules we use, in their order."""
    rules = []
    for head, body in blocks(css):
        if head.startswith(("@media", "@supports")):
            inner = reduce(body)
            rules.append(f"{head}{{{inner}}}" if inner else "")
        elif head.startswith("@"):
            continue  # animations of parts we do not use
        elif selectors := [part for part in re.split(r",(?![^(]*\))", head) if kept(part)]:
            rules.append(f"{','.join(selectors)}{{{body}}}")
    return "\n".join(filter(None, rules))


def bootstrap(css: str) -> str:
    """Bootstrap's minified sheet reduced to what we use, with its licence notice."""
    notice, rest = css.split("*/", 1)
    notice = notice.split("/*!", 1)[1].rstrip()
    return f"/*!{notice}\n * Reduced by scripts/vendor/subset.py.\n */\n{reduce(COMMENT.sub('', rest).strip())}\n"
