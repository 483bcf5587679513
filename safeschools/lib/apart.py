"""Work on what strangers send, in a process of its own under limits: it may swell or die there, the worker lives."""

import faulthandler
import logging
import os
import resource
import signal
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import NoReturn

from django.utils.translation import gettext_lazy as _

from safeschools.lib.errors import Invalid

OUT_OF_MEMORY = 3
log = logging.getLogger(__name__)


class TooHeavy(Invalid):
    """The work needed more memory or time than it was given (HTTP 422)."""

    default = _("The file takes more memory or time to read than a register needs.")


def apart(work: Callable[[], Iterable[bytes]], *, megabytes: int, seconds: int) -> Generator[bytes]:
    """The lines `work` gives, made in a child of this process that may take so many MB more and so many CPU seconds.

    What this process freed and its allocator kept is room beyond those MB. Raises TooHeavy when it took more,
    RuntimeError when it failed otherwise. It must not touch the database.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_and_leave(work, writing, megabytes, seconds)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as lines:
            yield from lines
    except GeneratorExit:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == OUT_OF_MEMORY or code < 0:
        raise TooHeavy
    if code:
        raise RuntimeError("the work in a process of its own failed; its log says why")


def _work_and_leave(work: Callable[[], Iterable[bytes]], writing: int, megabytes: int, seconds: int) -> NoReturn:
    """In the child, which ends here: nothing of the parent's is closed, flushed or finished by it."""
    code = 1
    try:
        faulthandler.disable()  # its death here is expected and told below
        most = _address_space() + megabytes * 1024 * 1024
        for what, limit in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
            resource.setrlimit(what, (limit, limit))
        with os.fdopen(writing, "wb") as lines:
            lines.writelines(work())
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    except BaseException:
        log.exception("work in a process of its own failed")
    finally:
        os._exit(code)


def _address_space() -> int:
    """Bytes this process has mapped already, which the limit counts too (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
