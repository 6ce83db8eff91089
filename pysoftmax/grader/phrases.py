"""A case as code to paste, in Python or in Octave, in the course's own conventions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.objectives import Objective
from pysoftmax.exercise import Exercise
from pysoftmax.exercise.calling import Calling
from pysoftmax.exercise.conventions import Argument, Conventions
from pysoftmax.exercise.function import in_python
from pysoftmax.exercise.mistakes import Language

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
    python = language == "python"
    functions = [case.function, *conventions.separate(case.function)][: len(parts)]
    lines: list[str] = []
    for function, part in zip(functions, parts, strict=True):
        given = _given(function, part, conventions, language)
        if given is None:
            return ""
        before, call = given
        lines += [line if python else f"{line};" for line in before if line not in lines]
        outputs = _outputs(function, case, exercise, conventions)
        lines.append(_results(outputs, call, python))
    header = ["import numpy as np"] if python else []
    if python and any(" = Model(" in line for line in lines):
        header += ["", "class Model(dict):", "    __getattr__ = dict.__getitem__", ""]
    imports = list(dict.fromkeys(line for line in lines if line in _imports(parts)))
    lines = [line for line in lines if line not in imports]
    return "\n".join([*header[:1], *imports, *header[1:], *lines])


def _values(case: Case) -> tuple[Any, ...]:
    """Return all values of a call."""
    if not isinstance(case, Calling):
        return case.args
    more = (*case.attributes.values(), *case.variables.values())
    return (*case.args, *(case.constructor or ()), *more)


def _imports(parts: Sequence[Case]) -> set[str]:
    """The lines that import what is called."""
    lines = set()
    for part in parts:
        file, _, function = part.function.rpartition(":")
        lines.add(f"from {file} import {function.partition('.')[0]}")
        lines.add(f"import {file}")
    return lines


def _given(
    function: str, part: Case, conventions: Conventions, language: Language
) -> tuple[list[str], str] | None:
    """Return the lines before a call, and the call; None if a value has no short form."""
    python = language == "python"
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
            plain.append(in_python(name) if python else name)
            written = _objective(value, language) if isinstance(value, Objective) else None
            if written == []:
                return None
            lines.extend(written or [f"{plain[-1]} = {_write(value, language)}"])
        return plain

    names = write(conventions.argument_names(function), part.args)
    if names is None:
        return None
    file, owner = conventions.file(function), conventions.owner(function)
    name = conventions.name(function)
    if not isinstance(part, Calling):
        return lines, f"{name}({', '.join(names)})"
    lines.insert(0, f"from {file} import {owner or name}")
    for variable, value in part.variables.items():
        lines += [f"import {file}", f"{file}.{variable} = {_write(value, language)}"]
    if not owner:
        return lines, f"{name}({', '.join(names)})"
    made = write(conventions.constructors.get(owner, ()), part.constructor or ())
    lines.append(f"made = {owner}({', '.join(made or ())})")
    for attribute, value in part.attributes.items():
        lines.append(f"made.{attribute} = {_write(value, language)}")
    return lines, f"made.{name}({', '.join(names)})"


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


def _results(outputs: Sequence[str], call: str, python: bool) -> str:
    if python:
        return f"{', '.join(outputs)} = {call}"
    return f"[{', '.join(outputs)}] = {call}" if len(outputs) > 1 else f"{outputs[0]} = {call}"


def _objective(objective: Objective, language: Language) -> list[str]:
    """Return the lines that define J; empty if it has no short form."""
    if language not in objective.formula.in_a_line:
        return []
    given = [f"{k} = {_write(v, language)}" for k, v in objective.parameters.items()]
    formula = objective.formula.in_a_line[language]
    if language == "python" and objective.nargout == 2:
        variable, _, value = formula.partition(": ")
        formula = f"{variable}: ({value}, None)"
    return [*given, f"J = {formula}"]


def _write(value: Any, language: Language) -> str:
    """Return a number, array, text or struct as an expression."""
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
    """Return the shortest text that is read as the same number."""
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
