"""A course's conventions: how a case is put to its students, and how their answers are read.

Grading always compares in the exercise's own conventions. A course that names its functions or
orders their arguments otherwise says so in its rubric; the translation happens here, in both
directions. An exercise with more conventions (how a matrix is unrolled, say) has a subclass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.exercise.function import Function
from pysoftmax.exercise.mistakes import Course, Language
from pysoftmax.exercise.table import (
    TableError,
    as_table,
    is_name,
    known_keys,
    names_listed,
    take,
)

__all__ = [
    "Conventions",
    "entry_in_words",
    "flat",
    "is_numeric",
    "read_arguments",
    "read_functions",
    "read_plain_conventions",
    "signatures_of",
]


@dataclass(frozen=True)
class Conventions:
    """A course's conventions; the defaults are the exercise's.

    Attributes
    ----------
    signatures
        The exercise's functions, each with the names of its arguments.
    functions
        The course's name of each function where it differs. ``file.function`` for a Python
        function in a file of another name.
    arguments
        The order of a function's arguments where it differs, by the exercise's names; arguments
        may be left out.
    """

    signatures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def name(self, function: str) -> str:
        """The function's own name in this course."""
        return self.functions.get(function, function).rpartition(".")[2]

    def file(self, function: str) -> str:
        """The name, without suffix, of the file that holds the function."""
        called = self.functions.get(function, function)
        return called.rpartition(".")[0] or called

    def files(self) -> tuple[str, ...]:
        """The names, without suffix, of all files that hold a function."""
        return tuple(dict.fromkeys(map(self.file, self.signatures)))

    def argument_names(self, function: str) -> tuple[str, ...]:
        """The function's arguments in this course's order."""
        return tuple(self.arguments.get(function, self.signatures[function]))

    def to_student(self, case: Case, language: Language) -> Case:
        """The case as this course would put it, its function as ``file:function``."""
        values = dict(zip(self.signatures[case.function], case.args, strict=False))
        return self.called(case, self.given(case, values, language))

    def given(self, case: Case, values: dict[str, Any], language: Language) -> dict[str, Any]:
        """The arguments by name, each as this course would give it; for a subclass to change."""
        return values

    def called(self, case: Case, values: Mapping[str, Any]) -> Case:
        """The case with this course's name and order of arguments."""
        names = self.argument_names(case.function)
        return Case(
            f"{self.file(case.function)}:{self.name(case.function)}",
            tuple(values[name] for name in names if name in values),
            case.nargout,
            case.about,
        )

    def from_student(self, case: Case, answer: Answer) -> Answer:
        """The answer in the exercise's conventions. Values count, shapes of vectors do not."""
        if answer.failure is not None:
            return answer
        return Answer(tuple(map(flat, answer.values)), None, answer.seconds)

    def as_returned(self, case: Case, answer: Answer) -> Answer:
        """An answer in the exercise's conventions as a student of this course would see it."""
        return answer

    def course(self, language: Language) -> Course:
        """The conventions, for what explains mistakes."""
        return Course(language)

    def place(self, output: str, index: tuple[int, ...], case: Case, language: Language) -> str:
        """Where an entry of an output is, as the submission's language and course count."""
        return entry_in_words(index, language)

    def entry(self, output: str, value: Any) -> Any:
        """One entry of an output as a student of this course would see it."""
        return value


def signatures_of(functions: Sequence[Function]) -> dict[str, tuple[str, ...]]:
    """Each function's arguments by its name."""
    return {function.name: function.arguments for function in functions}


def read_plain_conventions(functions: Sequence[Function], table: Mapping[str, Any]) -> Conventions:
    """The conventions of a rubric's ``[adapter]``: names of functions, order of arguments.

    Raises
    ------
    TableError
        If the table says something that is not known.
    """
    known_keys("adapter", table, ("functions", "arguments"))
    signatures = signatures_of(functions)
    return Conventions(
        signatures, read_functions(table, signatures), read_arguments(table, signatures)
    )


def read_functions(
    table: Mapping[str, Any], signatures: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """A course's names of the functions, from the table ``adapter.functions``."""
    functions = as_table("adapter.functions", table.get("functions", {}))
    known_keys("adapter.functions", functions, tuple(signatures))
    return {name: take(functions, name, "adapter.functions", is_name, name) for name in functions}


def read_arguments(
    table: Mapping[str, Any],
    signatures: Mapping[str, tuple[str, ...]],
    further: Mapping[str, tuple[str, ...]] | None = None,
    may_be_left_out: Sequence[str] = (),
    instead: Mapping[str, str] | None = None,
) -> dict[str, tuple[str, ...]]:
    """A course's orders of arguments, from the table ``adapter.arguments``.

    Parameters
    ----------
    table
        The rubric's ``[adapter]``.
    signatures
        The exercise's functions and their arguments.
    further
        Arguments that a course may also give to a function.
    may_be_left_out
        Arguments that a course may do without.
    instead
        Arguments that may be left out if another one is given.
    """
    arguments = as_table("adapter.arguments", table.get("arguments", {}))
    known_keys("adapter.arguments", arguments, tuple(signatures))
    further, instead = further or {}, instead or {}
    read = {}
    for function, value in arguments.items():
        known = signatures[function] + further.get(function, ())
        where = f"adapter.arguments.{function}"
        if not isinstance(value, list) or not value:
            raise TableError(
                f"{where} is {value!r}; allowed: a list of names out of {names_listed(known)}"
            )
        for name in value:
            if name not in known or value.count(name) > 1:
                raise TableError(f"{where} has {name!r}; allowed, each once: {names_listed(known)}")
        for name in signatures[function]:
            if name not in (*value, *may_be_left_out) and instead.get(name) not in value:
                optional = f"; what may be left out: {names_listed(may_be_left_out)}"
                raise TableError(
                    f"{where} lacks {name!r}, without which there is no right answer"
                    + optional * bool(may_be_left_out)
                )
        read[function] = tuple(value)
    return read


def entry_in_words(index: tuple[int, ...], language: Language) -> str:
    """An index, from 0, as the language writes it; empty for a number."""
    if not index:
        return ""
    if language == "python":
        return f"[{', '.join(map(str, index))}]"
    return f"({', '.join(str(k + 1) for k in index)})"


def is_numeric(value: Any) -> bool:
    """Whether it is an array or a NumPy number that is real."""
    return isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biuf"


def flat(value: Any) -> Any:
    """A vector, lying either way, as 1-D; anything else as it is."""
    if is_numeric(value) and max(value.shape, default=1) == value.size:
        return value.reshape(-1)
    return value
