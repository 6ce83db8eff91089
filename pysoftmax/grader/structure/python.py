"""The static look at a Python file."""

from __future__ import annotations

import ast
import functools
import re
import warnings
from collections.abc import Iterable, Iterator

from pysoftmax.grader.adapter import Adapter
from pysoftmax.grader.structure.findings import Finding, plain
from pysoftmax.resources import folder

__all__ = ["look_at_python"]

_PYTHON_2 = re.compile(
    r"^[ \t]*print[ \t]+[^(=\s]|^[ \t]*print[ \t]*$|^[ \t]*exec\s+['\"\w]"
    r"|except\s+[\w.]+\s*,\s*\w+\s*:|^[ \t]*raise\s+\w+\s*,|<>|\b0[0-7]+[lL]\b|\bur['\"]",
    re.MULTILINE,
)
"""What Python 2 allowed and Python 3 takes for a syntax error."""

_BUSY = (
    *("softmax", "loadmnist", "loadmat", "minfunc", "train", "check"),
    *("display", "imshow", "show", "minimize"),
)
"""Calls at the top of a file whose names, small and without ``_``, begin so run the exercise."""


def look_at_python(text: str, file: str, function: str, adapter: Adapter) -> list[Finding]:
    """The findings for one function's file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return [_syntax_error(text, file, function, error)]
    if not _code(tree.body):
        return [Finding("empty", file, None, f"{file} holds no code.", function)]
    found = list(_run_on_import(tree, file))
    name = adapter.name(function)
    definition = _definition(tree, name)
    if definition is None:
        if not _assigned(tree, name):
            message = f"{file} does not define a function {name}{_instead(tree, name)}."
            found.append(Finding("not a function", file, None, message, function))
        return found
    found += _signature(definition, file, function, adapter)
    if _untouched(definition, function):
        message = f"{name} is as in the starter code: nothing has been filled in."
        found.append(Finding("untouched starter", file, definition.lineno, message, function))
    return found


def _syntax_error(text: str, file: str, function: str, error: Exception) -> Finding:
    line = error.lineno if isinstance(error, SyntaxError) else None
    old = _PYTHON_2.search(text)
    if old:
        line = text.count("\n", 0, old.start()) + 1
        message = f"{file}, line {line}: this is Python 2; the course runs Python 3."
        return Finding("Python 2", file, line, message, function)
    words = error.msg if isinstance(error, SyntaxError) else str(error) or "nested too deep"
    message = f"{file}, line {line}: syntax error: {words}." if line else f"{file}: {words}."
    return Finding("syntax error", file, line, message, function)


def _code(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements that do something: no docstring, no pass."""
    return [
        s
        for s in body
        if not isinstance(s, ast.Pass)
        and not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
    ]


def _definition(tree: ast.Module, name: str) -> ast.FunctionDef | None:
    found = [s for s in _top_level(tree.body) if isinstance(s, ast.FunctionDef) and s.name == name]
    return found[-1] if found else None


def _instead(tree: ast.Module, name: str) -> str:
    """What the file defines that may be meant."""
    for holder in ast.walk(tree):
        for node in ast.iter_child_nodes(holder):
            if isinstance(node, ast.FunctionDef) and plain(node.name) == plain(name):
                if isinstance(holder, ast.Module):
                    return f"; what it calls {node.name} must be called {name}"
                where = getattr(holder, "name", "something else")
                return f" at its top; it has {node.name} within {where}"
    return ""


def _top_level(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The module's statements, those under its conditions included."""
    for statement in body:
        yield statement
        for branch in ("body", "orelse", "handlers", "finalbody"):
            if isinstance(statement, (ast.If, ast.Try, ast.With, ast.ExceptHandler)):
                yield from _top_level(getattr(statement, branch, ()))


def _assigned(tree: ast.Module, name: str) -> bool:
    """Whether the module gets that name in another way: by an import or an assignment."""
    for statement in _top_level(tree.body):
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            if statement.name == name:
                return True
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.alias) and (node.asname or node.name) in (name, "*"):
                return True
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store):
                return True
    return False


def _signature(
    definition: ast.FunctionDef, file: str, function: str, adapter: Adapter
) -> Iterator[Finding]:
    """Whether the function can be called with the exercise's arguments, by position."""
    names = adapter.argument_names(function)
    arguments = definition.args
    positional = len(arguments.posonlyargs) + len(arguments.args)
    required = positional - len(arguments.defaults)
    keyword_only = sum(default is None for default in arguments.kw_defaults)
    enough = positional >= len(names) or arguments.vararg is not None
    if enough and required <= len(names) and not keyword_only:
        return
    message = (
        f"{definition.name} takes {positional} arguments; it is called with {len(names)}: "
        f"{', '.join(names)}."
    )
    yield Finding("wrong signature", file, definition.lineno, message, function)


def _run_on_import(tree: ast.Module, file: str) -> Iterator[Finding]:
    """The first statement at the top of the file that runs the exercise."""
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
            continue
        if isinstance(statement, ast.If) and "__name__" in ast.dump(statement.test):
            continue
        calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
        if any(_called(call).lower().replace("_", "").startswith(_BUSY) for call in calls):
            message = (
                f"{file}, line {statement.lineno}: the exercise runs when the file is imported; "
                'put it under `if __name__ == "__main__":`.'
            )
            yield Finding("run on import", file, statement.lineno, message)
            return


def _called(call: ast.Call) -> str:
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


def _untouched(definition: ast.FunctionDef, function: str) -> bool:
    starter = _starter(function)
    return starter is not None and _shape(definition) == starter


@functools.cache
def _starter(function: str) -> str | None:
    """The starter's function, if it leaves something to be filled in."""
    path = folder("starter_code") / "python" / f"{function}.py"
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    definition = _definition(ast.parse(text), function)
    return _shape(definition) if definition and "YOUR CODE" in text.upper() else None


def _shape(definition: ast.FunctionDef) -> str:
    """The function's code without names of arguments' types, docstring and positions."""
    return "\n".join(ast.dump(statement) for statement in _code(definition.body))
