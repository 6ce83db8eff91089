"""A course's own conventions: how a case is put to its students, and how their answers read.

Grading always compares in the exercise's conventions. A course that names its functions otherwise,
orders their arguments otherwise, counts labels from 0, unrolls theta by rows or lays examples in
rows says so in its rubric; the translation happens here, in the grader, on both ways.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from pysoftmax.conformance.case import Answer, Case
from pysoftmax.conformance.mistakes import Course

__all__ = ["ARGUMENTS", "FIELDS", "FUNCTIONS", "FURTHER", "Adapter"]

ARGUMENTS: dict[str, tuple[str, ...]] = {
    "computeNumericalGradient": ("J", "theta"),
    "softmaxCost": ("theta", "numClasses", "inputSize", "lambda", "data", "labels"),
    "softmaxPredict": ("softmaxModel", "data"),
    "softmaxTrain": ("inputSize", "numClasses", "lambda", "inputData", "labels", "options"),
}
"""The exercise's functions and their arguments."""

FIELDS = ("optTheta", "inputSize", "numClasses")
"""The fields of the exercise's model."""

FURTHER: dict[str, tuple[str, ...]] = {
    "softmaxPredict": ("theta", "numClasses", "inputSize"),
    "softmaxTrain": ("maxIter",),
}
"""What a course may also hand to its functions."""

FUNCTIONS = tuple(ARGUMENTS)


