"""Actions read like sentences, and functions fit a screen."""

import ast

from tests.architecture.source import functions, label, product_modules

SCREEN = 50
VIEW = 40


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body after the docstring."""
    documented = ast.get_docstring(function, clean=False) is not None
    start = function.body[0].end_lineno if documented else function.lineno
    return (function.end_lineno or 0) - (start or 0)


def public_actions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every public function in an `actions` module or package."""
    return [
        (f"{label(path)}:{function.name}", function)
        for path in product_modules()
        if "actions" in (path.stem, path.parent.name)
        for function in functions(path)
        if not function.name.startswith("_")
    ]


def test_every_action_takes_its_object_and_then_only_keywords_with_by() -> None:
    for name, function in public_actions():
        arguments = function.args
        assert len(arguments.posonlyargs + arguments.args) <= 1, f"{name}: one positional argument"
        assert arguments.vararg is None, f"{name}: no *args"
        assert "by" in {argument.arg for argument in arguments.kwonlyargs}, f"{name}: who does it?"


def test_every_action_says_what_it_does() -> None:
    assert not [name for name, function in public_actions() if not ast.get_docstring(function)]


def test_functions_fit_a_screen() -> None:
    long = [
        f"{label(path)}:{node.name} ({length(node)} lines)"
        for path in product_modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if length(node) > (VIEW if "views" in path.parts or path.stem == "views" else SCREEN)
    ]
    assert not long
