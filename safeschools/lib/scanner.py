"""A virus scanner beside the site, where the deployer has one: ClamAV's daemon, asked over its socket (CLAMD).

It sees the bytes as they came. What it names is refused; when it does not answer, nothing is taken until it does.
"""

import logging
import socket
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeschools.lib.errors import DomainError, Invalid

PIECE = 256 * 1024
PATIENCE = 20  # seconds
log = logging.getLogger(__name__)


class NotScanned(DomainError):
    """The scanner does not answer (HTTP 503)."""

    status = 503
    default = gettext_lazy("Files cannot be checked for viruses at the moment, so none is taken. Try again later.")


def bar_malware(file: "IO[bytes] | Any") -> None:
    """Refuse a file in which the scanner finds something; leaves it at its beginning. Raises Invalid, NotScanned."""
    if not settings.CLAMD:
        return
    file.seek(0)
    try:
        answer = _ask(file)
    except OSError as error:
        log.warning("virus scanner does not answer: %s", error)
        raise NotScanned from error
    finally:
        file.seek(0)
    if answer.endswith("FOUND"):
        log.warning("virus scanner refused a file: %s", answer)
        raise Invalid(_("The virus scanner found something in this file; it was not stored."))
    if not answer.endswith("OK"):
        log.warning("virus scanner did not check a file: %s", answer)
        raise NotScanned


def _ask(file: "IO[bytes] | Any") -> str:
    """ClamAV's INSTREAM: pieces with their length in front, an empty one at the end, one line back."""
    with _connect(settings.CLAMD) as scanner:
        scanner.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            scanner.sendall(len(piece).to_bytes(4, "big") + piece)
        scanner.sendall(bytes(4))
        answer = b""
        while not answer.endswith(b"\0") and (more := scanner.recv(4096)):
            answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connect(address: str) -> socket.socket:
    """`host:port`, or the path of a socket."""
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=PATIENCE)
    found = socket.socket(socket.AF_UNIX)
    found.settimeout(PATIENCE)
    try:
        found.connect(address)
    except OSError:
        found.close()
        raise
    return found
