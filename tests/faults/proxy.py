"""A TCP proxy between the product and a server, which can be cut, or swallow everything without a word."""

import contextlib
import selectors
import socket
import threading
from typing import Self, cast

from tests.stack.process import free_port

SIZE = 1 << 16


class Proxy:
    """Listens on `port` and passes on to `target` on loopback, for a `with` block."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, free_port()
        self.silent = False
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._guard = threading.Lock()

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.cut()

    def cut(self) -> int:
        """Drop every connection at once, without a goodbye; returns how many."""
        with self._guard:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    end.shutdown(socket.SHUT_RDWR)
        return len(pairs)

    def swallow(self) -> None:
        """From now on accept and read, and never answer: a black hole."""
        self.silent = True

    def answer(self) -> None:
        """Work again; what was swallowed is lost."""
        self.silent = False
        self.cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                visitor, _address = self._listener.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
                except OSError:
                    visitor.close()
                    continue
                server.settimeout(None)
                with self._guard:
                    self._pairs.append((visitor, server))
                threading.Thread(target=self._pass_on, args=(visitor, server), daemon=True).start()

    def _pass_on(self, visitor: socket.socket, server: socket.socket) -> None:
        others = {visitor: server, server: visitor}
        with selectors.DefaultSelector() as waiting, contextlib.suppress(OSError):
            for end in others:
                waiting.register(end, selectors.EVENT_READ)
            while True:
                for key, _events in waiting.select():
                    end = cast(socket.socket, key.fileobj)
                    data = end.recv(SIZE)
                    if not data:
                        raise ConnectionResetError
                    if not self.silent:
                        others[end].sendall(data)
        visitor.close()
        server.close()
