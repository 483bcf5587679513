"""`python -m scripts.invariants`: writes docs/invariants.md from the rules as the apps list them."""

import os
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parent.parent / "docs" / "invariants.md"

HEAD = """# What the database itself holds

Each rule stands in the `invariants` of its room, with the sentence a person reads (in Chinese by the translation) when
something tries to break it: a check is 422, everything else 409, never 500. `tests/invariants` compares this list with
the live catalogue and tries a forbidden statement for every rule in plain SQL. `python -m scripts.invariants` writes
the page.

* Rules that one table can say are constraints of the models. Rules that span tables or times are triggers and foreign
  keys in `safeschools/web/migrations`; a trigger refuses under its own name, with SQLSTATE 23001.
* Rules about time ask `safeschools_now()`, which is PostgreSQL's clock. A time of submission must be that clock's, in
  the running transaction, before the deadline with extension and grace.
* The owner of the tables may record the past (demonstration, take-over) within `safeschools.lib.clock.history()`; the
  role of the web process (`manage.py db_roles`) is not the owner and cannot.
* SQLite, one machine with one writer, keeps what the last column says; there the actions alone hold the rest.
* Left out on purpose: "no inspector in two places at once". Visits are planned by the day, and a team may see two
  schools on one day, so there is no span of time to compare.
"""


def page() -> str:
    """The page as it should be."""
    from safeschools.lib.refusals import Rule, rules

    rooms: dict[str, list[Rule]] = {}
    for rule in rules().values():
        rooms.setdefault(rule.room, []).append(rule)
    lines = [HEAD]
    for room, members in rooms.items():
        lines += [f"## {room}", "", "| rule | what it says | how | SQLite |", "|---|---|---|---|"]
        lines += [f"| `{it.name}` | {it.words} | {it.kind} | {'yes' if it.sqlite else 'no'} |" for it in members]
        lines += [""]
    return "\n".join(lines)


def main() -> None:
    """Write it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
