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
MOST_DEEP = 4
"""Folders within folders that are looked into."""


def inventory(folder: str) -> list[list[Any]]:
    """Each function and method, as a list of what `_described` finds of it.

    A file that Python 3 cannot read is listed as one function without a name.
    """
    found: list[list[Any]] = []
    for name in _sources(folder)[:MOST_FILES]:
        try:
            with open(os.path.join(folder, name), "rb") as file, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(file.read(SOURCE_BYTES))
            found += _definitions(tree, name[:-3])
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            found.append([name[:-3], "", "", [], 0, [], [], [], [], [], [], [], [], [], 0])
    return found[:MOST_DEFINITIONS]


def _sources(folder: str) -> list[str]:
    """The Python files, those of the top folder first; in folders, those that can be imported."""
    found = []
    for path, folders, files in os.walk(folder):
        below = os.path.relpath(path, folder)
        parts = [] if below == os.curdir else below.split(os.sep)
        folders[:] = sorted(name for name in folders if name.isidentifier() and not _tests(name))
        if len(parts) >= MOST_DEEP:
            folders.clear()
        for name in sorted(files):
            if name.endswith(".py") and not (parts and _tests(name)):
                found.append("/".join([*parts, name]))
    return sorted(found, key=lambda name: (name.count("/"), name))


def _tests(name: str) -> bool:
    return name.startswith(("test_", "conftest")) or name in ("tests", "test")


def _definitions(tree: ast.Module, file: str) -> Iterator[list[Any]]:
    variables = _assigned_at_the_top(tree)
    functions: dict[str, ast.FunctionDef] = {}
    for statement in tree.body:
        named = statement if isinstance(statement, ast.FunctionDef) else _named_lambda(statement)
        named = named or _named_partial(statement, functions)
        if named is not None:
            functions[named.name] = named
            variables.discard(named.name)
    for named in functions.values():
        yield _described(named, file, "", variables, functions)
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            methods = {m.name: m for m in statement.body if isinstance(m, ast.FunctionDef)}
            for method in methods.values():
                both = {**functions, **methods}
                yield _described(method, file, statement.name, variables, both)


def _named_partial(
    statement: ast.stmt, functions: dict[str, ast.FunctionDef]
) -> ast.FunctionDef | None:
    """``f = partial(g, x, y=z)``, or ``f = g``, as the definition of f."""
    if not (isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)):
        return None
    value, name = statement.value, statement.targets[0].id
    if isinstance(value, ast.Name) and value.id in functions:
        whole = functions[value.id]
        return ast.FunctionDef(name, whole.args, whole.body, [])
    if not (isinstance(value, ast.Call) and _last(value.func) == "partial" and value.args):
        return None
    whole_name = value.args[0]
    if not (isinstance(whole_name, ast.Name) and whole_name.id in functions):
        return None
    whole, given = functions[whole_name.id], len(value.args) - 1
    named = {one.arg: one for one in value.keywords if one.arg is not None}
    every = [*whole.args.posonlyargs, *whole.args.args]
    without = [None] * (len(every) - len(whole.args.defaults))
    left = [
        (parameter, default)
        for parameter, default in zip(every, [*without, *whole.args.defaults], strict=True)
        if parameter not in every[:given] and parameter.arg not in named
    ]
    args = ast.arguments(
        [],
        [parameter for parameter, _ in left],
        whole.args.vararg,
        [one for one in whole.args.kwonlyargs if one.arg not in named],
        [
            default
            for one, default in zip(whole.args.kwonlyargs, whole.args.kw_defaults, strict=True)
            if one.arg not in named
        ],
        whole.args.kwarg,
        [default for _, default in left if default is not None],
    )
    partial = ast.FunctionDef(name, args, whole.body, [])
    vars(partial)[_BOUND] = list(named)
    return partial


_BOUND = "bound_by_keyword"
"""Attribute of a partial function: the parameters that another value may be passed for, by name."""


def _last(code: ast.expr) -> str:
    return code.attr if isinstance(code, ast.Attribute) else getattr(code, "id", "")


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


