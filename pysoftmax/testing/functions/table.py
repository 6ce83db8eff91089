"""A table of functions: folders of .m files and of Python files, and how each pair is tested."""

from __future__ import annotations

import ast
import contextlib
import inspect
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["FunctionTableError", "Table"]

FOLDERS = ("octave", "python")
KEYS = {*FOLDERS, "tests", "strategies", "defaults", "functions"}
SHARED = {"nargout", "relative", "absolute", "strict", "setup", "reset", "random_seed", "examples"}
SHARED |= {"seed", "extras", "timeout", "printed", "compare"}
OWN = SHARED | {"python", "arguments", "outputs"}
"""What is written for a function: its port, its arguments, and keywords of `against_octave`."""
RULES = ("largest", "entrywise", "up_to_sign", "up_to_order", "exact")


class FunctionTableError(ValueError):
    """A table that cannot be used; the message says what to write instead."""


@dataclass(frozen=True)
class Table:
    """A table of functions.

    Attributes
    ----------
    path
        The TOML file; all other paths in it are relative to its folder.
    octave, python
        Folders of .m files and of .py files.
    tests
        Files or folders of tests made with `against_octave`.
    strategies
        The Python file whose names the table may use for arguments.
    functions
        By the name of a .m file, how it is tested.
    """

    path: Path
    octave: tuple[Path, ...]
    python: tuple[Path, ...] = ()
    tests: tuple[Path, ...] = ()
    strategies: Path | None = None
    functions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Table:
        """Read a table.

        Raises
        ------
        FunctionTableError
            If it is not TOML, has an unknown key, or names a file that does not exist.
        """
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise FunctionTableError(f"{path} cannot be read: {error}") from error
        _require_keys(content, KEYS, path.name)
        defaults = content.get("defaults", {})
        _require_keys(defaults, SHARED, f"{path.name}, [defaults]")
        functions = {}
        for name, own in content.get("functions", {}).items():
            _require_keys(own, OWN, f"{path.name}, [functions.{name}]")
            functions[name] = {**defaults, **own}
        places = {key: _places(content, key, path) for key in (*FOLDERS, "tests")}
        if not places["octave"]:
            raise FunctionTableError(f"{path.name} has no octave; expected folders of .m files")
        (strategies,) = _places(content, "strategies", path) or (None,)
        table = cls(path, strategies=strategies, functions=functions, **places)
        unknown = sorted(set(functions) - set(table.m_files))
        if unknown:
            raise FunctionTableError(
                f"{path.name} has [functions.{unknown[0]}]; expected the name of a .m file in "
                f"{', '.join(map(str, content['octave']))}"
            )
        return table

    @cached_property
    def m_files(self) -> dict[str, Path]:
        """The .m files by name; of two with one name, that of the folder named first."""
        found: dict[str, Path] = {}
        for folder in self.octave:
            for file in sorted(folder.glob("*.m")):
                found.setdefault(file.stem, file.resolve())
        return found

    @cached_property
    def twins(self) -> dict[str, str]:
        """The ports by the names of their .m files, as ``module:function``.

        A port has the name of the .m file, or that name in lower case with underscores.
        """
        defined: dict[str, str] = {}
        for folder in self.python:
            for file in sorted(folder.rglob("*.py")):
                if _is_elsewhere(file.relative_to(folder)):
                    continue
                module = ".".join(file.relative_to(folder).with_suffix("").parts)
                for name in _functions_in(file):
                    defined.setdefault(name, f"{module}:{name}")
        found = {}
        for name in self.m_files:
            given = self.functions.get(name, {}).get("python")
            port = given or defined.get(name) or defined.get(_with_underscores(name))
            if port:
                found[name] = port
        return found

    def tests_of_pairs(self) -> dict[str, Callable[..., None]]:
        """Return a test of each function of the table, by its name.

        Raises
        ------
        FunctionTableError
            If a port or the arguments of a function cannot be found.
        """
        for folder in reversed([self.path.parent, *self.python]):
            if str(folder) not in sys.path:
                sys.path.insert(0, str(folder))
        return {name: self._test(name, given) for name, given in self.functions.items()}

    def _test(self, name: str, given: Mapping[str, Any]) -> Callable[..., None]:
        from pysoftmax.testing import against_octave

        where = f"{self.path.name}, [functions.{name}]"
        if "arguments" not in given:
            raise FunctionTableError(f"{where} has no arguments; expected the name of a strategy")
        keywords = {key: value for key, value in given.items() if key in SHARED | {"outputs"}}
        if "extras" in keywords:
            keywords["extras"] = [self.path.parent / extra for extra in keywords["extras"]]
        if "compare" in keywords:
            keywords["compare"] = _rule(keywords, where)
        test: Callable[..., None] = against_octave(
            self.m_files[name], arguments=self._arguments(given["arguments"], where), **keywords
        )(_called(name, self._port(name, where)))
        test.__doc__ = f"{name}.m and {self.twins[name]} agree."
        return test

    def _port(self, name: str, where: str) -> Callable[..., Any]:
        if name not in self.twins:
            raise FunctionTableError(
                f'{where} has no port; expected python = "module:function", or a function '
                f"{_with_underscores(name)} in a file of {', '.join(map(str, self.python))}"
            )
        module, _, function = self.twins[name].partition(":")
        try:
            port: Callable[..., Any] = getattr(import_module(module), function)
        except (ImportError, AttributeError, ValueError, SyntaxError) as error:
            raise FunctionTableError(
                f"{where}: {self.twins[name]} cannot be imported: {error}"
            ) from error
        return port

    def _arguments(self, given: str | list[str], where: str) -> Any:
        from hypothesis import strategies as st

        if isinstance(given, str):
            return self._named(given, where, whole=True)
        return st.tuples(*(self._named(name, where, whole=False) for name in given))

    def _named(self, name: str, where: str, whole: bool) -> Any:
        """A strategy by its name: for all arguments if `whole`, or else for one of them."""
        from hypothesis import strategies as st

        from pysoftmax.testing import inputs

        found = self._own.get(name)
        if found is None and not whole and name in inputs.__all__:
            found = getattr(inputs, name)()
        if callable(found) and not whole and not isinstance(found, st.SearchStrategy):
            found = st.composite(found)()
        if found is None:
            ready = f", or one of {', '.join(inputs.__all__)}" * (not whole)
            raise FunctionTableError(
                f"{where}: arguments has {name!r}; expected a name in "
                f"{self.strategies.name if self.strategies else 'strategies = FILE'}{ready}"
            )
        return found

    @cached_property
    def _own(self) -> dict[str, Any]:
        """The names of the table's file of strategies."""
        if self.strategies is None:
            return {}
        sys.path.insert(0, str(self.strategies.parent))
        return vars(import_module(self.strategies.stem))


