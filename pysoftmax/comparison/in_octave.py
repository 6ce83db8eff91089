"""The .m files of a folder, called in a live Octave, as an implementation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from pysoftmax.comparison.case import Answer, Case, Failure
from pysoftmax.comparison.files import files_in_place
from pysoftmax.comparison.objectives import Objective
from pysoftmax.octave.codec import Handle
from pysoftmax.octave.errors import (
    OctaveCrashError,
    OctaveMissingError,
    OctaveNotAskedError,
    OctaveTimeoutError,
)
from pysoftmax.octave.session import Call, OctaveSession, Reply

__all__ = ["InOctave", "handle_of", "octave_call"]

PATIENCE = 3
"""How often a function may hang or crash Octave: each costs up to two time-outs and a restart."""


class InOctave:
    """The .m files of a directory, called in a live Octave, many cases in one round trip.

    Parameters
    ----------
    session
        The Octave to use; others may use it too.
    directory
        Where the files are, each named after its function.
    extras
        Folders that follow it on the path.

    Notes
    -----
    A function that hangs or crashes Octave `PATIENCE` times is not called again.
    """

    def __init__(
        self, session: OctaveSession, directory: str | Path, extras: Sequence[str | Path] = ()
    ) -> None:
        self.directory = Path(directory).resolve()
        self.name = self.directory.name
        self.extras = tuple(map(Path, extras))
        self._session = session
        self._lost: Counter[str] = Counter()

    def has(self, function: str) -> bool:
        """Return whether there is a .m file of that name."""
        folders = (self.directory, *self.extras)
        return any((folder / f"{function}.m").is_file() for folder in folders)

    def borrows(self, function: str, lent: Collection[Path]) -> bool:
        """Return whether the function is found only in folders that are not the directory's own."""
        own = [self.directory, *(folder for folder in self.extras if folder not in lent)]
        return not any((folder / f"{function}.m").is_file() for folder in own)

    def answer(self, cases: Sequence[Case]) -> list[Answer]:
        """Return one answer per case, in order."""
        with files_in_place(cases) as placed:
            calls = [octave_call(case) for case in placed]
            replies: list[Reply] = []
            for function, group in groupby(calls, key=attrgetter("function")):
                replies += self._ask(function, list(group))
        return [_octave_answer(reply) for reply in replies]

    def _ask(self, function: str, calls: Sequence[Call]) -> list[Reply]:
        """Ask until all calls are answered, or the function has failed `PATIENCE` times."""
        replies: list[Reply] = []
        while len(replies) < len(calls) and self._lost[function] < PATIENCE:
            rest = calls[len(replies) :]
            replies += self._session.batch(rest, self.directory, self.extras, go_on=False)
            self._lost[function] += replies[-1].ended_octave
        not_asked = OctaveNotAskedError(
            f"not asked: {function}.m hung or crashed Octave {PATIENCE} times before"
        )
        return replies + [Reply(error=not_asked)] * (len(calls) - len(replies))


def octave_call(case: Case) -> Call:
    """Return the case as a call for Octave."""
    args = tuple(map(_for_octave, case.args))
    return Call(case.function, args, case.nargout, case.seed)


def handle_of(objective: Objective) -> Handle:
    """Return the function handle that an objective is in Octave."""
    formula = objective.formula
    parameters = dict(objective.parameters)
    return Handle("pysoftmax_objective", formula.octave_name, formula.octave, parameters)


def _for_octave(argument: Any) -> Any:
    return handle_of(argument) if isinstance(argument, Objective) else argument


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
