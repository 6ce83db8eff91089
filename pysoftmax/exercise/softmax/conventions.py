"""Softmax regression's conventions: labels, unrolling of theta, examples, form of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from pysoftmax.comparison.arrays import read_only
from pysoftmax.comparison.case import Answer, Case
from pysoftmax.exercise.conventions import (
    Conventions,
    entry_in_words,
    flat,
    is_numeric,
    read_arguments,
    read_functions,
    signatures_of,
)
from pysoftmax.exercise.function import Function
from pysoftmax.exercise.mistakes import Language
from pysoftmax.exercise.softmax.mistakes.deviation import SoftmaxCourse
from pysoftmax.exercise.table import as_table, choice, is_field, known_keys, take

__all__ = ["FUNCTIONS", "SoftmaxConventions", "read_softmax_conventions"]

FUNCTIONS = (
    Function("computeNumericalGradient", ("J", "theta"), ("numgrad",)),
    Function(
        "softmaxCost",
        ("theta", "numClasses", "inputSize", "lambda", "data", "labels"),
        ("cost", "grad"),
        required=2,
    ),
    Function("softmaxPredict", ("softmaxModel", "data"), ("pred", "confidences")),
    Function(
        "softmaxTrain",
        ("inputSize", "numClasses", "lambda", "inputData", "labels", "options"),
        ("softmaxModel",),
        complete=True,
    ),
)
"""The exercise's functions."""

FIELDS = ("optTheta", "inputSize", "numClasses")
"""The fields of the exercise's model."""

FURTHER: dict[str, tuple[str, ...]] = {
    "softmaxPredict": ("theta", "numClasses", "inputSize"),
    "softmaxTrain": ("maxIter",),
}
"""What a course may also pass to its functions."""

MAY_BE_LEFT_OUT = ("numClasses", "inputSize", "options")
"""Arguments that a course may do without: the sizes are those of other arguments."""


