"""The functions of a folder of Python files, as an implementation."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from pysoftmax.comparison.in_process import InProcess
from pysoftmax.exercise import Exercise

__all__ = ["of_folder"]

Function = Callable[..., Any]


def of_folder(exercise: Exercise, directory: str | Path) -> InProcess:
    """The functions of a folder of Python files, each named after its function.

    The folder is on the import path while a function is loaded or called, so that the files may
    import each other.

    Raises
    ------
    ImportError
        If a file cannot be imported, or holds no function of its name.
    """
    folder = Path(directory).resolve()
    paths = {name: folder / f"{name}.py" for name in exercise.compared}
    functions = {n: _from_file(folder, path, n) for n, path in paths.items() if path.is_file()}
    adapted, left_out = exercise.python_folder(functions)
    return InProcess(folder.name, adapted, left_out=left_out)


def _from_file(folder: Path, path: Path, name: str) -> Function:
    """The function `name` of a file, called with its folder on the import path."""
    with _importing_from(folder):
        module = _imported(path, name)
    function = getattr(module, name, None)
    if not callable(function):
        raise ImportError(f"{path} holds no function {name}; it should define one")

    @functools.wraps(function)
    def call(*args: Any, **named: Any) -> Any:
        with _importing_from(folder):
            return function(*args, **named)

    return call


def _imported(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(name, module)
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        _forget(name, module)
        place = f"line {error.lineno}: {error.msg}" if error.lineno else error.msg
        where = "" if error.filename in (None, str(path)) else f" of {error.filename}"
        raise ImportError(f"{path} cannot be parsed: {place}{where}") from error
    except (Exception, SystemExit) as error:
        _forget(name, module)
        raise ImportError(f"{path} cannot be imported: {type(error).__name__}: {error}") from error
    return module


def _forget(name: str, module: ModuleType) -> None:
    if sys.modules.get(name) is module:
        del sys.modules[name]


@contextlib.contextmanager
def _importing_from(folder: Path) -> Iterator[None]:
    """With the folder on the import path, and the working folder as it was afterwards."""
    sys.path.insert(0, str(folder))
    before = Path.cwd()
    try:
        yield
    finally:
        os.chdir(before)
        sys.path.remove(str(folder))
