"""When Python looks for cycles of objects that nobody needs any more: seldom, and not while a ranking is made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: new objects before the collector looks for cycles among them (Python: 700, a fraction of one request)
YOUNG = 50_000


def settle_in() -> None:
    """Keep what a process of long life has loaded by now out of every later collection: it stays as long as it does.

    Without it, whoever makes many objects pays for walking through all of Django again and again. Cycles that requests
    leave behind are still found, some megabytes later.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


@contextmanager
def paused() -> Iterator[None]:
    """No collection meanwhile, for work that makes very many objects at once and no cycles among them.

    A ranking of half a million schools spends two fifths of its time on collections that find nothing. What nothing
    points to is freed all the same. Threads share the collector: the first to leave starts it again, which costs the
    others time and no more.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
