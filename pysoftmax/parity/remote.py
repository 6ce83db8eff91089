"""Compare a part of the cases in another process, on this machine or another.

`Instructions` say what is compared. The process checks that it has the same files and versions, and
keeps its Octave for the next part.
"""

from __future__ import annotations

import atexit
import io
import pickle
import platform
import threading
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pysoftmax.comparison.case import Implementation
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.objectives import Formula
from pysoftmax.comparison.tolerance import Tolerance
from pysoftmax.exercise import Excuse, Exercise, ExerciseError, load_exercise
from pysoftmax.octave import OctaveSession
from pysoftmax.parity.octave_folder import in_octave
from pysoftmax.parity.python_folder import of_folder
from pysoftmax.parity.run import FunctionParity, compare_function, made, numbered_cases
from pysoftmax.versions import differences_from, fingerprint, versions_here

__all__ = [
    "Instructions",
    "SomeCases",
    "WorkerDiffersError",
    "close",
    "compare_part",
    "differences",
    "spread",
]

CASES = 500
"""Of a part: it takes about a second, far longer than to send it."""
AHEAD = 3
"""Parts that are sent for each worker, so that none waits for the next."""


class WorkerDiffersError(RuntimeError):
    """A process would not compare as the one that asked it."""


@dataclass(frozen=True)
class Instructions:
    """What is compared.

    Attributes
    ----------
    exercise
        The exercise's name, or its folder, at the same path on every machine.
    octave_dir, python_dir
        The folders, likewise; no Python folder for the reference.
    trusted
        Whether the reference says which side is wrong.
    timeout
        Seconds that a call of Octave may take.
    expected
        What must be the same on every machine.
    """

    exercise: str
    octave_dir: str
    python_dir: str | None
    trusted: bool
    timeout: float
    expected: Mapping[str, str]

    @classmethod
    def of(
        cls, exercise: str, octave_dir: Path, python_dir: Path | None, trusted: bool, timeout: float
    ) -> Instructions:
        """Return the instructions for a run of this process."""
        python = str(python_dir.resolve()) if python_dir else None
        expected = _here(load_exercise(exercise), str(octave_dir), python)
        return cls(exercise, str(octave_dir), python, trusted, timeout, expected)


@dataclass(frozen=True)
class SomeCases:
    """Some of a function's cases.

    Attributes
    ----------
    function, cases, seed, without
        As of `planned_cases`.
    first, last
        Which of them: those from `first` on and before `last`.
    """

    function: str
    cases: int
    seed: int
    without: tuple[str, ...]
    first: int
    last: int


def _here(exercise: Exercise, octave_dir: str, python_dir: str | None) -> dict[str, str]:
    here = {
        **versions_here(),
        "exercise": exercise.revision,
        "--octave-dir": fingerprint(Path(octave_dir), ["m"]),
    }
    if python_dir is not None:
        here["--python-dir"] = fingerprint(Path(python_dir), ["py"])
    return here


def differences(instructions: Instructions) -> list[str]:
    """Return what is not as on the machine that asks, in words; none if all is."""
    try:
        exercise = load_exercise(instructions.exercise)
        here = _here(exercise, instructions.octave_dir, instructions.python_dir)
    except (ExerciseError, OSError) as error:
        return [f"the exercise cannot be loaded: {error}"]
    return differences_from(instructions.expected, here)


class _Bench:
    """What a process keeps from one part to the next."""

    def __init__(self, instructions: Instructions) -> None:
        wrong = differences(instructions)
        if wrong:
            raise WorkerDiffersError(f"on {platform.node()}, {'; '.join(wrong)}")
        self.instructions = instructions
        self.exercise = exercise = load_exercise(instructions.exercise)
        folder = instructions.python_dir
        self.python: Implementation = (
            of_folder(exercise, folder) if folder else exercise.reference()
        )
        self.trusted = exercise.reference() if instructions.trusted else None
        self.session = OctaveSession(instructions.timeout)
        self.octave = in_octave(exercise, self.session, Path(instructions.octave_dir))


_benches: list[_Bench] = []
_lock = threading.Lock()


def close() -> None:
    """End the Octave that this process has kept."""
    while _benches:
        _benches.pop().session.close()


atexit.register(close)


def compare_part(instructions: Instructions, part: SomeCases) -> bytes:
    """Compare, and return the pickled `FunctionParity`.

    Raises
    ------
    WorkerDiffersError
        If this process would not compare as the one that asks; the message says what differs.
    """
    with _lock:
        if not _benches or _benches[0].instructions != instructions:
            close()
            _benches.append(_Bench(instructions))
        (bench,) = _benches
        exercise = bench.exercise
        numbered = numbered_cases(exercise, part.function, part.cases, part.without)
        planned = made(numbered[part.first : part.last], part.seed)
        parity = compare_function(
            bench.python, bench.octave, planned, part.function, exercise, bench.trusted
        )
    buffer = io.BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(parity)
    return buffer.getvalue()


class _Pickler(pickle.Pickler):
    """Names claims, excuses and formulas, which hold functions: the other side has its own.

    A bound that is a function, since few are needed, travels as what it gives.
    """

    def reducer_override(self, thing: Any) -> Any:
        if isinstance(thing, Tolerance) and callable(thing.bound):
            return Tolerance, (thing.name, thing.why, thing.largest(), thing.zero_signs)
        return NotImplemented

    def persistent_id(self, thing: Any) -> tuple[str, str] | None:
        if isinstance(thing, Claim):
            return "claim", thing.key
        if isinstance(thing, Excuse):
            return "excuse", thing.name
        if isinstance(thing, Formula):
            return "formula", thing.name
        return None


class _Unpickler(pickle.Unpickler):
    def __init__(self, content: bytes, exercise: Exercise) -> None:
        super().__init__(io.BytesIO(content))
        self._exercise = exercise

    def persistent_load(self, name: tuple[str, str]) -> Claim | Excuse | Formula:
        kind, key = name
        if kind == "claim":
            return self._exercise.claims[key]
        if kind == "formula":
            return self._exercise.formulas[key]
        return next(excuse for excuse in self._exercise.excuses if excuse.name == key)


def spread(
    exercise: Exercise,
    function: str,
    cases: int,
    seed: int,
    without: Collection[str],
    instructions: Instructions,
    executor: Executor,
    workers: int,
    advance: Callable[[int], None] = lambda cases: None,
) -> FunctionParity:
    """Compare a function's cases in parts, several at a time.

    The result is that of `compare_function`, whose parameters these are.

    Parameters
    ----------
    exercise, function, cases, seed, without
        Which cases: as of `planned_cases`.
    instructions
        What the executor's processes compare.
    executor
        Runs `compare_part`.
    workers
        How many parts it runs at a time.
    advance
        Told how many cases more are done.
    """
    count = len(numbered_cases(exercise, function, cases, without))
    starts = list(range(0, count, CASES))
    parity = FunctionParity(function)
    under_way: dict[int, Future[bytes]] = {}
    for place, first in enumerate(starts):
        for ahead in starts[place : place + workers * AHEAD]:
            if ahead not in under_way:
                last = min(count, ahead + CASES)
                part = SomeCases(function, cases, seed, tuple(without), ahead, last)
                under_way[ahead] = executor.submit(compare_part, instructions, part)
        later: FunctionParity = _Unpickler(under_way[first].result(), exercise).load()
        under_way[first] = Future()  # its result is not needed any more
        parity.add(later)
        advance(min(count, first + CASES) - first)
    return parity
