"""What is kept how long, and why. The rest is kept for good: event log, ledger, runs, titles, register, accounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Kept:
    """`what`, for `days` after `since`, because of `why`."""

    what: str
    days: int
    since: str
    why: str

    def oldest(self, moment: datetime) -> datetime:
        """What is of an earlier time than this has outlived its purpose at `moment`."""
        return moment - timedelta(days=self.days)


RETENTION = {
    "sessions": Kept("sessions", 0, "they ended", "nobody can use them any more"),
    "answers": Kept(
        "answers to a request with an idempotency key", 1, "they were given", "a repeat comes within hours"
    ),
    "handouts": Kept("temporary passwords nobody took", 7, "they were made", "secrets; new ones are made in a minute"),
    "jobs": Kept(
        "finished jobs, with their files in and out", 90, "they finished", "questions about an import come soon"
    ),
    "messages": Kept("e-mails that were sent or given up", 90, "they were written", "names and addresses of people"),
    "tokens": Kept("access tokens", 400, "they ended", "who could act is asked as long as who signed in"),
    "sign_ins": Kept(
        "the log of sign-ins", 400, "the try", "the law asks for six months; a whole year can be compared"
    ),
    "files": Kept("files no row names", 1, "they were written", "left behind where a process died; swept last"),
}
"""By the name `manage.py purge` prints, in the order it deletes."""


def table() -> str:
    """The rules as the table of docs/operations.md."""
    head = ["| name | what | kept | why |", "|---|---|---|---|"]
    rows = (f"| `{name}` | {kept.what} | {_period(kept)} | {kept.why} |" for name, kept in RETENTION.items())
    return "\n".join([*head, *rows])


def _period(kept: Kept) -> str:
    days = {0: "until", 1: "1 day after"}.get(kept.days, f"{kept.days} days after")
    return f"{days} {kept.since}"
