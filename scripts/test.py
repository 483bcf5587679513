"""`make test`: every check and the whole suite, on SQLite and on private PostgreSQL and Redis.

All steps run even when an early one fails; the exit code is 0 only when every step passed. What a
machine lacks is said loudly, at the start and again at the end, and the rest still runs.
"""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.environment import NO_FILE, is_the_products  # noqa: E402 - the path above comes first
from tests.stack import Services, missing_services  # noqa: E402
from tests.stack.services import find_program  # noqa: E402

# Debian's package: the program by which we know that it is here.
TOOLS = {"chromium": "chromium", "gettext": "xgettext", "faketime": "faketime"}
SERVERS = {"postgresql": "initdb", "redis-server": "redis-server"}
SHARED = ROOT.parent / "shared"
CHINESE_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FAULTS = ("-m", "pytest", "tests/faults", "-q", "-p", "no:randomly", "-p", "no:xdist", "-rs", "--durations=0")
PYTEST = ("-m", "pytest", "-n", "2", "--dist", "loadgroup", "-q")
#: What asks no database runs once; of what is made by the thousand, one database is enough: nonsense breaks most on
#: PostgreSQL, roles and routes and the API's description are the same on both. Without the services SQLite runs all.
PURE = ("architecture", "deployment", "documents", "domain", "i18n")
#: Sealing waits for every open transaction of the server, so the chain's tests want it for themselves.
CHAIN = "audit/test_chain.py"
ON_POSTGRESQL = tuple(f"--ignore=tests/{name}" for name in (*PURE, "api/test_fuzz.py", CHAIN))
BESIDE_POSTGRESQL = ("--ignore=tests/access/test_hostile.py", "--ignore=tests/access/test_matrix.py")


@dataclass
class Run:
    """What was run, and how it went."""

    env: Mapping[str, str]
    results: list[tuple[str, bool, float]] = field(default_factory=list)
    closing_lines: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def step(self, title: str, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        """Run a Python program, show its output as it comes, and remember its last line and what failed."""
        print(f"\n── {title}", flush=True)
        began = time.monotonic()
        last = ""
        with subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**self.env, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as child:
            try:
                for line in child.stdout or ():
                    sys.stdout.write(line)
                    sys.stdout.flush()
                    last = line.rstrip() or last
                    if line.startswith(("FAILED ", "ERROR ")):
                        self.failures.append(last)
            except BaseException:
                child.terminate()
                raise
        self.results.append((title, child.returncode == 0, time.monotonic() - began))
        if "pytest" in arguments:
            self.closing_lines.append(last)

    @property
    def passed(self) -> bool:
        return all(ok for _, ok, _ in self.results)

    def report(self) -> None:
        """What failed, a table of the steps, and pytest's own closing lines as the last thing printed."""
        print("\n── Result")
        print(*self.failures, sep="\n", end="\n" if self.failures else "")
        for title, ok, seconds in self.results:
            print(f"   {'passed' if ok else 'FAILED'}  {seconds:6.1f} s  {title}")
        print(*self.closing_lines, sep="\n", flush=True)


def missing_tools() -> list[str]:
    """Debian packages of the tools and the font that are not on this machine."""
    fonts = [] if CHINESE_FONT.exists() else ["fonts-noto-cjk"]
    return [name for name, program in TOOLS.items() if find_program(program) is None] + fonts


def install_packages() -> None:
    """Install what is missing where we may; elsewhere the notice says what is missing."""
    missing = missing_tools()
    if os.environ.get("SAFESCHOOLS_NO_SERVICES") != "1":
        missing += [name for name, program in SERVERS.items() if find_program(program) is None]
    if not missing or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"── Installing {' '.join(missing)}", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-q"], ["install", "-qy", "--no-install-recommends", *missing]):
        subprocess.run(["apt-get", *arguments], env=env, check=False, stdout=subprocess.DEVNULL)


def notice() -> str:
    """A box that cannot be overlooked, or an empty string when nothing is missing."""
    lines, install = [], "On Debian: apt-get install " + " ".join([*TOOLS, *SERVERS, "fonts-noto-cjk"])
    if services := missing_services():
        lines.append(
            f"{' and '.join(services)} not available: the suite runs on SQLite only. The second "
            "run on PostgreSQL and Redis, the browser tests and the fault tests are LEFT OUT."
        )
    if tools := missing_tools():
        lines.append(f"{', '.join(tools)} not installed: the tests that need it are LEFT OUT.")
    if lines:
        lines.append(install)
    if not SHARED.exists():
        lines.append(
            "../shared is not beside this clone: the import of 25,940 real names, and that our copies of the golden "
            "cases, questions and forms are those of the specification, are LEFT OUT."
        )
    if not lines:
        return ""
    return boxed("NOT EVERYTHING IS TESTED ON THIS MACHINE", lines)


def boxed(title: str, paragraphs: Iterable[str]) -> str:
    """Text in a frame of 80 columns."""
    edge = "!" * 80
    rows = [title, *(row for text in paragraphs for row in ("", *textwrap.wrap(text, 74, break_on_hyphens=False)))]
    return "\n".join(["", edge, *(f"!! {row:<74} !!" for row in rows), edge])


def clean_environment() -> dict[str, str]:
    """This machine's environment without anything the product reads, and without .env."""
    inherited = {name: value for name, value in os.environ.items() if not is_the_products(name) and name != "PORT"}
    return {**inherited, **NO_FILE, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONUNBUFFERED": "1"}


def main() -> int:
    """Run everything; returns the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # which ends the services, too
    install_packages()
    shortcomings = notice()
    print(shortcomings, flush=True)
    run = Run(clean_environment())
    run.step("Lint: ruff check", "-m", "ruff", "check", ".")
    run.step("Format: ruff format", "-m", "ruff", "format", "--check", ".")
    run.step("Templates: djlint", "-m", "djlint", "--lint", "--quiet", "templates")
    run.step("Types: mypy --strict", "-m", "mypy")
    run.step("Migrations complete", "manage.py", "makemigrations", "--check", "--dry-run")
    both = not missing_services()
    run.step("Tests on SQLite", *PYTEST, "-m", "not services", *(BESIDE_POSTGRESQL if both else ()))
    if both:
        with Services() as services:
            run.step("Tests on PostgreSQL and Redis", *PYTEST, "-m", "not faults", *ON_POSTGRESQL, env=services.env)
            run.step("The event log's chain, alone", "-m", "pytest", "-q", f"tests/{CHAIN}", env=services.env)
        run.step("All faults: what may be killed, cut, filled or wrong", *FAULTS)
    print(shortcomings)
    run.report()
    return 0 if run.passed else 1


if __name__ == "__main__":
    sys.exit(main())