@dataclass(frozen=True)
class SoftmaxConventions(Conventions):
    """A course's conventions; the defaults are the exercise's.

    Attributes
    ----------
    arguments
        As in `Conventions`. `softmaxPredict` may take ``theta`` (numClasses x inputSize) in place
        of ``softmaxModel``; softmaxTrain may then return only the parameters. It may also take
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

    signatures: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: signatures_of(FUNCTIONS)
    )
    labels_from: Literal[0, 1] = 1
    theta_by: Literal["columns", "rows"] = "columns"
    examples_in: Literal["columns", "rows"] = "columns"
    model: Literal["struct", "tuple"] = "struct"
    fields: Mapping[str, str] = field(default_factory=dict)

    def bare_theta(self) -> bool:
        """Whether this course passes parameters instead of a model."""
        return "theta" in self.argument_names("softmaxPredict")

    def given(self, case: Case, values: dict[str, Any], language: Language) -> dict[str, Any]:
        """The arguments by name.

        Labels are whole numbers in Python, where they serve as indices, and doubles in Octave.
        """
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
                values[name] = read_only(np.ascontiguousarray(np.asarray(values[name]).T))
        if "labels" in values:
            kind = np.int64 if language == "python" else np.float64
            labels = np.asarray(values["labels"]) - (1 - self.labels_from)
            values["labels"] = read_only(labels.astype(kind))
        return values

    def _model_to_student(self, model: Mapping[str, Any], language: str) -> Any:
        if self.model == "tuple" and language == "python":
            return tuple(model[name] for name in FIELDS)
        return {self.fields.get(name, name): value for name, value in model.items()}

    def _unrolled(self, values: Mapping[str, Any]) -> Any:
        theta = np.asarray(values["theta"])
        if self.theta_by == "columns":
            return theta
        shape = (int(values["numClasses"]), int(values["inputSize"]))
        return read_only(_by_rows(theta.ravel(), shape).reshape(theta.shape))

    def from_student(self, case: Case, answer: Answer) -> Answer:
        """The answer in the exercise's conventions. Values count, shapes of vectors do not.

        A cost may be a 1 x 1 array, a gradient or a prediction a row or a column, numbers of any
        type.
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
            values = tuple(flat(value) for value in answer.values)
        return Answer(values, None, answer.seconds)

    def _cost_and_gradient(self, case: Case, values: tuple[Any, ...]) -> tuple[Any, ...]:
        read = [_number(values[0])] if values else []
        for value in values[1:]:
            gradient = flat(value)
            shape = (int(case.args[1]), int(case.args[2]))
            if self.theta_by == "rows" and np.shape(gradient) == (shape[0] * shape[1],):
                gradient = gradient.reshape(shape).ravel(order="F")
            read.append(gradient)
        return tuple(read)

    def _prediction(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        read = [flat(value) for value in values[:1]]
        if read and self.labels_from == 0 and is_numeric(read[0]):
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
        theta = flat(values[0].get("optTheta"))
        size, classes = int(case.args[0]), int(case.args[1])
        if is_numeric(theta) and theta.shape == (classes * size,):
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
            if self.labels_from == 0 and is_numeric(values[0]):
                values[0] = values[0] - 1
            if self.examples_in == "rows":
                values[1:] = [np.asarray(v).T if np.ndim(v) == 2 else v for v in values[1:]]
        return Answer(tuple(values), None, answer.seconds)

    def course(self, language: Language) -> SoftmaxCourse:
        """The conventions, for what explains mistakes."""
        return SoftmaxCourse(language, self.labels_from, self.theta_by, self.examples_in)

    def place(self, output: str, index: tuple[int, ...], case: Case, language: Language) -> str:
        """Where an entry of an output is, as the submission's language and course count."""
        if output == "grad" and len(index) == 1:
            classes, size = map(int, case.args[1:3])
            feature, which = divmod(index[0], classes)
            at = index[0] if self.theta_by == "columns" else which * size + feature
            whose = f"class {which + self.labels_from}, feature {feature + 1}"
            return f"{entry_in_words((at,), language)} [{whose}]"
        return entry_in_words(index if self.examples_in == "columns" else index[::-1], language)

    def entry(self, output: str, value: Any) -> Any:
        """One entry of an output as a student of this course would see it."""
        if output == "pred" and isinstance(value, float):
            return value - (1 - self.labels_from)
        return value


def read_softmax_conventions(table: Mapping[str, Any]) -> SoftmaxConventions:
    """The conventions of a rubric's ``[adapter]``.

    Raises
    ------
    TableError
        If the table says something that is not known.
    """
    keys = ("functions", "arguments", "fields", "labels_from", "theta_by", "examples_in", "model")
    known_keys("adapter", table, keys)
    signatures = signatures_of(FUNCTIONS)
    fields = as_table("adapter.fields", table.get("fields", {}))
    known_keys("adapter.fields", fields, FIELDS)
    return SoftmaxConventions(
        signatures,
        read_functions(table, signatures),
        read_arguments(table, signatures, FURTHER, MAY_BE_LEFT_OUT, {"softmaxModel": "theta"}),
        labels_from=choice(table, "labels_from", "adapter", (1, 0)),
        theta_by=choice(table, "theta_by", "adapter", ("columns", "rows")),
        examples_in=choice(table, "examples_in", "adapter", ("columns", "rows")),
        model=choice(table, "model", "adapter", ("struct", "tuple")),
        fields={name: take(fields, name, "adapter.fields", is_field, name) for name in fields},
    )


def _by_rows(unrolled: np.ndarray[Any, Any], shape: tuple[int, int]) -> np.ndarray[Any, Any]:
    """What was unrolled by columns, unrolled by rows."""
    return unrolled.reshape(shape, order="F").ravel()


def _number(value: Any) -> Any:
    """An array of one number as a number; anything else as it is."""
    return value.reshape(()) if is_numeric(value) and value.size == 1 else value
