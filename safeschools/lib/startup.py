"""What a process of long life does once it has loaded everything."""

import gc


def settle_in() -> None:
    """Keep what is loaded by now out of every later garbage collection: it stays as long as the process does.

    Without it, whoever makes many objects pays for walking through all of Django again and again.
    """
    gc.collect()
    gc.freeze()
