"""The static look at a Python file."""

from __future__ import annotations

import ast
import functools
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence

from .findings import Finding, takes
from .looked_for import LookedFor, Wanted
from .names import plain, swapped
from .python2 import first_sign

__all__ = ["is_untouched", "look_at_python", "syntax_error"]

_RESERVED = re.compile(
    r"^[ \t]*def[ \t]+\w+[ \t]*\(([^()]*,)?\s*(lambda|class|from|in|is|global)\s*[,)=]",
    re.MULTILINE,
)
"""A parameter whose name is a word of the language."""


def look_at_python(
    text: str, file: str, wanted: Wanted, looked_for: LookedFor, present: Sequence[str]
) -> list[Finding]:
    """The findings for one function's file."""
    tree = _parsed(text)
    if not isinstance(tree, ast.Module):
        return [_syntax_error(text, file, wanted.name, tree)]
    try:
        return _findings(tree, file, wanted, looked_for.busy)
    except (RecursionError, MemoryError):
        message = f"{file} is nested too deep, or too long, to be examined."
        return [Finding("not examined", file, None, message)]


def syntax_error(text: str, file: str) -> Finding | None:
    """What keeps Python from reading a file that no function is looked for in."""
    tree = _parsed(text)
    return None if isinstance(tree, ast.Module) else _syntax_error(text, file, "", tree)


def _parsed(text: str) -> ast.Module | Exception:
    """The module's tree, or what keeps Python from making it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return error


def _findings(tree: ast.Module, file: str, wanted: Wanted, busy: tuple[str, ...]) -> list[Finding]:
    function = wanted.name
    if not _code(tree.body):
        return [Finding("empty", file, None, f"{file} contains no code.", function)]
    found = list(_run_on_import(tree, file, busy))
    name = wanted.called
    definition = _definition(tree, name)
    if definition is None:
        if not _assigned(tree, name.partition(".")[0]):
            message = f"{file} does not define a function {name}{_instead(tree, name)}."
            found.append(Finding("not a function", file, None, message, function))
        return found
    found += _signature(definition, file, wanted)
    if _has_starters_shape(definition, wanted):
        message = f"{name} is unchanged from the starter code."
        found.append(Finding("untouched starter", file, definition.lineno, message, function))
    return found


def _syntax_error(text: str, file: str, function: str, error: Exception) -> Finding:
    line = error.lineno if isinstance(error, SyntaxError) else None
    old = first_sign(text)
    if old:
        message = f"{old.said(file)}. The course uses Python 3."
        return Finding("Python 2", file, old.line, message, function)
    if isinstance(error, RecursionError | MemoryError):
        message = f"{file} is nested too deep, or too long, to be parsed."
        return Finding("syntax error", file, None, message, function)
    reserved = _RESERVED.search(text)
    if reserved:
        line = text.count("\n", 0, reserved.start(2)) + 1
        word = reserved[2]
        message = (
            f"{file}, line {line}: `{word}` is a reserved word in Python; call the parameter "
            f"`{word}_`."
        )
        return Finding("reserved word", file, line, message, function)
    words = error.msg if isinstance(error, SyntaxError) else str(error)
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
    owner, _, method = name.rpartition(".")
    statements: Iterable[ast.stmt] = tree.body
    if owner:
        classes = [s for s in _top_level(tree.body) if isinstance(s, ast.ClassDef)]
        statements = next((c.body for c in reversed(classes) if c.name == owner), [])
    found = [s for s in _top_level(statements) if isinstance(s, ast.FunctionDef)]
    return next((s for s in reversed(found) if s.name == method), None)


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
    """The module's statements, those under its conditions included, in order.

    Without recursion: a chain of ``elif`` is nested as deep as it is long.
    """
    waiting: list[ast.AST] = [*reversed(list(body))]
    while waiting:
        statement = waiting.pop()
        if isinstance(statement, ast.stmt):
            yield statement
        if isinstance(statement, (ast.If, ast.Try, ast.With, ast.ExceptHandler)):
            branches = ("body", "handlers", "orelse", "finalbody")
            inner = [node for branch in branches for node in getattr(statement, branch, ())]
            waiting += reversed(inner)


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


def _signature(definition: ast.FunctionDef, file: str, wanted: Wanted) -> Iterator[Finding]:
    """Whether the function can be called with the exercise's arguments, by position."""
    names, function = wanted.arguments, wanted.name
    arguments = definition.args
    positional = len(arguments.posonlyargs) + len(arguments.args) - _is_bound(definition, wanted)
    required = positional - len(arguments.defaults)
    keyword_only = sum(default is None for default in arguments.kw_defaults)
    enough = positional >= len(names) or arguments.vararg is not None
    if enough and required <= len(names) and not keyword_only:
        yield from _order(definition, file, wanted)
        return
    message = takes(definition.name, positional, names)
    yield Finding("wrong signature", file, definition.lineno, message, function)


def _is_bound(definition: ast.FunctionDef, wanted: Wanted) -> bool:
    """Whether the first argument is the object: of a method that is not static."""
    decorators = [d.id for d in definition.decorator_list if isinstance(d, ast.Name)]
    return "." in wanted.called and "staticmethod" not in decorators


def _order(definition: ast.FunctionDef, file: str, wanted: Wanted) -> Iterator[Finding]:
    """Parameters of the exercise's names in another order."""
    arguments = definition.args
    own = [a.arg for a in (*arguments.posonlyargs, *arguments.args)][: len(wanted.arguments)]
    message = swapped(wanted.name, own, wanted.arguments)
    if message:
        yield Finding("parameters swapped", file, definition.lineno, message)


def _run_on_import(tree: ast.Module, file: str, busy: tuple[str, ...]) -> Iterator[Finding]:
    """The first statement at the top of the file that runs the exercise."""
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
            continue
        if isinstance(statement, ast.If) and _asks_for_name(statement.test):
            continue
        calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
        if any(_called(call).lower().replace("_", "").startswith(busy) for call in calls):
            message = (
                f"{file}, line {statement.lineno}: the exercise runs when the file is imported; "
                'put it under `if __name__ == "__main__":`.'
            )
            yield Finding("run on import", file, statement.lineno, message)
            return


def _called(call: ast.Call) -> str:
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


def _asks_for_name(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))


def is_untouched(text: str, wanted: Wanted) -> bool:
    """Whether a file's function is the starter's, comments and types of arguments aside."""
    if "python" not in wanted.starter:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            definition = _definition(ast.parse(text), wanted.called)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return definition is not None and _has_starters_shape(definition, wanted)


def _has_starters_shape(definition: ast.FunctionDef, wanted: Wanted) -> bool:
    starter = wanted.starter.get("python")
    if starter is None:
        return False
    shape = _shape_of_starter(starter, wanted.name)
    return shape is not None and _shape(definition) == shape


@functools.cache
def _shape_of_starter(text: str, function: str) -> str | None:
    definition = _definition(ast.parse(text), function)
    return _shape(definition) if definition else None


def _shape(definition: ast.FunctionDef) -> str | None:
    """The function's code without docstring and positions; None if it is nested too deep."""
    try:
        return "\n".join(ast.dump(statement) for statement in _code(definition.body))
    except (RecursionError, MemoryError):
        return None
