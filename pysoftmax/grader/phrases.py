"""A case as code to paste, in Python or in Octave, in the course's own conventions."""

from __future__ import annotations

from typing import Any

import numpy as np

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.objectives import Objective
from pysoftmax.exercise import Exercise
from pysoftmax.exercise.conventions import Conventions
from pysoftmax.exercise.function import in_python
from pysoftmax.exercise.mistakes import Language

__all__ = ["as_code", "in_words"]

MOST_NUMBERS = 400
"""A case with more numbers than this is not worth pasting."""


def as_code(case: Case, exercise: Exercise, conventions: Conventions, language: Language) -> str:
    """The call in the submission's language; empty when it would be too long or cannot be written.

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
    if _numbers(called.args) > MOST_NUMBERS:
        return ""
    python = language == "python"
    lines: list[str] = []
    names: list[str] = []
    for name, value in zip(conventions.argument_names(case.function), called.args, strict=False):
        plain = in_python(name) if python else name
        written = _objective(value, language) if isinstance(value, Objective) else None
        if written == []:
            return ""
        lines += written or [f"{plain} = {_write(value, language)}"]
        names.append(plain)
    call = f"{conventions.name(case.function)}({', '.join(names)})"
    lines = [line if python else f"{line};" for line in lines]
    header = ["import numpy as np", _import(case, conventions)] if python else []
    if python and any(" = Model(" in line for line in lines):
        header += ["", "class Model(dict):", "    __getattr__ = dict.__getitem__", ""]
    return "\n".join([*header, *lines, _results(case, exercise, call, python)])


def _import(case: Case, conventions: Conventions) -> str:
    return f"from {conventions.file(case.function)} import {conventions.name(case.function)}"


def _results(case: Case, exercise: Exercise, call: str, python: bool) -> str:
    function = exercise.function(case.function)
    outputs = function.outputs[: max(case.nargout, function.required)]
    if python:
        return f"{', '.join(outputs)} = {call}"
    return f"[{', '.join(outputs)}] = {call}" if len(outputs) > 1 else f"{outputs[0]} = {call}"


def _objective(objective: Objective, language: Language) -> list[str]:
    """The lines that define J; empty where it has no short form."""
    if language not in objective.formula.in_a_line:
        return []
    given = [f"{k} = {_write(v, language)}" for k, v in objective.parameters.items()]
    formula = objective.formula.in_a_line[language]
    if language == "python" and objective.nargout == 2:
        variable, _, value = formula.partition(": ")
        formula = f"{variable}: ({value}, None)"
    return [*given, f"J = {formula}"]


def _write(value: Any, language: Language) -> str:
    """A number, array, text or struct as an expression."""
    if isinstance(value, dict):
        return _struct(value, language)
    if isinstance(value, tuple):
        return f"({', '.join(_write(entry, language) for entry in value)})"
    if isinstance(value, bool):
        return str(value) if language == "python" else str(value).lower()
    if isinstance(value, str):
        return repr(value) if language == "python" else "'" + value.replace("'", "''") + "'"
    array = np.asarray(value)
    if array.ndim == 0:
        return _number(array.item())
    return _python_array(array) if language == "python" else _octave_array(array)


def _struct(table: dict[str, Any], language: Language) -> str:
    fields = [(key, _write(value, language)) for key, value in table.items()]
    if language == "python" and any(np.ndim(entry) == 2 for entry in table.values()):
        return "Model(" + ", ".join(f"{key}={value}" for key, value in fields) + ")"
    if language == "python":
        return "{" + ", ".join(f'"{key}": {value}' for key, value in fields) + "}"
    return "struct(" + ", ".join(f"'{key}', {value}" for key, value in fields) + ")"


def _python_array(array: np.ndarray[Any, Any]) -> str:
    if array.ndim == 1:
        return f"np.array([{', '.join(map(_number, array.tolist()))}])"
    rows = (f"[{', '.join(map(_number, row))}]" for row in array.tolist())
    return f"np.array([{', '.join(rows)}])"


def _octave_array(array: np.ndarray[Any, Any]) -> str:
    rows = array.reshape(array.shape[0], -1).tolist()
    return "[" + "; ".join(" ".join(map(_number, row)) for row in rows) + "]"


def _number(value: float) -> str:
    """The shortest text that reads back as the same number."""
    if isinstance(value, bool):
        return str(int(value))
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _numbers(value: Any) -> int:
    if isinstance(value, dict):
        return _numbers(tuple(value.values()))
    if isinstance(value, tuple):
        return sum(map(_numbers, value))
    if isinstance(value, Objective):
        return _numbers(tuple(value.parameters.values()))
    return int(np.size(value))


def in_words(answer: Answer, output: int) -> str:
    """What came back, shortened where it is long."""
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
