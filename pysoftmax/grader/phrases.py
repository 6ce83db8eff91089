"""A case as code to paste, in Python or in Octave, in the course's own conventions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pysoftmax.comparison.calling import Calling
from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.objectives import Objective
from pysoftmax.exercise import Exercise
from pysoftmax.exercise.conventions import Argument, Conventions
from pysoftmax.languages import Language

__all__ = ["as_code", "in_words"]

MOST_NUMBERS = 400
"""A case with more numbers than this is not shown as code."""


def as_code(case: Case, exercise: Exercise, conventions: Conventions, language: Language) -> str:
    """Return the call in the submission's language; empty if it is too long or cannot be written.

    Parameters
    ----------
    case
        In the exercise's conventions.
    exercise
        Whose case it is.
    conventions
        The course's.
    language
        The submission's.
    """
    called = conventions.to_student(case, language)
    parts = list(called.parts()) if isinstance(called, Calling) else [called]
    if sum(_numbers(_values(part)) for part in parts) > MOST_NUMBERS:
        return ""
    functions = [case.function, *conventions.separate(case.function)][: len(parts)]
    lines: list[str] = []
    for function, part in zip(functions, parts, strict=True):
        given = _given(function, part, conventions, language)
        if given is None:
            return ""
        before, call = given
        ended = [f"{line}{language.terminator}" for line in before]
        lines += [line for line in ended if line not in lines]
        lines.append(language.assignment(_outputs(function, case, exercise, conventions), call))
    return "\n".join(language.script(lines))


def _values(case: Case) -> tuple[Any, ...]:
    """Return all values of a call."""
    if not isinstance(case, Calling):
        return case.args
    more = (*case.attributes.values(), *case.variables.values(), *case.keywords.values())
    return (*case.args, *(case.constructor or ()), *(case.closure or ()), *more)


def _given(
    function: str, part: Case, conventions: Conventions, language: Language
) -> tuple[list[str], str] | None:
    """Return the lines before a call, and the call; None if a value has no short form."""
    lines: list[str] = []

    def write(names: Sequence[Argument], values: Sequence[Any]) -> list[str] | None:
        plain = []
        for name, value in zip(names, values, strict=False):
            if isinstance(name, tuple):
                inner = write(name, value)
                if inner is None:
                    return None
                plain.append(f"({', '.join(inner)}{',' * (len(inner) == 1)})")
                continue
            if isinstance(name, Mapping):
                plain.append(language.name("_".join(name)))
                lines.append(f"{plain[-1]} = {language.record(value)}")
                continue
            plain.append(language.name(name))
            if isinstance(value, Objective):
                written = language.objective(value)
                if written is None:
                    return None
                lines.extend(f"{k} = {language.expression(v)}" for k, v in value.parameters.items())
                lines.append(f"J = {written}")
            else:
                lines.append(f"{plain[-1]} = {language.expression(value)}")
        return plain

    names = write(conventions.argument_names(function), part.args)
    if names is None:
        return None
    file, owner = conventions.file(function), conventions.owner(function)
    name = conventions.name(function)
    if not isinstance(part, Calling):
        return lines, f"{name}({', '.join(names)})"
    file = file.replace("/", ".").removesuffix(".__init__")
    lines.insert(0, f"from {file} import {owner or name}")
    for variable, value in part.variables.items():
        lines += [f"import {file}", f"{file}.{variable} = {language.expression(value)}"]
    names += [language.by_keyword(name, value) for name, value in part.keywords.items()]
    then = ""
    if part.closure is not None:
        inner = write(conventions.closures[function], part.closure)
        then = f"({', '.join(inner or ())})"
    if not owner:
        return lines, f"{name}({', '.join(names)}){then}"
    made = write(conventions.constructors.get(owner, ()), part.constructor or ())
    lines.append(f"made = {owner}({', '.join(made or ())})")
    for attribute, value in part.attributes.items():
        lines.append(f"made.{attribute} = {language.expression(value)}")
    return lines, f"made.{name}({', '.join(names)}){then}"


def _outputs(
    function: str, case: Case, exercise: Exercise, conventions: Conventions
) -> tuple[str, ...]:
    """Return the names that a call's results get."""
    if function != case.function:
        return (function,)
    described = exercise.function(function)
    separate = conventions.separate(function)
    outputs = described.outputs[: max(case.nargout, described.required)]
    return conventions.returns.get(function, tuple(o for o in outputs if o not in separate))


def _numbers(value: Any) -> int:
    if isinstance(value, dict):
        return _numbers(tuple(value.values()))
    if isinstance(value, tuple):
        return sum(map(_numbers, value))
    if isinstance(value, Objective):
        return _numbers(tuple(value.parameters.values()))
    return int(np.size(value))


def in_words(answer: Answer, output: int) -> str:
    """Return the answer in words, shortened if it is long."""
    if answer.failure is not None:
        return answer.failure.message or answer.failure.kind
    if len(answer.values) <= output:
        return "nothing"
    value = answer.values[output]
    if isinstance(value, dict):
        return "a struct with " + (", ".join(sorted(map(str, value))) or "no fields")
    array = np.asarray(value)
    if array.ndim == 0 or array.size > 60:
        shape = " x ".join(map(str, array.shape))
        return f"{array.item():.10g}" if array.size == 1 else f"an array of {shape}"
    return np.array2string(
        array, precision=6, separator=", ", suppress_small=False, max_line_width=90
    )
