"""Write the cases for the processes that run a submission."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pysoftmax.comparison.calling import Calling
from pysoftmax.comparison.case import Case
from pysoftmax.comparison.objectives import Objective
from pysoftmax.grader.unnamed_file import UnnamedFile
from pysoftmax.grader.workers import octave_file
from pysoftmax.languages import Language

__all__ = ["Request", "request"]

REMEMBERED = 64
"""How many requests are kept; those that each submission is asked take 200 KB."""


@dataclass(frozen=True)
class Request:
    """The cases as an unnamed file, and apart from it the functions among their arguments.

    Attributes
    ----------
    calls
        In the words of `inside.request`, or as a file that Octave loads.
    functions
        For `inside.evaluator` alone: no submission may have them.
    count
        How many functions there are.
    """

    calls: UnnamedFile
    functions: UnnamedFile
    count: int

    def __enter__(self) -> Request:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.calls.close()
        self.functions.close()


def request(cases: Sequence[Case], language: Language, fields: Sequence[str] = ()) -> Request:
    """Write the cases for a submission's process.

    In a language with objects, one with one of the `fields` represents a struct.
    """
    calls, functions, count = _written(tuple(cases), language, tuple(fields))
    return Request(
        UnnamedFile(calls, in_memory=True), UnnamedFile(functions, in_memory=True), count
    )


@functools.lru_cache(maxsize=REMEMBERED)
def _written(
    cases: tuple[Case, ...], language: Language, fields: tuple[str, ...]
) -> tuple[bytes, bytes, int]:
    """The contents of a request's files, and how many functions there are.

    A class is asked the same cases again and again: a case is equal to itself only.
    """
    write = _IN_OWN_FORMAT.get(language.key, _in_lines)
    parts, functions = write(cases, fields)
    apart = _Writer()
    apart.line(str(len(functions)))
    for objective in functions:
        if objective.formula.gives_answer:
            name = objective.formula.name
            raise ValueError(f"objective {name!r} gives the answer to a submission")
        apart.value(objective.formula.python)
        apart.value(dict(objective.parameters))
    return b"".join(parts), b"".join(apart.parts), len(functions)


def _in_lines(cases: Sequence[Case], fields: Sequence[str]) -> tuple[list[bytes], list[Objective]]:
    """Return the lines that `inside.request` reads, and the functions among the arguments."""
    write = _Writer()
    write.line(" ".join([str(len(cases)), *fields]))
    for case in cases:
        write.call(case)
    return write.parts, write.functions


def _for_octave(
    cases: Sequence[Case], fields: Sequence[str]
) -> tuple[list[bytes], list[Objective]]:
    """A cell array of calls. `functions` has the positions and numbers of the functions."""
    calls: list[bytes] = []
    functions: list[Objective] = []
    for case in cases:
        file, name = names(case)
        args: list[Any] = []
        places: list[tuple[int, int]] = []
        for position, value in enumerate(case.args, 1):
            if isinstance(value, Objective):
                places.append((position, len(functions)))
                functions.append(value)
            args.append(None if isinstance(value, Objective) else value)
        call = {"file": file, "name": name, "nargout": case.nargout, "args": args}
        calls.append(octave_file.value({**call, "functions": np.reshape(places, (-1, 2)).T}))
    return [octave_file.file_of("calls", octave_file.cell(calls))], functions


_IN_OWN_FORMAT = {"octave": _for_octave}
"""What writes the cases for a language that does not read them in lines."""


def names(case: Case) -> tuple[str, str]:
    """Return the file and the function that a case is about."""
    file, _, function = case.function.rpartition(":")
    return file or function, function


class _Writer:
    """Write each value as a line that names its kind, followed by its bytes if it has any."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.functions: list[Objective] = []

    def line(self, text: str) -> None:
        self.parts.append(text.encode() + b"\n")

    def call(self, case: Case) -> None:
        """A call, with what goes before it, and the call that follows it if there is one."""
        self.case(case, "more" if isinstance(case, Calling) else "plain")
        if isinstance(case, Calling):
            self.value(case.constructor)
            self.mapping(case.keywords)
            self.value(case.closure)
            self.mapping(case.attributes)
            self.mapping(case.variables)
            self.value(case.ignored)
            self.line("then" if case.then else "end")
            if case.then:
                self.call(case.then)

    def case(self, case: Case, *words: str) -> None:
        head = (*names(case), str(case.nargout), str(len(case.args)), *words)
        self.line(" ".join(head))
        for value in case.args:
            self.value(value)

    def value(self, value: Any) -> None:
        if value is None:
            self.line("none")
        elif isinstance(value, bool | np.bool_):
            self.line(f"bool {int(value)}")
        elif isinstance(value, int | np.integer):
            self.line(f"int {int(value)}")
        elif isinstance(value, float | np.floating):
            self.line(f"float {float(value)!r}")
        elif isinstance(value, str):
            self.sized("text", value.encode())
        elif isinstance(value, Mapping):
            self.mapping(value)
        elif isinstance(value, tuple):
            self.line(f"tuple {len(value)}")
            for entry in value:
                self.value(entry)
        elif isinstance(value, Objective):
            self.objective(value)
        else:
            self.array(value)

    def sized(self, kind: str, content: bytes) -> None:
        self.line(f"{kind} {len(content)}")
        self.parts.append(content)

    def mapping(self, fields: Mapping[str, Any]) -> None:
        self.line(f"dict {len(fields)}")
        for name, value in fields.items():
            self.value(name)
            self.value(value)

    def objective(self, objective: Objective) -> None:
        self.line(f"function {len(self.functions)} {objective.nargout}")
        self.functions.append(objective)

    def array(self, value: Any) -> None:
        array = np.asarray(value)
        if array.dtype.hasobject:
            raise ValueError(f"an argument is an array of {array.dtype}; expected numbers")
        by_columns = array.flags.f_contiguous and not array.flags.c_contiguous
        order: Literal["F", "C"] = "F" if by_columns else "C"
        self.line(" ".join(["array", array.dtype.str, order, *map(str, array.shape)]))
        self.parts.append(array.tobytes(order=order))