@dataclass(frozen=True)
class Adapter:
    """A course's conventions; the defaults are the exercise's.

    Attributes
    ----------
    functions
        The course's name of each function where it differs. ``file.function`` for a Python
        function in a file of another name.
    arguments
        The order of a function's arguments where it differs, by the exercise's names; arguments
        may be left out. `softmaxPredict` may take ``theta`` (numClasses x inputSize) in place of
        ``softmaxModel``; softmaxTrain may then return the parameters alone. It may also take
        ``numClasses`` and ``inputSize``, and `softmaxTrain` ``maxIter`` in place of ``options``.
    labels_from
        1 or 0.
    theta_by
        ``columns`` or ``rows``: how theta and the gradient are unrolled.
    examples_in
        ``columns`` or ``rows`` of the data.
    model
        ``struct``, or ``tuple`` for Python solutions whose model is (optTheta, inputSize,
        numClasses).
    fields
        The course's name of each field of the model where it differs.
    """

    functions: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels_from: Literal[0, 1] = 1
    theta_by: Literal["columns", "rows"] = "columns"
    examples_in: Literal["columns", "rows"] = "columns"
    model: Literal["struct", "tuple"] = "struct"
    fields: Mapping[str, str] = field(default_factory=dict)

    def name(self, function: str) -> str:
        """The function's own name in this course."""
        return self.functions.get(function, function).rpartition(".")[2]

    def file(self, function: str) -> str:
        """The name, without suffix, of the file that holds the function."""
        called = self.functions.get(function, function)
        return called.rpartition(".")[0] or called

    def files(self) -> tuple[str, ...]:
        """The names, without suffix, of all files that hold a function."""
        return tuple(dict.fromkeys(map(self.file, FUNCTIONS)))

    def argument_names(self, function: str) -> tuple[str, ...]:
        """The function's arguments in this course's order."""
        return tuple(self.arguments.get(function, ARGUMENTS[function]))

    def bare_theta(self) -> bool:
        """Whether this course hands on parameters instead of a model."""
        return "theta" in self.argument_names("softmaxPredict")

    def to_student(self, case: Case, language: Literal["python", "octave"]) -> Case:
        """The case as this course would put it, its function as ``file:function``.

        Labels are whole numbers in Python, where they serve as indices, and doubles in Octave.
        """
        values = dict(zip(ARGUMENTS[case.function], case.args, strict=False))
        if case.function == "softmaxPredict":
            model = values["softmaxModel"]
            values["theta"] = model["optTheta"]
            values["numClasses"], values["inputSize"] = np.shape(model["optTheta"])
            values["softmaxModel"] = self._model_to_student(model, language)
        elif case.function == "softmaxTrain":
            values["maxIter"] = values["options"]["maxIter"]
        elif case.function == "softmaxCost":
            values["theta"] = self._unrolled(values)
        for name in ("data", "inputData"):
            if name in values and self.examples_in == "rows":
                values[name] = _read_only(np.ascontiguousarray(np.asarray(values[name]).T))
        if "labels" in values:
            kind = np.int64 if language == "python" else np.float64
            labels = np.asarray(values["labels"]) - (1 - self.labels_from)
            values["labels"] = _read_only(labels.astype(kind))
        names = self.argument_names(case.function)
        called = f"{self.file(case.function)}:{self.name(case.function)}"
        return Case(
            called, tuple(values[n] for n in names if n in values), case.nargout, case.about
        )

    def _model_to_student(self, model: Mapping[str, Any], language: str) -> Any:
        if self.model == "tuple" and language == "python":
            return tuple(model[name] for name in FIELDS)
        return {self.fields.get(name, name): value for name, value in model.items()}

    def _unrolled(self, values: Mapping[str, Any]) -> Any:
        theta = np.asarray(values["theta"])
        if self.theta_by == "columns":
            return theta
        shape = (int(values["numClasses"]), int(values["inputSize"]))
        return _read_only(_by_rows(theta.ravel(), shape).reshape(theta.shape))

    def from_student(self, case: Case, answer: Answer) -> Answer:
        """The answer in the exercise's conventions and in its plainest shapes.

        What is right in value but odd in shape is right: a cost as a 1 x 1 array, a gradient or
        a prediction as a row or a column, numbers of any type.
        """
        if answer.failure is not None:
            return answer
        if case.function == "softmaxCost":
            values = self._cost_and_gradient(case, answer.values)
        elif case.function == "softmaxPredict":
            values = self._prediction(answer.values)
        elif case.function == "softmaxTrain":
            values = self._model(case, answer.values)
        else:
            values = tuple(_flat(value) for value in answer.values)
        return Answer(values, None, answer.seconds)

    def _cost_and_gradient(self, case: Case, values: tuple[Any, ...]) -> tuple[Any, ...]:
        read = [_number(values[0])] if values else []
        for value in values[1:]:
            gradient = _flat(value)
            shape = (int(case.args[1]), int(case.args[2]))
            if self.theta_by == "rows" and np.shape(gradient) == (shape[0] * shape[1],):
                gradient = gradient.reshape(shape).ravel(order="F")
            read.append(gradient)
        return tuple(read)

    def _prediction(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        read = [_flat(value) for value in values[:1]]
        if read and self.labels_from == 0 and _is_numeric(read[0]):
            read[0] = read[0] + 1
        for value in values[1:]:
            turned = self.examples_in == "rows" and np.ndim(value) == 2
            read.append(np.asarray(value).T if turned else value)
        return tuple(read)

    def _model(self, case: Case, values: tuple[Any, ...]) -> tuple[Any, ...]:
        if not values:
            return values
        if isinstance(values[0], dict):
            own = {theirs: ours for ours, theirs in self.fields.items()}
            values = ({own.get(name, name): v for name, v in values[0].items()}, *values[1:])
        elif self.bare_theta() or self.model == "tuple":  # its first entry, as the first output
            values = ({"optTheta": values[0]}, *values[1:])
        if self.theta_by == "columns" or not isinstance(values[0], dict):
            return values
        theta = _flat(values[0].get("optTheta"))
        size, classes = int(case.args[0]), int(case.args[1])
        if _is_numeric(theta) and theta.shape == (classes * size,):
            return ({**values[0], "optTheta": theta.reshape(classes, size)}, *values[1:])
        return values

    def as_returned(self, case: Case, answer: Answer) -> Answer:
        """An answer in the exercise's conventions as a student of this course would see it."""
        if answer.failure is not None:
            return answer
        values = list(answer.values)
        if case.function == "softmaxCost" and self.theta_by == "rows" and len(values) > 1:
            shape = (int(case.args[1]), int(case.args[2]))
            if np.shape(values[1]) == (shape[0] * shape[1],):
                values[1] = _by_rows(np.asarray(values[1]), shape)
        elif case.function == "softmaxPredict":
            if self.labels_from == 0 and _is_numeric(values[0]):
                values[0] = values[0] - 1
            if self.examples_in == "rows":
                values[1:] = [np.asarray(v).T if np.ndim(v) == 2 else v for v in values[1:]]
        return Answer(tuple(values), None, answer.seconds)

    def course(self, language: Literal["python", "octave"]) -> Course:
        """The conventions, for those who explain mistakes."""
        return Course(language, self.labels_from, self.theta_by, self.examples_in)


def _by_rows(unrolled: np.ndarray[Any, Any], shape: tuple[int, int]) -> np.ndarray[Any, Any]:
    """What was unrolled by columns, unrolled by rows."""
    return unrolled.reshape(shape, order="F").ravel()


def _is_numeric(value: Any) -> bool:
    return isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biuf"


def _flat(value: Any) -> Any:
    """A vector, lying either way, as 1-D; anything else as it is."""
    if _is_numeric(value) and max(value.shape, default=1) == value.size:
        return value.reshape(-1)
    return value


def _number(value: Any) -> Any:
    """An array of one number as a number; anything else as it is."""
    return value.reshape(()) if _is_numeric(value) and value.size == 1 else value


def _read_only(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    array.flags.writeable = False
    return array
