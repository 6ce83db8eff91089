"""Ways to reach an implementation from this process.

`InProcess` calls Python functions here; `InOctave` calls a directory of .m files through a live
session. (`pysoftmax.conformance.directory` has those of a directory of Python files; the grader has
its own, which keeps a submission in a sandbox.)
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import io
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from pysoftmax.conformance.case import Answer, Case, Failure
from pysoftmax.conformance.files import files_in_place
from pysoftmax.conformance.objectives import Objective
from pysoftmax.conformance.problems import START_SEED
from pysoftmax.octave.codec import Handle
from pysoftmax.octave.errors import (
    OctaveCrashError,
    OctaveMissingError,
    OctaveNotAskedError,
    OctaveTimeoutError,
)
from pysoftmax.octave.session import Call, OctaveSession, Reply

__all__ = ["EXERCISE", "InOctave", "InProcess", "octave_call", "of_pysoftmax", "without_mex"]

EXERCISE = (
    "softmaxCost",
    "softmaxPredict",
    "softmaxTrain",
    "computeNumericalGradient",
    "checkNumericalGradient",
    "loadMNISTImages",
    "loadMNISTLabels",
    "display_network",
    "minFunc",
)
"""The functions that are compared, and the files they stand in."""


class InProcess:
    """Python functions called in this process, one case at a time.

    Parameters
    ----------
    name
        For reports.
    functions
        By the exercise's names.
    silent
        Whether what they print is swallowed. That holds for the whole process while they run, so
        functions that are called from several threads at a time must not be.
    left_out
        Functions that are there and yet cannot be compared, and why.
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
        """Whether there is a function of that name."""
        return function in self._functions

    def answer(self, cases: Sequence[Case]) -> list[Answer]:
        """One answer per case, in order."""
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
            kind = type(error).__name__
            return Answer(failure=Failure("error", f"{kind}: {error}", kind))
        seconds = time.perf_counter() - started
        return _read(result, case, seconds)


def _call(function: Callable[..., Any], case: Case) -> Any:
    """Call it; how many outputs are wanted is said to who can be told."""
    if case.function == "softmaxPredict" and case.nargout > 1 and _takes(function, 3):
        return function(*case.args, case.nargout)
    return function(*case.args)


