"""Python functions called in this process, as an implementation."""

from __future__ import annotations

import contextlib
import inspect
import io
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pysoftmax.comparison.case import FEW_OUTPUTS, Answer, Case, Failure
from pysoftmax.comparison.files import files_in_place
from pysoftmax.words import kind

__all__ = ["InProcess", "as_value"]


class InProcess:
    """Python functions called in this process, one case at a time.

    Parameters
    ----------
    name
        For reports.
    functions
        By name.
    silent
        Whether to discard what they print. This affects the whole process while they run, so do not
        use it for functions that are called from several threads at a time.
    left_out
        Functions that exist but cannot be compared, and why.
    """

    def __init__(
        self,
        name: str,
        functions: Mapping[str, Callable[..., Any]],
        *,
        silent: bool = True,
        left_out: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.left_out = dict(left_out or {})
        self._functions = dict(functions)
        self._silent = silent

    def has(self, function: str) -> bool:
        """Return whether there is a function of that name."""
        return function in self._functions

    def answer(self, cases: Sequence[Case]) -> list[Answer]:
        """Return one answer per case, in order."""
        with contextlib.ExitStack() as stack:
            if self._silent:
                silence = io.StringIO()
                stack.enter_context(contextlib.redirect_stdout(silence))
                stack.enter_context(contextlib.redirect_stderr(silence))
            placed = stack.enter_context(files_in_place(cases))
            return [self._answer(case) for case in placed]

    def _answer(self, case: Case) -> Answer:
        function = self._functions.get(case.function)
        if function is None:
            return Answer(failure=Failure("missing", f"{self.name} has no {case.function}"))
        started = time.perf_counter()
        try:
            result = _call(function, case)
        except (Exception, SystemExit) as error:
            name = type(error).__name__
            return Answer(failure=Failure("error", f"{name}: {error}", name))
        seconds = time.perf_counter() - started
        return _read(result, case, seconds)


def _call(function: Callable[..., Any], case: Case) -> Any:
    """Call it, with `nargout` if it has an argument of that name, and its keyword `seed`."""
    if case.nargout == 1 and case.seed is None:
        return function(*case.args)
    taken, named = _parameters(function), dict[str, Any]()
    if case.nargout > 1 and "nargout" in taken:
        named["nargout"] = case.nargout
    if case.seed is not None and taken.get("seed") == inspect.Parameter.KEYWORD_ONLY:
        named["seed"] = case.seed
    return function(*case.args, **named)


def _parameters(function: Callable[..., Any]) -> Mapping[str, Any]:
    """Return the kind of each argument, by name."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):  # some functions written in C have none
        return {}
    return {name: parameter.kind for name, parameter in parameters.items()}


def _read(result: Any, case: Case, seconds: float) -> Answer:
    """Return the requested outputs, as arrays and dicts."""
    outputs = tuple(result) if isinstance(result, (tuple, list)) else (result,)
    if len(outputs) < case.nargout:
        message = f"{case.function} returned {len(outputs)} of {case.nargout} outputs"
        return Answer(failure=Failure("invalid", message, FEW_OUTPUTS), seconds=seconds)
    values = tuple(as_value(output) for output in outputs[: case.nargout])
    return Answer(values, seconds=seconds)


def as_value(output: Any) -> Any:
    """A number or array as an array, a mapping or an object with fields as a dict, text as is.

    Anything else becomes a TypeError that says so, as do Octave's values. The answer is wrong only
    if this output is judged.
    """
    if isinstance(output, str):
        return output
    if isinstance(output, Mapping):
        return {str(key): as_value(value) for key, value in output.items()}
    fields = getattr(output, "__dict__", None) or getattr(output, "__slots__", None)
    if fields and not isinstance(output, (np.ndarray, np.generic, int)):
        names = [name for name in fields if not name.startswith("_")]
        return {name: as_value(getattr(output, name)) for name in names}
    array = np.asarray(output)  # an IntEnum too: it is a number that has fields
    if array.dtype.kind not in "biufc":
        return TypeError(f"{kind(output)}; expected numbers")
    return array
