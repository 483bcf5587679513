"""Writes safeschools/lib/breached.bin from a list of leaked passwords, one a line, the most common first.

    python -m scripts.breached LIST

Kept are the 20,000 most common of twelve characters or more (what the profile `asvs` would take) and the 10,000 most
common of ten or eleven (what `mlps2` and `mlps3` would take), each as six bytes of its SHA-256, sorted: enough to
recognise one, nothing to read. The shipped file was made from the million most common of Mark Burnett's ten million
leaked passwords.
"""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from safeschools.lib.breached import PATH, mark

LONG, SHORT = 20_000, 10_000


def main() -> int:
    words = list(dict.fromkeys(Path(sys.argv[1]).read_text("utf-8", "replace").casefold().split()))

    def those(lengths: range, number: int) -> Iterator[str]:
        return islice((word for word in words if len(word) in lengths), number)

    marks = {mark(word) for word in (*those(range(12, 200), LONG), *those(range(10, 12), SHORT))}
    PATH.write_bytes(b"".join(sorted(marks)))
    print(f"{len(marks)} passwords, {PATH.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
