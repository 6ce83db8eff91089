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
    """Each function and method: file, class, name, parameters, required ones, calls, attributes."""
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
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            yield _described(statement, file, "")
        elif isinstance(statement, ast.ClassDef):
            for method in statement.body:
                if isinstance(method, ast.FunctionDef):
                    yield _described(method, file, statement.name)


def _described(function: ast.FunctionDef, file: str, owner: str) -> list[Any]:
    arguments = function.args
    names = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    required = len(names) - len(arguments.defaults)
    decorators = [d.id for d in function.decorator_list if isinstance(d, ast.Name)]
    if owner and "staticmethod" not in decorators:
        names, required = names[1:], required - 1
    nodes = list(ast.walk(function))
    calls = {node.id for node in nodes if isinstance(node, ast.Name)}
    calls |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    stored = [n for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)]
    attributes = list(dict.fromkeys(node.attr for node in stored))
    return [
        file,
        owner,
        function.name,
        names[:MOST_NAMES],
        max(required, 0),
        sorted(calls)[: 5 * MOST_NAMES],
        attributes[:MOST_NAMES],
    ]
