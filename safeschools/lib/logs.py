"""Logs without secrets: one JSON object or one line per event, whatever anybody put into it (reliability M34)."""

import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from safeschools.lib.context import current

HIDDEN = "***"
_NAMES = r"pass(?:word|wd|wort)?\d?|oldpassword|secret(?:_?key)?|token|csrf\w*|session(?:id|_key)?|cookie|set-cookie"
_NAMES += r"|authorization|api[_-]?key|密码|口令"
Mend = str | Callable[["re.Match[str]"], str]
RULES: tuple[tuple["re.Pattern[str]", Mend], ...] = (
    (re.compile(r"(?:\b)((?:Bearer|Basic|Token)) +[\w.~+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(?i)\b((?:set-)?cookie|authorization)(['\"]?\s*[:=]\s*)[^\r\n]+"), rf"\1\2{HIDDEN}"),
    (
        re.compile(
            rf"(?i)((?:\b|[_-])(?:{_NAMES}))(['\"]?\s*[:=：]\s*)(\"[^\"]*\"|'[^']*'|\[[^\]]*\]|[^\s'\",;&}}\])]+)"
        ),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"://([^:/@\s]*):[^@/\s]+@"), rf"://\1:{HIDDEN}@"),
    (re.compile(r"(?<![\dA-Za-z])(\d{6})(?:18|19|20)\d{9}[\dXx](?![\dA-Za-z])"), rf"\1{HIDDEN}"),
    (re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)"), r"\1****\2"),
)
FIELDS = ("route", "method", "status", "ms", "user")
"""What a log call may add with `extra`."""


def redact(text: str) -> str:
    """Passwords, tokens, cookies, resident ids and middles of telephone numbers are not written down."""
    for pattern, mend in RULES:
        text = pattern.sub(mend, text)
    return text


def one_line(text: str) -> str:
    """No event can pretend to be two."""
    return text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n") if {"\r", "\n"} & set(text) else text


class LineFormatter(logging.Formatter):
    """For people: time, level, logger, message; a traceback follows indented."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{_time(record)} {record.levelname} {record.name} {one_line(redact(_message(record)))}"
        facts = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        trace = redact(self.formatException(record.exc_info)) if record.exc_info else ""
        return " ".join(filter(None, (line, facts))) + "".join(f"\n    {row}" for row in trace.splitlines())


class JsonFormatter(logging.Formatter):
    """For machines: one JSON object per line, in UTC, with the request it belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        where = current.get()
        found: dict[str, Any] = {"at": _time(record), "level": record.levelname, "logger": record.name}
        found |= {"message": redact(_message(record)), "request": where.request_id, "ip": where.ip} | _facts(record)
        if record.exc_info:
            found["trace"] = redact(self.formatException(record.exc_info))
        return json.dumps({name: value for name, value in found.items() if value not in ("", None)}, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # a wrong placeholder must not lose the event
        return f"{record.msg} {record.args}"


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    found = {name: getattr(record, name, None) for name in FIELDS}
    return {
        name: redact(value) if isinstance(value, str) else value for name, value in found.items() if value is not None
    }


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
