"""List what a student's files define, without running them."""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Iterator
from typing import Any

__all__ = ["INVENTORY", "inventory"]

INVENTORY = "?"
"""The file that a call names to have the list instead of an answer."""
MOST_FILES, MOST_DEFINITIONS, MOST_NAMES, SOURCE_BYTES = 50, 400, 60, 1 << 20


def inventory(folder: str) -> list[list[Any]]:
    """Each function and method: file, class, name, parameters, required ones, and names in it."""
    found: list[list[Any]] = []
    names = sorted(name for name in os.listdir(folder) if name.endswith(".py"))
    for name in names[:MOST_FILES]:
        try:
            with open(os.path.join(folder, name), "rb") as file, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(file.read(SOURCE_BYTES))
            found += _definitions(tree, name[:-3])
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return found[:MOST_DEFINITIONS]


def _definitions(tree: ast.Module, file: str) -> Iterator[list[Any]]:
    variables = _assigned_at_the_top(tree)
    for statement in tree.body:
        named = statement if isinstance(statement, ast.FunctionDef) else _named_lambda(statement)
        if named is not None:
            yield _described(named, file, "", variables)
        elif isinstance(statement, ast.ClassDef):
            for method in statement.body:
                if isinstance(method, ast.FunctionDef):
                    yield _described(method, file, statement.name, variables)


def _named_lambda(statement: ast.stmt) -> ast.FunctionDef | None:
    """``f = lambda x: y`` as the definition of f."""
    if not (isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Lambda)):
        return None
    (target, *others) = statement.targets
    if others or not isinstance(target, ast.Name):
        return None
    body: list[ast.stmt] = [ast.Return(statement.value.body)]
    return ast.FunctionDef(target.id, statement.value.args, body, [])


def _assigned_at_the_top(tree: ast.Module) -> set[str]:
    """The variables of the file."""
    defined = (ast.FunctionDef, ast.ClassDef)
    nodes = [n for s in tree.body if not isinstance(s, defined) for n in ast.walk(s)]
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _described(function: ast.FunctionDef, file: str, owner: str, variables: set[str]) -> list[Any]:
    arguments = function.args
    names = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    required = len(names) - len(arguments.defaults)
    if not arguments.vararg and not arguments.defaults:
        names += [one.arg for one in arguments.kwonlyargs]  # passed by keyword, in this order
        required += sum(default is None for default in arguments.kw_defaults)
    rest = _unpacked(function)
    if rest and not arguments.defaults:
        names, required = names + rest, required + len(rest)
    decorators = [d.id for d in function.decorator_list if isinstance(d, ast.Name)]
    if owner and "staticmethod" not in decorators:
        names, required = names[1:], required - 1
    nodes = list(ast.walk(function))
    calls = {node.id for node in nodes if isinstance(node, ast.Name)}
    calls |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    stored = [n for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)]
    attributes = list(dict.fromkeys(node.attr for node in stored))
    own = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    read = [n.id for n in nodes if isinstance(n, ast.Name)]
    outside = [name for name in read if name in variables and name not in {*own, *names}]
    return [
        file,
        owner,
        function.name,
        names[:MOST_NAMES],
        max(required, 0),
        sorted(calls)[: 5 * MOST_NAMES],
        attributes[:MOST_NAMES],
        list(dict.fromkeys(outside))[:MOST_NAMES],
        _fields(nodes, names[:1])[:MOST_NAMES],
    ]


def _unpacked(function: ast.FunctionDef) -> list[str]:
    """The names into which ``*args`` is unpacked."""
    if function.args.vararg is None:
        return []
    for statement in function.body:
        if not (isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name)):
            continue
        (target, *_) = statement.targets
        if statement.value.id == function.args.vararg.arg and isinstance(target, ast.Tuple):
            names = [one.id for one in target.elts if isinstance(one, ast.Name)]
            return names if len(names) == len(target.elts) else []
    return []


def _fields(nodes: list[ast.AST], model: list[str]) -> list[str]:
    """The fields of the first parameter that are read, as ``m["field"]`` or ``m.field``."""
    found = []
    for node in nodes:
        value = getattr(node, "value", None)
        if not (isinstance(value, ast.Name) and value.id in model):
            continue
        if isinstance(node, ast.Attribute):
            found.append(node.attr)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            found.append(str(node.slice.value))
    return [name for name in dict.fromkeys(found) if name.isidentifier()]
