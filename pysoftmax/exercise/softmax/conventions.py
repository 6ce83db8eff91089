"""Softmax regression's conventions: labels, unrolling of theta, examples, form of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from pysoftmax.comparison.arrays import read_only
from pysoftmax.comparison.case import Answer, Case
from pysoftmax.exercise.conventions import (
    OBJECT,
    WAYS,
    Conventions,
    flat,
    flattened,
    is_numeric,
    outputs_of,
    read_ways,
    signatures_of,
)
from pysoftmax.exercise.function import Function, Namesake
from pysoftmax.exercise.softmax.mistakes.deviation import SoftmaxCourse
from pysoftmax.exercise.table import TableError, as_table, choice, is_field, known_keys, take
from pysoftmax.languages import Language

__all__ = ["FUNCTIONS", "SoftmaxConventions", "read_softmax_conventions"]

FUNCTIONS = (
    Function("computeNumericalGradient", ("J", "theta"), ("numgrad",)),
    Function(
        "softmaxCost",
        ("theta", "numClasses", "inputSize", "lambda", "data", "labels"),
        ("cost", "grad"),
        required=2,
        namesakes=tuple(
            Namesake(
                name,
                r"num_?classes *- *1|size\(theta, *2\) *\+ *1|shape\[[01]\] *\+ *1",
                "of the new UFLDL tutorial, where theta has numClasses - 1 columns and nothing "
                "decays: that is another exercise",
            )
            for name in ("softmax_regression_vec", "softmax_regression")
        ),
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
    "softmaxCost": ("numExamples", "bias"),
    "softmaxPredict": ("theta", "numClasses", "inputSize", "labels", "lambda", "bias"),
    "softmaxTrain": ("maxIter",),
}
"""What a course may also pass to its functions; the labels passed to predict are any."""

FURTHER_OUTPUTS: dict[str, tuple[str, ...]] = {
    "softmaxCost": ("bias",),
    "softmaxTrain": ("theta", OBJECT),
}
"""What a course's functions may return in place of the exercise's outputs."""

MAY_BE_LEFT_OUT = ("numClasses", "inputSize", "lambda", "options")
"""Arguments that a course may do without: the sizes are those of other arguments, and without
lambda the decay is the one that the rubric names."""

PREDICTED = ("labels", "one-hot rows", "one-hot columns")
LABELS = ("vector", "column", "row", "one-hot rows", "one-hot columns")
THETA = ("vector", "column", "matrix", "transposed")
MODEL_THETA = ("matrix", "vector", "transposed")
BIAS = ("none", "first", "last")
BIAS_AS = ("vector", "column", "row")
KEYS = (
    *("labels_from", "predicted_from", "predicted_as", "labels_as"),
    *("theta_by", "theta_as", "model_theta"),
    *("bias", "bias_as", "bias_decays", "bias_given", "decay", "examples_in", "model", "fields"),
)

Array = np.ndarray[Any, Any]


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
    predicted_from
        The same for the labels that softmaxPredict returns; None if it is the same number.
    predicted_as
        What softmaxPredict returns: ``labels``, or a matrix whose largest entries are at the
        classes, ``one-hot rows`` (M x numClasses) or ``one-hot columns`` (numClasses x M).
    labels_as
        ``vector``, ``column`` (M x 1), ``row`` (1 x M), ``one-hot rows`` (M x numClasses) or
        ``one-hot columns`` (numClasses x M).
    theta_by
        ``columns`` or ``rows``: how theta and the gradient are unrolled.
    theta_as
        What softmaxCost takes, and the form of its gradient: ``vector``, ``column`` (a matrix of
        one column), ``matrix`` (numClasses x inputSize) or ``transposed``.
    model_theta
        The parameters in the model: ``matrix``, ``vector`` or ``transposed``.
    bias
        Where theta has the weights of a constant feature 1, which the functions themselves add to
        the data unless `bias_given`: ``none``, ``first`` or ``last``. With ``last`` they may also
        be an argument of their own, ``bias``, and their gradient an output, ``bias``.
    bias_as
        What a function takes for a bias of its own: ``vector``, ``column`` (numClasses x 1) or
        ``row`` (1 x numClasses).
    bias_decays
        Whether the decay term includes the bias.
    bias_given
        Whether the data that functions are passed have the constant feature 1 already.
    decay
        The lambda of functions that do not take one.
    examples_in
        ``columns`` or ``rows`` of the data.
    model
        ``struct``, or ``tuple`` for Python solutions whose model is (optTheta, inputSize,
        numClasses).
    fields
        The course's name of each field of the model, if it differs.
    one_example
        Whether softmaxPredict takes one example, as a vector. No rubric can say so: it would be
        graded by a few examples only.
    """

    signatures: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: signatures_of(FUNCTIONS)
    )
    outputs: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: outputs_of(FUNCTIONS))
    labels_from: Literal[0, 1] = 1
    predicted_from: Literal[0, 1] | None = None
    predicted_as: Literal["labels", "one-hot rows", "one-hot columns"] = "labels"
    labels_as: Literal["vector", "column", "row", "one-hot rows", "one-hot columns"] = "vector"
    theta_by: Literal["columns", "rows"] = "columns"
    theta_as: Literal["vector", "column", "matrix", "transposed"] = "vector"
    model_theta: Literal["matrix", "vector", "transposed"] = "matrix"
    bias: Literal["none", "first", "last"] = "none"
    bias_as: Literal["vector", "column", "row"] = "vector"
    bias_decays: bool = True
    bias_given: bool = False
    decay: float = 0.0
    examples_in: Literal["columns", "rows"] = "columns"
    model: Literal["struct", "tuple"] = "struct"
    fields: Mapping[str, str] = field(default_factory=dict)
    one_example: bool = False

    def bare_theta(self) -> bool:
        """Return whether this course passes parameters instead of a model."""
        return "theta" in flattened(self.argument_names("softmaxPredict"))

    @property
    def adds_feature(self) -> bool:
        """Whether the functions add the constant feature to the data themselves."""
        return self.bias != "none" and not self.bias_given

    def first_predicted(self) -> Literal[0, 1]:
        """Return the first of the predicted labels."""
        return self.labels_from if self.predicted_from is None else self.predicted_from

    def matters(self, key: str) -> bool:
        """Return whether a convention has an effect: a matrix is not unrolled, for one."""
        if key == "theta_by":
            return self.theta_as in ("vector", "column") or self.model_theta == "vector"
        if key == "labels_from":
            return not self.labels_as.startswith("one-hot")
        if key in ("bias_given", "bias_decays"):
            return self.bias != "none"
        return key != "predicted_from" or self.predicted_as == "labels"

    def output(self, name: str) -> str:
        """Return the exercise's output for which a name in `returns` stands."""
        return "softmaxModel" if name in ("theta", OBJECT) else name

    def posed(self, case: Case) -> Case:
        """The case with a last feature that is 1 for a bias, and with the decay of this course."""
        args = list(case.args)
        signature = self.signatures[case.function]
        for name in ("data", "inputData"):
            if self.bias != "none" and name in signature:
                data = np.array(args[signature.index(name)])
                data[-1] = 1.0
                args[signature.index(name)] = read_only(data)
        if self.one_example and case.function == "softmaxPredict":
            place = signature.index("data")
            args[place] = read_only(np.asarray(args[place])[:, :1].copy())
        if "lambda" in signature and "lambda" not in self.received(case.function):
            args[signature.index("lambda")] = self.decay
        return replace(case, args=tuple(args))

    def given(self, case: Case, values: dict[str, Any], language: Language) -> dict[str, Any]:
        """Return the arguments by name.

        Labels are whole numbers in Python, where they serve as indices, and doubles in Octave.
        """
        if case.function == "softmaxPredict":
            theta = np.asarray(values["softmaxModel"]["optTheta"])
            values |= self._of_model(values["softmaxModel"], language)
            if self._apart_from_theta(case.function):
                values["bias"] = self._bias(theta)
                values["theta"] = read_only(self._written(theta[:, :-1], self.model_theta))
            classes, examples = int(values["numClasses"]), int(np.shape(values["data"])[1])
            values |= {"lambda": self.decay, "maxIter": 1}  # a class may ask for them when made
            values["labels"] = (classes - 1 - np.arange(examples) % classes) + 1.0
        elif case.function == "softmaxTrain":
            values["maxIter"] = values["options"]["maxIter"]
        elif case.function == "softmaxCost":
            values["numExamples"] = int(np.shape(values["data"])[1])
            shape = int(values["numClasses"]), int(values["inputSize"])
            theta = np.asarray(values["theta"])
            if self._apart_from_theta(case.function):
                matrix = theta.reshape(shape, order="F")
                values["bias"] = self._bias(matrix)
                values["theta"] = read_only(self._written(matrix[:, :-1], self.theta_as))
            elif (self.theta_as, self.theta_by, self.bias) != ("vector", "columns", "none"):
                matrix = theta.reshape(shape, order="F")
                written = self._written(matrix, self.theta_as)
                plain = self.theta_as == "vector" and self.bias == "none"
                values["theta"] = read_only(written.reshape(theta.shape) if plain else written)
        if "labels" in values:
            values["labels"] = self._labels(values, language)
        if "inputSize" in values and self.adds_feature:
            values["inputSize"] = int(values["inputSize"]) - 1
        for name in ("data", "inputData"):
            if name in values:
                values[name] = self._data(values[name])
        if self.one_example and case.function == "softmaxPredict":
            values["data"] = np.ravel(values["data"])
        return values

    def _bias(self, matrix: Array) -> Array:
        """The weights of the constant feature, as a function takes them."""
        shapes = {"vector": (-1,), "column": (-1, 1), "row": (1, -1)}
        return read_only(matrix[:, -1].reshape(shapes[self.bias_as]).copy())

    def _apart_from_theta(self, function: str) -> bool:
        """Return whether the weights of the constant feature are an argument of their own."""
        return "bias" in self.received(function) and self.bias == "last"

    def _returned(self, function: str, nargout: int) -> int:
        """Return how many outputs to request; the bias's gradient is a part of the gradient."""
        returned = self.returns.get(function, ())
        if nargout > 1 and "bias" in returned:
            return len(returned)
        return super()._returned(function, nargout)

    def _joined(self, values: tuple[Any, ...], shape: tuple[int, int]) -> tuple[Any, ...]:
        """Cost and gradient, the gradients of theta and of the bias as one matrix."""
        names = self.returns.get("softmaxCost", ("cost", "grad"))
        found = dict(zip(names, values, strict=False))
        theta: Any = found.get("grad")
        bias: Any = found.get("bias")
        if isinstance(theta, dict):
            fields = sorted(filter(is_numeric, theta.values()), key=lambda one: -one.ndim)
            sizes = [shape[0] * (shape[1] - 1), shape[0]]
            if [one.size for one in fields] != sizes:
                return values
            theta, bias = fields  # the weights have two dimensions, or come first
        matrix = self._read(theta, self.theta_as, (shape[0], shape[1] - 1))
        if matrix is None or not is_numeric(bias) or bias.size != shape[0]:
            return values
        whole = np.column_stack([matrix, np.ravel(bias)])
        return found.get("cost"), self._written(whole, self.theta_as)

    def _of_model(self, model: Mapping[str, Any], language: Language) -> dict[str, Any]:
        """Return the model as a course has it, and its parts."""
        theta = np.asarray(model["optTheta"])
        if (self.model_theta, self.bias) == ("matrix", "none"):
            written = model["optTheta"]
        else:
            written = read_only(self._written(theta, self.model_theta))
        classes, size = np.shape(theta)
        own = {**model, "optTheta": written}
        if "inputSize" in model and self.adds_feature:
            own["inputSize"] = size - 1
        if self.model == "tuple" and language.has_objects:
            whole: Any = tuple(own[name] for name in FIELDS)
        else:
            whole = {self.fields.get(name, name): value for name, value in own.items()}
        sizes = {"numClasses": classes, "inputSize": size}
        return {"softmaxModel": whole, "theta": written, **sizes}

    def _data(self, data: Any) -> Any:
        if self.adds_feature:
            data = np.asarray(data)[:-1]
        elif self.bias == "first":
            data = np.roll(np.asarray(data), 1, axis=0)
        if self.examples_in == "rows":
            data = np.asarray(data).T
        plain = self.bias == "none" and self.examples_in == "columns"
        return data if plain else read_only(np.ascontiguousarray(data))

    def _labels(self, values: Mapping[str, Any], language: Language) -> Any:
        kind = language.label_type
        ours = np.asarray(values["labels"])
        labels = (ours - (1 - self.labels_from)).astype(kind)
        if self.labels_as.startswith("one-hot"):
            labels = np.eye(int(values["numClasses"]))[ours.ravel().astype(np.int64) - 1]
            labels = labels if self.labels_as == "one-hot rows" else labels.T.copy()
        elif self.labels_as != "vector":
            labels = labels.reshape((-1, 1) if self.labels_as == "column" else (1, -1))
        return read_only(labels)

    def _written(self, matrix: Array, form: str) -> Array:
        """Parameters, or their gradient, in one of a course's forms."""
        if self.bias == "first":
            matrix = np.roll(matrix, 1, axis=1)
        if form == "matrix":
            return np.ascontiguousarray(matrix)
        if form == "transposed":
            return np.ascontiguousarray(matrix.T)
        vector = matrix.ravel(order="F" if self.theta_by == "columns" else "C")
        return vector.reshape(-1, 1) if form == "column" else vector

    def _read(self, value: Any, form: str, shape: tuple[int, int]) -> Array | None:
        """Return the inverse of `_written`; None if the value has another form."""
        if not is_numeric(value) or value.size != shape[0] * shape[1]:
            return None
        if form in ("matrix", "transposed"):
            matrix = value.T if form == "transposed" else value
            if matrix.shape != shape:
                return None
        else:
            vector = flat(value)
            if vector.ndim != 1:
                return None
            matrix = vector.reshape(shape, order="F" if self.theta_by == "columns" else "C")
        return np.asarray(np.roll(matrix, -1, axis=1) if self.bias == "first" else matrix)

    def from_student(self, case: Case, answer: Answer) -> Answer:
        """Return the answer in the exercise's conventions. Values count, shapes of vectors do not.

        A cost may be a 1 x 1 array, a gradient or a prediction a row or a column, numbers of any
        type.
        """
        if answer.failure is not None:
            return answer
        values = answer.values
        if case.function == "softmaxCost" and self._apart_from_theta(case.function):
            values = self._joined(values, (int(case.args[1]), int(case.args[2])))
        else:
            values = self.in_order(case, values)
        if case.function == "softmaxCost":
            values = self._cost_and_gradient(case, values)
        elif case.function == "softmaxPredict":
            values = self._prediction(values)
        elif case.function == "softmaxTrain":
            values = self._model(case, values)
        else:
            values = tuple(flat(value) for value in values)
        return replace(answer, values=values)

    def _cost_and_gradient(self, case: Case, values: tuple[Any, ...]) -> tuple[Any, ...]:
        shape = int(case.args[1]), int(case.args[2])
        read = [_number(_only_number(values[0]))] if values else []
        for value in values[1:]:
            value = _only_array(value, shape[0] * shape[1])
            matrix = self._read(value, self.theta_as, shape)
            read.append(flat(value) if matrix is None else matrix.ravel(order="F"))
        return self._with_decay_of_bias(case, read, 1)

    def _with_decay_of_bias(self, case: Case, values: list[Any], sign: int) -> tuple[Any, ...]:
        """Cost and gradient with the decay of the bias added, or taken off, if it has none here."""
        if self.bias == "none" or self.bias_decays:
            return tuple(values)
        classes, size, weight = int(case.args[1]), int(case.args[2]), sign * float(case.args[3])
        bias = np.asarray(case.args[0]).reshape((classes, size), order="F")[:, -1]
        if values and is_numeric(values[0]) and values[0].size == 1:
            values[0] = values[0] + weight / 2 * np.sum(bias**2)
        if len(values) > 1 and is_numeric(values[1]) and values[1].shape == (classes * size,):
            decay = np.zeros((classes, size))
            decay[:, -1] = weight * bias
            values[1] = values[1] + decay.ravel(order="F")
        return tuple(values)

    def _prediction(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        read = [flat(value) for value in values[:1]]
        if self.predicted_as != "labels":
            read = [_of_largest(value, self.predicted_as) for value in values[:1]]
        elif read and self.first_predicted() == 0 and is_numeric(read[0]):
            read[0] = read[0] + 1
        for value in values[1:]:
            turned = self.examples_in == "rows" and np.ndim(value) == 2
            read.append(np.asarray(value).T if turned else value)
        return tuple(read)

    def _model(self, case: Case, values: tuple[Any, ...]) -> tuple[Any, ...]:
        if not values:
            return values
        bare = "theta" in self.returns.get("softmaxTrain", ()) or self.bare_theta()
        if isinstance(values[0], dict):
            own = {theirs: ours for ours, theirs in self.fields.items()}
            if self.owner("softmaxTrain") and "theta" in self.attributes:
                own[self.attributes["theta"]] = "optTheta"
            values = ({own.get(name, name): v for name, v in values[0].items()}, *values[1:])
        elif bare or self.model == "tuple":  # its first entry, as the first output
            values = ({"optTheta": values[0]}, *values[1:])
        if not isinstance(values[0], dict):
            return values
        shape = int(case.args[1]), int(case.args[0])
        theta = values[0].get("optTheta")
        unrolled = np.ndim(flat(theta)) == 1 and 1 not in shape
        matrix = self._read(theta, "vector" if unrolled else self.model_theta, shape)
        return values if matrix is None else ({**values[0], "optTheta": matrix}, *values[1:])

    def as_returned(self, case: Case, answer: Answer) -> Answer:
        """An answer in the exercise's conventions as a student of this course would see it."""
        if answer.failure is not None:
            return answer
        values = list(answer.values)
        if case.function == "softmaxCost":
            shape = int(case.args[1]), int(case.args[2])
            values = list(self._with_decay_of_bias(case, values, -1))
            if len(values) > 1 and np.shape(values[1]) == (shape[0] * shape[1],):
                matrix = np.asarray(values[1]).reshape(shape, order="F")
                values[1] = self._written(matrix, self.theta_as)
        elif case.function == "softmaxPredict":
            if self.first_predicted() == 0 and is_numeric(values[0]):
                values[0] = values[0] - 1
            if self.examples_in == "rows":
                values[1:] = [np.asarray(v).T if np.ndim(v) == 2 else v for v in values[1:]]
        return Answer(tuple(values), None, answer.seconds)

    def course(self, language: Language) -> SoftmaxCourse:
        """Return the conventions, for the explainers of mistakes."""
        return SoftmaxCourse(
            language, self.labels_from, self.theta_by, self.examples_in, self.first_predicted()
        )

    def place(self, output: str, index: tuple[int, ...], case: Case, language: Language) -> str:
        """Return where an entry of an output is, as the submission's language and course count."""
        if output == "grad" and len(index) == 1:
            classes, size = map(int, case.args[1:3])
            feature, which = divmod(index[0], classes)
            at = index[0] if self.theta_by == "columns" else which * size + feature
            whose = f"class {which + self.labels_from}, feature {feature + 1}"
            return f"{language.index((at,))} [{whose}]"
        return language.index(index if self.examples_in == "columns" else index[::-1])

    def entry(self, output: str, value: Any) -> Any:
        """Return one entry of an output as a student of this course would see it."""
        if output == "pred" and isinstance(value, float):
            return value - (1 - self.first_predicted())
        return value


def read_softmax_conventions(table: Mapping[str, Any]) -> SoftmaxConventions:
    """Return the conventions of a rubric's ``[adapter]``.

    Raises
    ------
    TableError
        If the table says something that is not known.
    """
    known_keys("adapter", table, (*WAYS, *KEYS))
    fields = as_table("adapter.fields", table.get("fields", {}))
    known_keys("adapter.fields", fields, FIELDS)
    ways = read_ways(
        FUNCTIONS, table, FURTHER, MAY_BE_LEFT_OUT, {"softmaxModel": "theta"}, FURTHER_OUTPUTS
    )
    predicted = choice(table, "predicted_from", "adapter", (1, 0))
    read = SoftmaxConventions(
        **ways,
        labels_from=choice(table, "labels_from", "adapter", (1, 0)),
        predicted_from=predicted if "predicted_from" in table else None,
        predicted_as=choice(table, "predicted_as", "adapter", PREDICTED),
        labels_as=choice(table, "labels_as", "adapter", LABELS),
        theta_by=choice(table, "theta_by", "adapter", ("columns", "rows")),
        theta_as=choice(table, "theta_as", "adapter", THETA),
        model_theta=choice(table, "model_theta", "adapter", MODEL_THETA),
        bias=choice(table, "bias", "adapter", BIAS),
        bias_as=choice(table, "bias_as", "adapter", BIAS_AS),
        bias_decays=take(table, "bias_decays", "adapter", _yes_or_no, True),
        bias_given=take(table, "bias_given", "adapter", _yes_or_no, False),
        decay=float(take(table, "decay", "adapter", _weight, 0.0)),
        examples_in=choice(table, "examples_in", "adapter", ("columns", "rows")),
        model=choice(table, "model", "adapter", ("struct", "tuple")),
        fields={name: take(fields, name, "adapter.fields", is_field, name) for name in fields},
    )
    _check_training(read)
    if read.bias != "last" and any("bias" in read.received(name) for name in read.signatures):
        raise TableError(
            f"adapter.bias is {read.bias!r}; expected 'last', since a function takes the bias as "
            "an argument"
        )
    apart = any("bias" in read.received(name) for name in read.signatures)
    if read.bias_given and (read.bias == "none" or apart):
        raise TableError(
            "adapter.bias_given is true; expected bias = 'first' or 'last', and no function that "
            "takes the bias as an argument"
        )
    return read


def _check_training(read: SoftmaxConventions) -> None:
    """Training has to have one optimum, which is the exercise's."""
    if "softmaxTrain" in read.absent:
        return
    if read.bias != "none" and not read.bias_decays:
        raise TableError(
            "adapter.bias_decays is false: the optimum is then not the exercise's, so training "
            'cannot be compared; add absent = ["softmaxTrain"]'
        )
    if "lambda" not in read.received("softmaxTrain") and not read.decay:
        raise TableError(
            "adapter.arguments.softmaxTrain lacks 'lambda': without decay there is no one optimum; "
            'name the decay that the code has, as in decay = 1e-4, or add absent = ["softmaxTrain"]'
        )


def _yes_or_no(value: Any) -> str:
    return "" if isinstance(value, bool) else "true or false"


def _weight(value: Any) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return "" if number and 0 <= value < 1e6 else "a number of 0 or more"


def _of_largest(value: Any, form: str) -> Any:
    """The labels, from 1, at the largest entries; anything but a matrix as it is."""
    if not is_numeric(value) or value.ndim != 2 or not value.size:
        return value
    return np.argmax(value, axis=0 if form == "one-hot columns" else 1) + 1


def _only_number(value: Any) -> Any:
    """Return the only field of a struct that is one number, else the value itself."""
    if not isinstance(value, dict):
        return value
    numbers = [one for one in value.values() if is_numeric(one) and one.size == 1]
    return numbers[0] if len(numbers) == 1 else value


def _only_array(value: Any, size: int) -> Any:
    """Return the only field of a struct that has this many numbers, else the value itself."""
    if not isinstance(value, dict):
        return value
    arrays = [one for one in value.values() if is_numeric(one) and one.size == size]
    return arrays[0] if len(arrays) == 1 else value


def _number(value: Any) -> Any:
    """Return an array of one number as a number; anything else as it is."""
    return value.reshape(()) if is_numeric(value) and value.size == 1 else value
