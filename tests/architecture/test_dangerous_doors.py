"""Doors a hostile text could walk through stay shut in the whole product (ASVS V1, V11, V15)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, label, product_modules

FORBIDDEN_CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "pickle.loads",
    "pickle.load",
    "marshal.loads",
    "yaml.load",
    "hashlib.md5",
    "hashlib.sha1",
    "hashlib.new",
    "random.SystemRandom",
    "Template",
    "engines.from_string",
}
OUTBOUND = {"requests", "httpx", "urllib3", "aiohttp", "ftplib", "smtplib", "telnetlib", "http.client", "ldap3", "lxml"}
ITS_OWN_ADDRESS = {"safeschools/web/management/commands/up.py"}
"""`make run` waits for its own server on the loopback address."""


def name_of(node: ast.expr) -> str:
    """`a.b.c` as written; empty for anything else."""
    if isinstance(node, ast.Attribute):
        base = name_of(node.value)
        return f"{base}.{node.attr}" if base else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def trees() -> Iterator[tuple[Path, ast.Module]]:
    return ((path, ast.parse(path.read_text("utf-8"))) for path in product_modules())


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """(place, name, node) of every call in the product."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield f"{label(path)}:{node.lineno}", name_of(node.func), node


def is_text(node: ast.expr) -> bool:
    """Written in the source as it is, also when put together from such pieces."""
    return isinstance(node, ast.Constant)


def test_nothing_evaluates_unpickles_or_hashes_weakly() -> None:
    assert [place for place, name, _node in calls() if name in FORBIDDEN_CALLS] == []


def test_no_program_is_started_through_a_shell() -> None:
    shells = [
        place
        for place, _name, node in calls()
        for keyword in node.keywords
        if keyword.arg == "shell" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)
    ]
    assert shells == []


def test_the_product_calls_no_address() -> None:
    """No library that opens an outgoing connection, so no address a person chose (SSRF), no redirect followed."""
    found = []
    for path, tree in trees():
        if label(path) in ITS_OWN_ADDRESS:
            continue
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{label(path)}: {name}" for name in names if name in OUTBOUND or name == "urllib.request"]
    assert found == []


def test_patterns_and_formats_are_written_in_the_source() -> None:
    """No text of people becomes a regular expression or a format string."""
    pattern = re.compile(r"^re\.(compile|match|search|sub|subn|split|findall|finditer|fullmatch)$")
    found = []
    for place, name, node in calls():
        if pattern.match(name) and not isinstance(node.args[0], ast.Constant | ast.JoinedStr | ast.BinOp | ast.Name):
            found.append(place)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            base = node.func.value
            written = isinstance(base, ast.Constant) or name_of(base).rpartition(".")[2].lstrip("_").isupper()
            if not written and any(not is_text(argument) for argument in node.args):
                found.append(place)
    assert found == []


def test_safe_text_is_written_in_the_source() -> None:
    """`mark_safe` takes what stands in the source; templates do not switch escaping off but for our own hints."""
    assert [place for place, name, node in calls() if name == "mark_safe" and not is_text(node.args[0])] == []
    off = re.compile(r"(?<!field\.help_text)\|\s*safe\b|autoescape off")
    assert [label(path) for path in (ROOT / "templates").rglob("*.html") if off.search(path.read_text("utf-8"))] == []


def test_every_form_and_serializer_lists_its_fields() -> None:
    """`fields = "__all__"` and `exclude` would take a field nobody thought of (mass assignment)."""
    found = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef) or node.name != "Meta":
                continue
            for line in node.body:
                if isinstance(line, ast.Assign):
                    names = {name_of(target) for target in line.targets}
                    everything = isinstance(line.value, ast.Constant) and line.value.value == "__all__"
                    if "exclude" in names or ("fields" in names and everything):
                        found.append(f"{label(path)}:{line.lineno}")
    assert found == []


def scripts() -> list[Path]:
    return sorted((ROOT / "static" / "app" / "js").glob("*.js"))


def test_scripts_compare_strictly_and_keep_to_their_own_keys() -> None:
    """`===` only; what stays in the browser stands under our own names; no message of another window is read."""
    faults = []
    for path in scripts():
        text = re.sub(r"//.*|/\*.*?\*/|`(?:[^`\\]|\\.)*`|\"[^\"\n]*\"", "", path.read_text(), flags=re.DOTALL)
        faults += [path.name] if re.search(r"[^=!<>]==[^=]|!=[^=]", text) else []
        faults += [path.name] if re.search(r"__proto__|\.prototype\b|postMessage|\"message\"|indexedDB", text) else []
    stored = {
        found
        for path in scripts()
        for found in re.findall(r"(?:local|session)Storage\.\w+\(([^,)]+)", path.read_text())
    }
    assert faults == []
    assert stored <= {'"ss-theme"', '"ss-waiting"', "key(form", "OFF", "name"}
