"""python -m scripts.bench [section …] [--sizes 5000,50000]: see the package's docstring."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from scripts.bench.results import Line, heard, missed, table
from tests.stack import Services, missing_services

ROOT = Path(__file__).resolve().parents[2]
#: section → sizes it is measured at where none are named
SECTIONS = {
    "figures": (5_000, 50_000, 500_000),
    "engine": (5_000, 50_000, 500_000),
    "imports": (5_000, 50_000),
    "web": (5_000,),
    "delay": (5_000,),
    "pages": (90,),
    "night": (5_000,),
}
#: what one machine of two cores and some memory would be given
TUNING = ("shared_buffers=2GB", "work_mem=64MB", "random_page_cost=1.1", "jit=off", "max_parallel_workers_per_gather=0")


def main() -> int:
    """Measure, print the table; exit 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS], help="which to measure; all by default")
    parser.add_argument("--sizes", type=lambda text: tuple(map(int, text.split(","))), help="schools, or rows")
    asked = parser.parse_args()
    if missing := missing_services():
        sys.exit(f"{' and '.join(missing)} are needed to measure anything; see README.")
    lines: list[Line] = []
    for section in asked.sections or SECTIONS:
        for size in asked.sizes or SECTIONS[section]:
            lines += measured(section, size)
    print("\n" + table(lines))
    return 1 if missed(lines) else 0


def measured(section: str, size: int) -> list[Line]:
    """Measure one section at one size in a process of its own, on a database of its own."""
    print(f"── {section}, {size:,}", flush=True)
    lines = []
    with Services(durable=True, settings=TUNING) as services:
        command = [sys.executable, "-m", "scripts.bench.section", section, str(size)]
        env = {**os.environ, **services.env, "DJANGO_SETTINGS_MODULE": "scripts.bench.settings", "DEBUG": "0"}
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as child:
            for text in child.stdout or ():
                if line := heard(text):
                    lines.append(line)
                    print("   " + table([line]).splitlines()[-1], flush=True)
        if child.returncode:
            sys.exit(f"{section} at {size:,} failed")
    return lines


if __name__ == "__main__":
    sys.exit(main())