def _takes(function: Callable[..., Any], count: int) -> bool:
    """Whether so many positional arguments can be given."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    return True


def _read(result: Any, case: Case, seconds: float) -> Answer:
    """The outputs asked for, as arrays and dicts."""
    outputs = tuple(result) if isinstance(result, (tuple, list)) else (result,)
    if len(outputs) < case.nargout:
        message = f"{case.function} returned {len(outputs)} of {case.nargout} outputs"
        return Answer(failure=Failure("invalid", message), seconds=seconds)
    values = tuple(as_value(output) for output in outputs[: case.nargout])
    return Answer(values, seconds=seconds)


def as_value(output: Any) -> Any:
    """A number or array as an array, a mapping or an object with fields as a dict, text as is.

    What has no numbers at all becomes a TypeError that says so, as with what Octave gives back:
    it is wrong where it is judged, and only there.
    """
    if isinstance(output, str):
        return output
    if isinstance(output, Mapping):
        return {str(key): as_value(value) for key, value in output.items()}
    fields = getattr(output, "__dict__", None) or getattr(output, "__slots__", None)
    if fields and not isinstance(output, (np.ndarray, np.generic)):
        names = [name for name in fields if not name.startswith("_")]
        return {name: as_value(getattr(output, name)) for name in names}
    array = np.asarray(output)
    if array.dtype.kind not in "biufc":
        return TypeError(f"a {type(output).__name__}, not numbers")
    return array


def of_pysoftmax() -> InProcess:
    """The functions of pysoftmax itself."""
    functions = {}
    for name in EXERCISE:
        functions[name] = getattr(importlib.import_module(f"pysoftmax.{name}"), name)
    functions["softmaxTrain"] = functools.partial(functions["softmaxTrain"], seed=START_SEED)
    functions["display_network"] = _without_drawing(functions["display_network"])
    return InProcess("pysoftmax", functions)


def _without_drawing(function: Callable[..., Any]) -> Callable[..., Any]:
    """The picture alone is compared; without Matplotlib there is nothing to draw it with."""

    def call(*args: Any) -> Any:
        with mock.patch.dict(sys.modules, {"matplotlib": None}):
            return function(*args)

    return call


PATIENCE = 3
"""Each time costs up to twice the time-out, and a new Octave."""


class InOctave:
    """The .m files of a directory, called in a live Octave, many cases in one go.

    Parameters
    ----------
    session
        The Octave to use; others may use it too.
    directory
        Where the files are, named as in the exercise.
    extras
        Folders that come after it on the path. Where `directory` holds a ``minFunc`` folder it
        is added, since the original's ``addpath minFunc/`` is relative.

    Notes
    -----
    A function that hangs or takes Octave down `PATIENCE` times is not asked any more.
    """

    def __init__(
        self, session: OctaveSession, directory: str | Path, extras: Sequence[str | Path] = ()
    ) -> None:
        self.directory = Path(directory).resolve()
        self.name = self.directory.name
        own = self.directory / "minFunc"
        self.extras = (*((own,) if own.is_dir() else ()), *map(Path, extras))
        self._session = session
        self._lost: Counter[str] = Counter()

    def has(self, function: str) -> bool:
        """Whether there is a .m file of that name."""
        folders = (self.directory, *self.extras)
        return any((folder / f"{function}.m").is_file() for folder in folders)

    def answer(self, cases: Sequence[Case]) -> list[Answer]:
        """One answer per case, in order."""
        with files_in_place(cases) as placed:
            calls = [octave_call(case) for case in placed]
            replies: list[Reply] = []
            for function, group in groupby(calls, key=attrgetter("function")):
                replies += self._ask(function, list(group))
        return [_octave_answer(reply) for reply in replies]

    def _ask(self, function: str, calls: Sequence[Call]) -> list[Reply]:
        """Ask until all is answered or patience is at its end."""
        replies: list[Reply] = []
        while len(replies) < len(calls) and self._lost[function] < PATIENCE:
            rest = calls[len(replies) :]
            replies += self._session.batch(rest, self.directory, self.extras, go_on=False)
            self._lost[function] += replies[-1].ended_octave
        not_asked = OctaveNotAskedError(
            f"not asked: {function}.m hung or took Octave down {PATIENCE} times before"
        )
        return replies + [Reply(error=not_asked)] * (len(calls) - len(replies))


def octave_call(case: Case) -> Call:
    """The case as Octave is asked it."""
    args = tuple(_for_octave(argument) for argument in without_mex(case).args)
    seed = START_SEED if case.function == "softmaxTrain" else None
    return Call(case.function, args, case.nargout, seed)


def without_mex(case: Case) -> Case:
    """The case with the option ``useMex = 0``, if it has minFunc's options.

    minFunc's compiled helpers are for MATLAB; handed in from outside, the option lets a
    softmaxTrain.m that knows nothing of it run as it is.
    """
    place = {"softmaxTrain": 5, "minFunc": 2}.get(case.function)
    if place is None or len(case.args) <= place:
        return case
    args = list(case.args)
    args[place] = {**args[place], "useMex": 0}
    return replace(case, args=tuple(args))


def _for_octave(argument: Any) -> Any:
    if isinstance(argument, Objective):
        return Handle("pysoftmax_objective", argument.name, dict(argument.parameters))
    return argument


def _octave_answer(reply: Reply) -> Answer:
    error = reply.error
    if error is None:
        return Answer(reply.values, seconds=reply.seconds)
    kinds = {
        OctaveTimeoutError: "timeout",
        OctaveCrashError: "crash",
        OctaveMissingError: "missing",
        OctaveNotAskedError: "not asked",
    }
    kind: Any = kinds.get(type(error), "error")
    return Answer(failure=Failure(kind, str(error), error.identifier), seconds=reply.seconds)