def _described(
    function: ast.FunctionDef,
    file: str,
    owner: str,
    variables: set[str],
    functions: dict[str, ast.FunctionDef],
) -> list[Any]:
    """What is seen of a function.

    Its file, class, name, parameters and how many are required; the names that it mentions, the
    attributes that it sets, the variables of its file that it reads; of each parameter the fields
    that it reads, and the names into which it unpacks it; its keywords (what it reads of
    ``**kwargs``), the attributes of its object that it reads, the functions that it defines within
    itself, and the one of these that it returns, as a list like this one; how many values it
    returns, if it writes them out. Variables and attributes
    are also those that functions it calls read.
    """
    arguments = function.args
    names = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    required = len(names) - len(arguments.defaults)
    if not arguments.vararg and not arguments.defaults:
        names += [one.arg for one in arguments.kwonlyargs]  # passed by keyword, in this order
        required += sum(default is None for default in arguments.kw_defaults)
    rest = _unpacked(function)
    if rest and not arguments.defaults:
        names, required = names + rest, required + len(rest)
    this: list[str] = []
    if owner and not _is_static(function):
        this, names, required = names[:1], names[1:], required - 1
    nodes = list(ast.walk(function))
    calls = {node.id for node in nodes if isinstance(node, ast.Name)}
    calls |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    stored = [n for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)]
    attributes = list(dict.fromkeys(node.attr for node in stored))
    outside = [
        name
        for one in _reached(function, functions)
        for name in _read_from_outside(one)
        if name in variables
    ]
    members = [
        name
        for one in (_reached(function, functions) if this else [])
        for name in _fields(list(ast.walk(one)), this[0])
    ]
    by_keyword = [*getattr(function, _BOUND, ())]
    by_keyword += _fields(nodes, arguments.kwarg.arg) if arguments.kwarg else []
    inner = _returned(function)
    defined = [n.name for n in nodes[1:] if isinstance(n, ast.FunctionDef)]
    return [
        file,
        owner,
        function.name,
        names[:MOST_NAMES],
        max(required, 0),
        sorted(calls)[: 5 * MOST_NAMES],
        attributes[:MOST_NAMES],
        list(dict.fromkeys(outside))[:MOST_NAMES],
        [_fields_of(function, name, functions, this)[:MOST_NAMES] for name in names[:MOST_NAMES]],
        [_unpacked_into(function, name)[:MOST_NAMES] for name in names[:MOST_NAMES]],
        by_keyword[:MOST_NAMES],
        [name for name in dict.fromkeys(members) if name not in functions][:MOST_NAMES],
        defined[:MOST_NAMES],
        _described(inner, file, "", variables, functions) if inner is not None else [],
        _results(function),
    ]


def _reached(
    function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]
) -> list[ast.FunctionDef]:
    """The function, and those of its file or class that it calls, also through others."""
    reached, waiting = [function], [function]
    while waiting:
        for node in ast.walk(waiting.pop()):
            if not isinstance(node, (ast.Name, ast.Attribute)):
                continue
            one = functions.get(_last(node))
            if one is not None and one not in reached:
                reached.append(one)
                waiting.append(one)
    return reached


def _read_from_outside(function: ast.FunctionDef) -> list[str]:
    """The names that a function reads and does not assign, its parameters left out."""
    nodes = list(ast.walk(function))
    own = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    return [n.id for n in nodes if isinstance(n, ast.Name) and n.id not in own]


def _returned(function: ast.FunctionDef) -> ast.FunctionDef | None:
    """The function that a function returns, if it defines it itself."""
    defined = {one.name: one for one in function.body if isinstance(one, ast.FunctionDef)}
    for statement in function.body:
        named = _named_lambda(statement)
        if named is not None:
            defined[named.name] = named
    for statement in function.body:
        if isinstance(statement, ast.Return):
            value = statement.value
            if isinstance(value, ast.Lambda):
                return ast.FunctionDef("", value.args, [ast.Return(value.body)], [])
            return defined.get(value.id) if isinstance(value, ast.Name) else None
    return None


def _results(function: ast.FunctionDef) -> int:
    """How many values a function returns, if a return statement of its own writes them out."""
    inner = {
        node
        for one in ast.walk(function)
        if one is not function and isinstance(one, ast.FunctionDef | ast.Lambda)
        for node in ast.walk(one)
    }
    returned = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n not in inner]
    return max((len(v.elts) for v in returned if isinstance(v, ast.Tuple | ast.List)), default=0)


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


