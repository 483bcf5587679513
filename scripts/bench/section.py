"""python -m scripts.bench.section NAME SIZE: migrate an empty database and measure one section on it."""

import importlib
import sys

import django
from django.core.management import call_command

from safeschools.lib.collector import settle_in


def main() -> None:
    """Measure `figures`, `engine`, `imports`, `web`, `delay`, `pages` or `night`."""
    name, size = sys.argv[1], int(sys.argv[2])
    django.setup()
    call_command("migrate", verbosity=0)
    module = {"figures": "sheet"}.get(name, name)
    section = importlib.import_module(f"scripts.bench.{module}")
    settle_in()  # as the product's processes do
    section.measure(size)


if __name__ == "__main__":
    main()