def _require_keys(given: Any, allowed: set[str], where: str) -> None:
    if not isinstance(given, dict):
        raise FunctionTableError(f"{where} is {given!r}; expected a table of keys and values")
    for key in given:
        if key not in allowed:
            raise FunctionTableError(
                f"{where} has the key {key!r}; expected one of {sorted(allowed)}"
            )


def _places(content: Mapping[str, Any], key: str, path: Path) -> tuple[Path, ...]:
    """The files or folders that a key names."""
    given = content.get(key, [])
    places = tuple(path.parent / name for name in ([given] if isinstance(given, str) else given))
    for place in places:
        if not (place.is_dir() if key in FOLDERS else place.exists()):
            what = "a folder" if key in FOLDERS else "a file or folder"
            raise FunctionTableError(
                f"{path.name}: {key} has {str(place)!r}; expected {what} that exists"
            )
    return places


def _with_underscores(name: str) -> str:
    """``computeCost`` as ``compute_cost``, ``PCAWhiten`` as ``pca_whiten``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _is_elsewhere(file: Path) -> bool:
    """Whether a file is in an environment or another hidden folder."""
    return any(part.startswith(".") or part == "site-packages" for part in file.parts)


def _functions_in(file: Path) -> list[str]:
    """The functions of a Python file, which is not run; none if it cannot be parsed."""
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):
        return []
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


def _rule(keywords: dict[str, Any], where: str) -> Any:
    """The rule of a name, with the tolerances of the same function."""
    from pysoftmax.testing import closeness

    name = keywords["compare"]
    if name not in RULES:
        raise FunctionTableError(
            f"{where}: compare is {name!r}; expected one of {', '.join(RULES)}"
        )
    strict = keywords.pop("strict", False)
    given = {key: keywords.pop(key) for key in ("relative", "absolute") if key in keywords}
    if name == "exact":
        return closeness.exact(strict=strict)
    if name in ("largest", "entrywise"):
        return getattr(closeness, name)(**given, strict=strict)
    return getattr(closeness, name)(closeness.largest(**given, strict=strict))


def _called(name: str, port: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the port's arguments that calls it."""

    def call(*values: Any, **named: Any) -> Any:
        return port(*values, **named)

    with contextlib.suppress(TypeError, ValueError):  # some functions written in C have none
        call.__signature__ = inspect.signature(port)  # type: ignore[attr-defined]
    call.__name__ = call.__qualname__ = name
    return call
