"""Write the cases for the processes that run a submission."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from pysoftmax.comparison.calling import Calling
from pysoftmax.comparison.case import Case
from pysoftmax.comparison.objectives import Objective
from pysoftmax.languages import PYTHON, Language

__all__ = ["Request", "request"]


@dataclass(frozen=True)
class Request:
    """The cases as an unnamed file, and apart from it the functions among their arguments.

    Attributes
    ----------
    calls
        In the words of `inside.request` or of Octave's session.
    functions
        For `inside.evaluator` alone: no submission may have them.
    count
        How many functions there are.
    """

    calls: BinaryIO
    functions: BinaryIO
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
    write = _Writer(language)
    write.line(" ".join([str(len(cases)), *(fields if language.has_objects else ())]))
    for case in cases:
        write.call(case)
    apart = _Writer(PYTHON)
    apart.line(str(len(write.functions)))
    for objective in write.functions:
        apart.value(objective.formula.python)
        apart.value(dict(objective.parameters))
    return Request(_unnamed_file(write.parts), _unnamed_file(apart.parts), len(write.functions))


def _unnamed_file(parts: Sequence[bytes]) -> BinaryIO:
    if hasattr(os, "memfd_create"):
        file: BinaryIO = os.fdopen(os.memfd_create("pysoftmax"), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.writelines(parts)
    file.flush()
    file.seek(0)
    return file


class _Writer:
    """Write each value as a line that names its kind, followed by its bytes if it has any."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self.parts: list[bytes] = []
        self.functions: list[Objective] = []

    def line(self, text: str) -> None:
        self.parts.append(text.encode() + b"\n")

    def call(self, case: Case) -> None:
        """A call, with what goes before it, and the call that follows it if there is one."""
        if not self._language.has_objects:
            self.case(case)
            return
        self.case(case, "more" if isinstance(case, Calling) else "plain")
        if isinstance(case, Calling):
            self.value(case.constructor)
            self.mapping(case.attributes)
            self.mapping(case.variables)
            self.value(case.ignored)
            self.line("then" if case.then else "end")
            if case.then:
                self.call(case.then)

    def case(self, case: Case, *words: str) -> None:
        module, _, function = case.function.rpartition(":")
        head = (module or function, function, str(case.nargout), str(len(case.args)), *words)
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
        formula = objective.formula
        if formula.gives_answer:
            raise ValueError(f"objective {formula.name!r} gives the answer to a submission")
        self.line(f"function {len(self.functions)} {objective.nargout}")
        self.functions.append(objective)

    def array(self, value: Any) -> None:
        line, content = self._language.sent(np.asarray(value))
        self.line(line)
        self.parts.append(content)
