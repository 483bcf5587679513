"""One child process with a log, a readiness check and an honest end."""

import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

READY_SECONDS = 180.0
STOP_SECONDS = 20.0


class NotReadyError(RuntimeError):
    """The process ended, or did not answer in time; the message carries the end of its log."""


def free_port() -> int:
    """A TCP port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Process:
    """A program started by us, in its own process group, writing to `log`.

    `ready` is asked until it is true. `account` is the person it runs as, None the caller.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        cwd: Path,
        ready: Callable[[], bool],
        env: Mapping[str, str] | None = None,
        account: pwd.struct_passwd | None = None,
    ) -> None:
        self.command = [str(part) for part in command]
        self.log = log
        self.cwd = cwd
        self.ready = ready
        self.env = {**os.environ, **(env or {})}
        self.account = account
        self.child: subprocess.Popen[bytes] | None = None
        self.log_start = 0

    def start(self) -> None:
        """Start and wait until it is ready; raises NotReadyError."""
        with self.log.open("ab") as output:
            self.log_start = output.tell()
            self.child = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.cwd,
                env=self.env,
                start_new_session=True,
                user=self.account and self.account.pw_uid,
                group=self.account and self.account.pw_gid,
                extra_groups=self.account and [],
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self.ready():
            if self.child.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise NotReadyError(f"{' '.join(self.command)} is not ready:\n{self.tail()}")
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to end and wait; end its group by force when it does not."""
        if self.child is None:
            return
        if self.child.poll() is None:
            self.child.send_signal(how)
            try:
                self.child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
        self.child = None

    def kill(self) -> None:
        """End the whole group at once, as a power cut would."""
        if self.child is not None:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()
            self.child = None

    def tail(self, lines: int = 30) -> str:
        """The end of what it wrote to its log since it was last started."""
        written = self.log.read_bytes()[self.log_start :].decode(errors="replace")
        return "\n".join(written.splitlines()[-lines:])
