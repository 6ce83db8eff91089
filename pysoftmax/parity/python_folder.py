"""The functions of a directory of Python files, called as the exercise says they are called."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from pysoftmax.conformance.implementations import EXERCISE, InProcess
from pysoftmax.conformance.objectives import Objective
from pysoftmax.conformance.problems import START_SEED
from pysoftmax.model import SoftmaxModel
from pysoftmax.octave_random import randn

__all__ = ["of_directory"]

Function = Callable[..., Any]


def of_directory(directory: str | Path) -> InProcess:
    """The functions of a directory of Python files, each named after its function.

    The directory is on the import path while a function is loaded or called, so that the files
    may import each other. The functions are called as those of the starter kit: softmaxPredict
    with a `SoftmaxModel`, computeNumericalGradient with a J of one output or two. softmaxTrain is
    left out unless it takes its start, theta0: a random one is not Octave's.

    Raises
    ------
    ImportError
        When a file cannot be imported, or holds no function of its name.
    """
    folder = Path(directory).resolve()
    paths = {name: folder / f"{name}.py" for name in EXERCISE}
    functions = {n: _from_file(folder, path, n) for n, path in paths.items() if path.is_file()}
    left_out = {}
    if "softmaxTrain" in functions and not _takes_start(functions["softmaxTrain"]):
        left_out["softmaxTrain"] = (
            "it starts from random numbers of its own; give it an argument theta0 "
            "(numClasses * inputSize numbers to start from) to have it compared"
        )
        del functions["softmaxTrain"]
    for name in _CALLED.keys() & functions.keys():
        functions[name] = functools.wraps(functions[name])(_CALLED[name](functions[name]))
    return InProcess(folder.name, functions, left_out=left_out)


def _with_model(softmaxPredict: Function) -> Function:
    """Hand over a model whose fields are reached by attribute or by key."""
    return lambda model, *rest: softmaxPredict(SoftmaxModel.from_any(model), *rest)


def _with_either_j(computeNumericalGradient: Function) -> Function:
    """The starter kit's J gives ``(value, gradient)``, the formula's a value: either will do."""

    def call(J: Objective, *rest: Any) -> Any:
        try:
            return computeNumericalGradient(replace(J, nargout=2), *rest)
        except Exception:
            return computeNumericalGradient(replace(J, nargout=1), *rest)

    return call


def _from_octaves_start(softmaxTrain: Function) -> Function:
    """Start where Octave's softmaxTrain starts."""

    def call(inputSize: int, numClasses: int, *rest: Any) -> Any:
        theta0 = 0.005 * randn(START_SEED, numClasses * inputSize)
        return softmaxTrain(inputSize, numClasses, *rest, theta0=theta0)

    return call


_CALLED = {
    "softmaxPredict": _with_model,
    "computeNumericalGradient": _with_either_j,
    "softmaxTrain": _from_octaves_start,
}


def _takes_start(softmaxTrain: Function) -> bool:
    return "theta0" in inspect.signature(softmaxTrain).parameters


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
    except (Exception, SystemExit) as error:
        if sys.modules.get(name) is module:
            del sys.modules[name]
        raise ImportError(f"{path} cannot be imported: {type(error).__name__}: {error}") from error
    return module


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
