"""Digests of what a recording was made with: the .m files, and the strategies of a test.

A digest depends on what the test's author wrote, and on nothing that another version of Python or
of a library changes: the source of the author's functions, constants, and the names and arguments
of Hypothesis's strategies. Functions of the standard library and of installed packages count by
name.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
import sys
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

__all__ = ["m_files_digest", "strategies_digest"]


def m_files_digest(path: Path, extras: Iterable[str | Path] = ()) -> str:
    """Return a digest of a .m file and of those next to it, or in `extras`, that it may call."""
    known = {
        file.stem: file
        for folder in (*map(Path, extras), path.parent)
        for file in sorted(folder.glob("*.m"))
    }
    texts: dict[str, bytes] = {}
    waiting = [path.stem]
    while waiting:
        name = waiting.pop()
        if name in known and name not in texts:
            texts[name] = known[name].read_bytes().replace(b"\r\n", b"\n")
            waiting += re.findall(r"[A-Za-z]\w*", texts[name].decode("utf-8", "replace"))
    return _digest(f"{name}\n{texts[name].decode('latin-1')}" for name in sorted(texts))


def strategies_digest(*parts: Any) -> str:
    """Return a digest of strategies: of their source, and of the functions that they use."""
    description = _Description()
    for part in parts:
        description.add(part)
    return _digest(description.texts)


def _digest(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8", "replace") + b"\0")
    return digest.hexdigest()[:16]


PARTS = (
    "_LazyStrategy__args",
    "_LazyStrategy__kwargs",
    "base",
    "flatmapped_strategy",
    "mapped_strategy",
    "filtered_strategy",
    "original_strategies",
    "element_strategy",
    "element_strategies",
    "elements",
    "pack",
    "expand",
    "extend",
    "flat_conditions",
    "min_size",
    "max_size",
    "max_leaves",
    "key",
)
"""The attributes in which Hypothesis's strategies keep their parts; the others are caches, which
come and go."""

LIBRARIES = {"hypothesis", "numpy", "scipy"} | sys.stdlib_module_names


class _Description:
    """What values are made of, as texts.

    Attributes
    ----------
    texts
        What was found, in order.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        # Kept alive, so that no other value gets the identity of one that was described.
        self._described: dict[int, Any] = {}

    def add(self, value: Any) -> None:
        """Append what a value, or anything within it, is made of."""
        if isinstance(value, np.generic):
            value = value.item()
        if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
            self.texts.append(repr(value))
        elif isinstance(value, (FunctionType, type)) and _is_library(value.__module__):
            self.texts.append(value.__name__)
        elif id(value) not in self._described:
            self._described[id(value)] = value
            self._add_compound(value)

    def _add_compound(self, value: Any) -> None:
        if isinstance(value, MethodType):
            self.add(value.__func__)
        elif isinstance(value, (FunctionType, type)):
            self._add_code(value)
        elif _is_strategy(value):
            self._add_strategy(value)
        elif isinstance(value, partial):
            self._add_each((value.func, *value.args, value.keywords))
        elif isinstance(value, Mapping):
            # An option that is None may be one that an older version of a library does not have.
            self._add_each(entry for pair in value.items() if pair[1] is not None for entry in pair)
        elif isinstance(value, (list, tuple)):
            self._add_each(value)
        elif isinstance(value, (set, frozenset)):
            self._add_each(sorted(value, key=repr))
        elif isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
            self.texts.append(f"{value.dtype.str} {value.shape} {value.tolist()}")
        elif isinstance(value, Enum):
            self.texts.append(str(value))
        elif is_dataclass(value) and not _is_library(type(value).__module__):
            self.texts.append(type(value).__name__)
            self._add_each(getattr(value, field.name) for field in fields(value))

    def _add_each(self, values: Iterable[Any]) -> None:
        entries = list(values)
        self.texts.append(f"{len(entries)} entries")
        for entry in entries:
            self.add(entry)

    def _add_strategy(self, strategy: Any) -> None:
        made_by = getattr(strategy, "function", None)  # of strategies that are made when first used
        self.texts.append(f"strategy {getattr(made_by, '__name__', type(strategy).__name__)}")
        attributes = vars(strategy)
        parts = [attributes[part] for part in PARTS if attributes.get(part) is not None]
        if made_by is not None and not _is_library(made_by.__module__):
            parts.append(getattr(strategy.wrapped_strategy, "definition", made_by))
        elif type(strategy).__name__ == "DeferredStrategy":
            parts.append(strategy.wrapped_strategy)
        for method, function, *_ in attributes.get("_transformations", ()):
            parts += [method, function]
        self._add_each(parts)
        if not parts:
            self.texts.append(re.sub(r" at 0x[0-9a-f]+", "", repr(strategy)))

    def _add_code(self, made: Any) -> None:
        """Append the source of a function or class, and what its names mean."""
        try:
            self.texts.append(inspect.getsource(made))  # of what is within the decorators
            made = inspect.unwrap(made)
            code = getattr(made, "__code__", None)
        except (OSError, TypeError):
            code = self._add_definition(made)
        if code is None:
            return
        if isinstance(made, FunctionType) and code is made.__code__:
            self._add_each((made.__defaults__, made.__kwdefaults__))
            cells = zip(made.__code__.co_freevars, made.__closure__ or (), strict=True)
            for _, cell in sorted(cells, key=lambda pair: pair[0]):
                self.add(cell.cell_contents)
        known = getattr(sys.modules.get(made.__module__), "__dict__", {})
        names = sorted({name for part in _codes(code) for name in part.co_names})
        for name in names:
            used = known.get(name)
            if not isinstance(used, ModuleType):
                self._add_named(name, used)
            elif not _is_library(used.__name__):
                for entry in names:
                    self._add_named(f"{name}.{entry}", vars(used).get(entry))

    def _add_definition(self, made: Any) -> CodeType | None:
        """Append the source of a function that a decorator has made anew, and return its code."""
        try:
            text = inspect.getsource(sys.modules[made.__module__])
        except (OSError, TypeError, KeyError):
            text = ""
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.name == made.__name__:
                segment = textwrap.dedent(ast.get_source_segment(text, node, padded=True) or "")
                self.texts.append(segment)
                return compile(segment, "definition", "exec")
        if not isinstance(made, FunctionType):
            return None
        self.texts += [repr(c) for code in _codes(made.__code__) for c in _constants(code)]
        return made.__code__

    def _add_named(self, name: str, value: Any) -> None:
        if value is not None and not isinstance(value, ModuleType):
            self.texts.append(name)
            self.add(value)


def _is_strategy(value: Any) -> bool:
    return type(value).__module__.startswith("hypothesis") and hasattr(value, "__dict__")


def _is_library(module: str) -> bool:
    """Return whether a module is not part of what the test's author wrote."""
    top = module.partition(".")[0]
    if top in LIBRARIES or module.startswith("pysoftmax.testing"):
        return True
    file = getattr(sys.modules.get(module), "__file__", None) or ""
    installed = {"site-packages", "dist-packages"} & set(Path(file).parts)
    return bool(installed) and top != "pysoftmax"


def _codes(code: CodeType) -> list[CodeType]:
    """Return a function's code and that of the functions and comprehensions in it."""
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return [code, *(nested for one in inner for nested in _codes(one))]


def _constants(code: CodeType) -> list[Any]:
    return [constant for constant in code.co_consts if not isinstance(constant, CodeType)]
