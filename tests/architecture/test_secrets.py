"""No secret lies in the repository: no key, token or password in any tracked file (reliability M31).

Passwords written into Python are found by ruff's S105 to S107; this looks at every kind of file, for what a secret
looks like wherever it stands.
"""

import re
from pathlib import Path

import pytest

from tests.architecture.source import label, tracked

SHAPES = {
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\b(?:LTAI|AKID)[0-9A-Za-z]{12,}\b|\bAIza[\w-]{35}",
    "token of a code host": r"\bgh[pousr]_[0-9A-Za-z]{36}|\bgithub_pat_\w{22,}|\bglpat-[\w-]{20}",
    "token of a service": r"\bxox[abprs]-[\w-]{10,}|\bsk-[\w-]{20,}|\bpypi-[\w-]{50,}|\bnpm_[0-9A-Za-z]{36}",
    "signed token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    "token of our own interface": r"\bss1_[\w-]{43}",
    "password in an address": r"\b[a-z+]+://[^\s/:@'\"`{}<>$]*:(?!(?:password|secret)@)[^\s/:@'\"`{}<>$]+@[\w.-]+",
    "long value under the name of a secret": (
        r"\b(?i:[\w-]*(?:secret|passwor[dt]|passwd|api[_-]?key)[\w-]*)[\"']?\s*[:=]\s*[\"']?"
        r"(?=[\w+/=-]*\d)(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])[\w+/=-]{24,}"
    ),
}
"""What is looked for, by what it is called in a failure."""
SAMPLES = {
    "private key": ("-----BEGIN RSA ", "PRIVATE KEY-----"),
    "key of a cloud": ("AK", "IAIOSFODNN7EXAMPLE"),
    "token of a code host": ("gh", "p_0123456789abcdefghijklmnopqrstuvwxyz"),
    "token of a service": ("xo", "xb-0123456789-abcdef"),
    "signed token": ("ey", "JhbGciOiJIUzI1.ey", "JzdWIiOiIxMjM0.c2lnbmF0dXJl"),
    "token of our own interface": ("ss", "1_" + "aB3-_" * 8 + "xyz"),
    "password in an address": ("postgres://safe", ":Tr0ub4dor@db.example.org/x"),
    "long value under the name of a secret": ("SECRET_", "KEY=", "q7Hh2Lk9Wm4Zt1Xc8Vb5Nn3Pp6Rr0Ss"),
}
"""One of each kind, in pieces so that this file passes."""
NAMES = re.compile(r"^(?:\.env|id_(?:rsa|dsa|ecdsa|ed25519)|.+\.(?:pem|key|p12|pfx|jks|kdbx)|\.netrc|\.pgpass)$")
BINARY = {".png", ".jpg", ".bin", ".woff2", ".ttf", ".otf", ".xlsx", ".xls", ".ods", ".pdf", ".gz", ".ico"}


def found(text: str) -> list[str]:
    return [name for name, shape in SHAPES.items() if re.search(shape, text)]


def scanned() -> list[Path]:
    return [path for path in tracked() if path.suffix.lower() not in BINARY]


@pytest.mark.parametrize("name", SHAPES)
def test_the_scan_finds_one_of_each_kind(name: str) -> None:
    assert found("".join(SAMPLES[name])) == [name]


def test_no_tracked_file_holds_a_secret() -> None:
    assert len(scanned()) > 500
    texts = ((label(path), path.read_text("utf-8", errors="replace")) for path in scanned())
    assert {name: kinds for name, text in texts if (kinds := found(text))} == {}


def test_no_file_of_keys_is_tracked() -> None:
    assert [label(path) for path in tracked() if NAMES.match(path.name)] == []