def _fields_of(
    function: ast.FunctionDef,
    parameter: str,
    functions: dict[str, ast.FunctionDef],
    this: list[str],
) -> list[str]:
    """The fields of a parameter that a function reads, or that those read that it passes it to.

    A constructor passes it to all methods if it sets it as an attribute.
    """
    found: list[str] = []
    seen: list[tuple[ast.FunctionDef, str]] = [(function, parameter)]
    for one, name in seen:
        nodes = list(ast.walk(one))
        found += _fields(nodes, name)
        for call in nodes:
            if not isinstance(call, ast.Call) or _last(call.func) not in functions:
                continue
            called = functions[_last(call.func)]
            theirs = [p.arg for p in (*called.args.posonlyargs, *called.args.args)]
            if this and _is_bound(call.func, this[0]) and not _is_static(called):
                theirs = theirs[1:]
            given = [*zip(theirs, call.args, strict=False)]
            given += [(k.arg, k.value) for k in call.keywords if k.arg is not None]
            for its, value in given:
                passed = isinstance(value, ast.Name) and value.id == name
                if passed and (called, its) not in seen:
                    seen.append((called, its))
    for node in ast.walk(function):
        if this and isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            target, value = node.targets[0], node.value
            if isinstance(value, ast.Name) and value.id == parameter:
                for method in functions.values():
                    found += _fields(list(ast.walk(method)), target.attr, of=this[0])
    return list(dict.fromkeys(found))


def _is_bound(called: ast.expr, this: str) -> bool:
    """Whether it is a method of the object itself, as ``self.method``."""
    of = called.value if isinstance(called, ast.Attribute) else None
    return isinstance(of, ast.Name) and of.id == this


def _is_static(function: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in function.decorator_list)


def _unpacked_into(function: ast.FunctionDef, parameter: str) -> list[str]:
    """The names into which a parameter is unpacked, as ``a, b = parameter``, or one by one."""
    one_by_one: dict[int, str] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            entry = _entry_of(node.value, parameter)
            if entry is not None:
                one_by_one.setdefault(entry, node.targets[0].id)
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)):
            continue
        target = node.targets[0]
        if node.value.id == parameter and isinstance(target, ast.Tuple):
            names = [one.id for one in target.elts if isinstance(one, ast.Name)]
            return names if len(names) == len(target.elts) else []
    return [one_by_one[k] for k in sorted(one_by_one)] if _is_a_row(one_by_one) else []


def _entry_of(value: ast.expr, parameter: str) -> int | None:
    """The number of the entry that is read, as in ``parameter[0]``."""
    if not (isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant)):
        return None
    if not (isinstance(value.value, ast.Name) and value.value.id == parameter):
        return None
    number = value.slice.value
    return number if type(number) is int else None


def _is_a_row(numbered: dict[int, str]) -> bool:
    return sorted(numbered) == [*range(len(numbered))]


def _fields(nodes: list[ast.AST], model: str, of: str = "") -> list[str]:
    """The fields of a variable that are read, as ``m["field"]``, ``m.field`` or ``m.get(...)``.

    Those of a tuple are numbers, as in ``m[0]``. With `of`, those of an attribute of that variable.
    """

    def is_meant(value: ast.AST | None) -> bool:
        if of:
            inner = getattr(value, "value", None)
            its = isinstance(value, ast.Attribute) and value.attr == model
            return its and isinstance(inner, ast.Name) and inner.id == of
        return isinstance(value, ast.Name) and value.id == model

    found = []
    for node in nodes:
        value = getattr(node, "value", None)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            key = node.args[:1]
            ways = ("get", "pop", "setdefault")
            if node.func.attr in ways and is_meant(node.func.value) and key:
                found.append(str(getattr(key[0], "value", "")))
            continue
        if not is_meant(value):
            continue
        if isinstance(node, ast.Attribute):
            found.append(node.attr)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            found.append(str(node.slice.value))
    return [name for name in dict.fromkeys(found) if name.isidentifier() or name.isdecimal()]
