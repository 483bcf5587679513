"""What a process of long life does once it has loaded everything."""

import gc

#: new objects before the collector looks for cycles among them (Python: 700, a fraction of one request)
YOUNG = 50_000


def settle_in() -> None:
    """Keep what is loaded by now out of every later garbage collection: it stays as long as the process does.

    Without it, whoever makes many objects pays for walking through all of Django again and again. Cycles that requests
    leave behind are still found, some megabytes later.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
