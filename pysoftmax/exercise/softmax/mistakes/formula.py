"""Wrong versions of softmaxCost: the right formula with some of its choices made otherwise.

::

    cost = scale * sum(log p) + decay        grad = scale * (groundTruth - P) * data' + decay

Each choice (how theta is read, where labels start, what the softmax runs over, the scale, the
decay) is right or wrong on its own, so that all combinations are an outer sum of few data terms
and few decay terms: thousands of wrong answers from a dozen products.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, overload

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.case import Case
from pysoftmax.exercise.softmax.mistakes.deviation import Deviation, SoftmaxCourse
from pysoftmax.exercise.softmax.mistakes.lines import (
    COST,
    GRADIENT,
    GROUND_TRUTH,
    GROUND_TRUTH_FROM_ZERO,
    PROBABILITIES,
    READ_BY_COLUMNS,
    READ_BY_ROWS,
    UNROLL_BY_COLUMNS,
    UNROLL_BY_ROWS,
)
from pysoftmax.languages import OCTAVE, PYTHON

__all__ = ["Terms", "ThetaLayout", "cost_terms", "gradient_terms", "layouts", "readings"]

Array = NDArray[np.float64]
Path = tuple[Deviation, ...]
Order = Literal["F", "C"]

LABELS_FROM_ZERO = Deviation(
    "labels from 0",
    "it counts labels from 0; they run from 1 to numClasses",
    GROUND_TRUTH,
)
LABELS_FROM_ONE = Deviation(
    "labels from 1",
    "it counts labels from 1; they run from 0 to numClasses - 1",
    GROUND_TRUTH_FROM_ZERO,
)
OVER_EXAMPLES = Deviation(
    "softmax over examples",
    "each row of exp(scores) is divided by its sum; divide each column by its sum instead",
    PROBABILITIES,
)
OVER_ALL = Deviation(
    "softmax over everything",
    "exp(scores) is divided by the sum of the whole matrix; divide each column by its own sum",
    PROBABILITIES,
)
UNNORMALISED = Deviation(
    "not normalised",
    "you did not divide {} by its column sums",
    PROBABILITIES,
    (("exp(theta * data)", "np.exp(theta @ data)"),),
)
MAXIMUM_WITH_ONE = Deviation(
    "maximum with 1",
    "{} compares each score with 1; the maximum of each column is {}",
    PROBABILITIES,
    (
        ("max(scores, 1)", "np.maximum(scores, 1)"),
        ("max(scores, [], 1)", "scores.max(axis=0)"),
    ),
)
MAXIMUM_OF_ROWS = Deviation(
    "maximum of rows",
    "you subtract the maximum of each row (class); subtract the maximum of each column (example)",
    PROBABILITIES,
)
OPPOSITE_SCORES = Deviation(
    "sign of the scores",
    "it takes exp of minus the scores; the probabilities need {}",
    PROBABILITIES,
    (("exp(scores)", "np.exp(scores)"),),
)
NO_EXP = Deviation(
    "exp left out",
    "exp is missing: P is the scores divided by their column sums",
    PROBABILITIES,
)
SHIFTED_AFTER_EXP = Deviation(
    "shift after exp",
    "the maximum of each column is subtracted after exp; subtract it from the scores, before exp",
    PROBABILITIES,
)
MATRIX_DIVISION = Deviation(
    "matrix division for elementwise",
    "P is divided by its column sums with `/`, which divides matrices; divide entry by entry, with "
    "`./` or bsxfun",
    PROBABILITIES,
)
SIGMOID = Deviation(
    "sigmoid for softmax",
    "P is the sigmoid of each score; divide exp(scores) by its column sums instead",
    PROBABILITIES,
)
ONE_ADDED = Deviation(
    "one added to the sums",
    "1 is added to the column sums of exp(scores); divide by the sums only",
    PROBABILITIES,
)
LAST_CLASS_MISSING = Deviation(
    "last class left out",
    "the last row of groundTruth is always 0. Does a loop over the classes end too early?",
    GROUND_TRUTH,
)
FIRST_CLASS_MISSING = Deviation(
    "first class left out",
    "the first row of groundTruth is always 0. Does a loop over the classes begin too late?",
    GROUND_TRUTH,
)
NO_LOG = Deviation("no log", "it sums P, not {}", COST, (("log(P)", "np.log(P)"),))
PRODUCT_OF_TRUTH = Deviation(
    "matrix product for elementwise",
    "it sums a matrix product of groundTruth and log P; multiply entry by entry, {}",
    COST,
    (("groundTruth .* log(P)", "groundTruth * np.log(P)"),),
)
LABELS_FOR_TRUTH = Deviation(
    "labels as ground truth",
    "it multiplies log P by the labels; multiply it by groundTruth",
    COST,
)
LOG_IN_GRADIENT = Deviation(
    "log p in the gradient",
    "it uses log P where P belongs, in {}",
    GRADIENT,
    (("groundTruth - P",) * 2,),
)
LABELS_MODULO = Deviation(
    "labels modulo numClasses",
    "the classes are shifted by one: {} as an index (from 0) is not {}",
    ("", GROUND_TRUTH[1]),
    (("labels % numClasses",) * 2, ("labels - 1",) * 2),
)
ALL_CLASSES = Deviation(
    "log p of all classes",
    "it sums log P over all classes; sum it over the true class of each example only",
    COST,
)
LOGISTIC = Deviation(
    "cost of logistic regression",
    "it also sums {}, as in logistic regression; sum {} only",
    COST,
    (
        ("(1 - groundTruth) .* log(1 - P)", "(1 - groundTruth) * np.log(1 - P)"),
        ("groundTruth .* log(P)", "groundTruth * np.log(P)"),
    ),
)
SQUARED_ERROR = Deviation(
    "squared error",
    "it sums squared errors, {}, as in linear regression; sum {}",
    COST,
    (
        ("(groundTruth - P) .^ 2", "(groundTruth - P) ** 2"),
        ("groundTruth .* log(P)", "groundTruth * np.log(P)"),
    ),
)
LOG_OF_SUM = Deviation(
    "log of the sum",
    "it takes the logarithm of the sum of the probabilities; take the logarithm of each, then sum",
    COST,
)
ROUNDED_DOWN = "it divides by M with `//`, which rounds down; write `/`"
LAST_EXAMPLE = Deviation(
    "last example only",
    "it includes only the last example. Does a loop overwrite its running sum?",
)
NO_PROBABILITIES = Deviation(
    "probabilities left out", "P is missing from {}", GRADIENT, (("groundTruth - P",) * 2,)
)
SIGMOID_SLOPE = Deviation(
    "slope of a sigmoid",
    "it multiplies {} by {}, the slope of a sigmoid; leave out that factor",
    GRADIENT,
    (("groundTruth - P",) * 2, ("P .* (1 - P)", "P * (1 - P)")),
)
NO_GROUND_TRUTH = Deviation(
    "ground truth left out",
    "groundTruth is missing from {}",
    GRADIENT,
    (("groundTruth - P",) * 2,),
)


@dataclass(frozen=True)
class Factors:
    """Wrong factors of the data term; `fix` is the right line of the cost or of the gradient."""

    fix: tuple[str, str]

    def negative(self) -> Deviation:
        """The opposite sign."""
        return Deviation("sign", "the sign of the data term is wrong", self.fix)

    def divisors(self, case: Case) -> Iterator[tuple[tuple[Deviation, ...], float]]:
        """What the sum over the examples is divided by; the right one, M, comes first."""
        _, classes, size, _, data, _ = case.args
        examples = np.shape(data)[1]
        yield (), examples
        for name, what, divisor in (
            (
                "not divided by M",
                "the data term is not divided by M, the number of examples",
                1,
            ),
            (
                "divided by numClasses",
                "the data term is divided by numClasses, not by M, the number of examples",
                classes,
            ),
            (
                "averaged over the classes too",
                "the data term is averaged over the classes as well as over the examples (a mean "
                "of a mean?); divide its sum by M only",
                classes * examples,
            ),
            (
                "divided by inputSize",
                "the data term is divided by inputSize, not by M, the number of examples",
                size,
            ),
            (
                "data term doubled",
                "the data term is twice as large as it should be",
                examples / 2,
            ),
            (
                "data term halved",
                "the data term is half as large as it should be: it is divided by 2M, not M",
                examples * 2,
            ),
            *(
                (
                    f"divided by {number}",
                    f"the data term is divided by {number}, not by M, the number of examples",
                    number,
                )
                for number in (10, 60000, 5, 100)
            ),
        ):
            yield (Deviation(name, what, self.fix),), divisor


IN_COST, IN_GRADIENT = Factors(COST), Factors(GRADIENT)
LOG_BASE = {
    base: Deviation(
        f"log base {base}",
        f"it uses the logarithm to base {base}, not the natural one, {{}}",
        COST,
        (("log(P)", "np.log(P)"),),
    )
    for base in (2, 10)
}


@dataclass(frozen=True)
class ThetaLayout:
    """How theta is read and how the gradient is unrolled: by columns (F) or by rows (C).

    `course` is how that is to be done. Cases and answers are unrolled by columns here, so a
    course by rows turns them on their way to a submission and back; its mistakes are turned too.
    """

    course: SoftmaxCourse
    reading: Order
    writing: Order
    path: Path

    @property
    def _own(self) -> Order:
        return "F" if self.course.theta_by == "columns" else "C"

    def read(self, theta: Array) -> Array:
        """The matrix that the submission takes the parameters for."""
        return theta.ravel(order=self._own).reshape(theta.shape, order=self.reading)

    def unroll(self, gradient: Array) -> Array:
        """The vector that is made of the submission's matrix."""
        handed_back = gradient.ravel(order=self.writing)
        return handed_back.reshape(gradient.shape, order=self._own).ravel(order="F")


def readings(course: SoftmaxCourse) -> tuple[ThetaLayout, ...]:
    """The right layout first, then theta and the gradient unrolled the other way."""
    own, other, both, _, _ = _unrolling(course)
    return ThetaLayout(course, own, own, ()), ThetaLayout(course, other, other, (both,))


def layouts(course: SoftmaxCourse) -> tuple[ThetaLayout, ...]:
    """All layouts, the right one first."""
    own, other, _, reading, writing = _unrolling(course)
    mixed = ThetaLayout(course, own, other, (writing,)), ThetaLayout(course, other, own, (reading,))
    return (*readings(course), *mixed)


def _unrolling(course: SoftmaxCourse) -> tuple[Order, Order, Deviation, Deviation, Deviation]:
    """The right order, the other, and the mistakes of using it: at both ends, at either."""
    own: Order
    other: Order
    if course.theta_by == "columns":
        own, other, wrong = "F", "C", "rows"
        line, right = "row by row", "column by column"
        read, unroll = READ_BY_COLUMNS, UNROLL_BY_COLUMNS
    else:
        own, other, wrong = "C", "F", "columns"
        line, right = "column by column", "row by row"
        read, unroll = READ_BY_ROWS, UNROLL_BY_ROWS
    lines = f"{read[0]}\n{unroll[0]}", f"{read[1]}\n{unroll[1]}"
    both = Deviation(f"theta by {wrong}", f"it reads theta {line}; read it {right}", lines)
    reading = Deviation(f"theta read by {wrong}", both.what, read)
    writing = Deviation(
        f"gradient by {wrong}", f"it is unrolled {line}; unroll it {right}, as theta is", unroll
    )
    return own, other, both, reading, writing


@dataclass(frozen=True, eq=False)
class Terms:
    """Candidate terms of one case, a row each, and what is wrong in each of them."""

    values: Array
    paths: Sequence[Path]


class _Pairings(Sequence[Path]):
    """What is wrong in each pairing of a sum with a factor; joined only when it is read."""

    def __init__(self, sums: Sequence[Path], factors: Sequence[Path]) -> None:
        self._sums, self._factors = sums, factors

    def __len__(self) -> int:
        return len(self._sums) * len(self._factors)

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> list[Path]: ...
    def __getitem__(self, index: int | slice) -> Path | list[Path]:
        if isinstance(index, slice):
            return [self[k] for k in range(*index.indices(len(self)))]
        which, factor = divmod(int(index), len(self._factors))
        return self._sums[which] + self._factors[factor]


def _products(sums: Sequence[tuple[Path, Array]], factors: Sequence[tuple[Path, float]]) -> Terms:
    """Every sum times every factor, a row each."""
    values = np.array([value for _, value in sums])
    scales = np.array([scale for _, scale in factors])
    rows = values[:, np.newaxis] * scales[:, np.newaxis]
    return Terms(
        rows.reshape(-1, values.shape[1]),
        _Pairings([path for path, _ in sums], [path for path, _ in factors]),
    )


def theta_of(case: Case, layout: ThetaLayout) -> Array:
    """The parameters as a matrix, read as the layout says."""
    theta, classes, size = case.args[:3]
    flat = np.asarray(theta, dtype=float).ravel()
    return layout.read(flat.reshape((classes, size), order="F"))


@dataclass(frozen=True, eq=False)
class _Setting:
    """A case of softmaxCost, taken apart."""

    theta: Array
    data: Array
    labels: NDArray[np.int64]
    course: SoftmaxCourse

    @classmethod
    def of(cls, case: Case, layout: ThetaLayout) -> _Setting:
        data, labels = case.args[4:6]
        whole = np.asarray(labels).ravel().astype(np.int64)
        return cls(theta_of(case, layout), np.asarray(data, dtype=float), whole, layout.course)

    def ground_truths(self) -> Iterator[tuple[Path, Array]]:
        """Each example's class, from 0, and what else the labels are taken for."""
        own, classes = self.labels - 1, self.theta.shape[0]
        yield (), _indicator(own, classes)
        if self.course.labels_from == 1:
            yield (LABELS_FROM_ZERO,), _indicator(own + 1, classes)
            if self.course.language.first_index == 0:
                yield (LABELS_MODULO,), _indicator((own + 1) % classes, classes)
        else:
            yield (LABELS_FROM_ONE,), _indicator(own - 1, classes)
            yield (LABELS_FROM_ONE,), _indicator((own - 1) % classes, classes)  # an index of -1
        rows = np.arange(classes)[:, None]
        yield (LAST_CLASS_MISSING,), _indicator(own, classes) * (rows < classes - 1)
        yield (FIRST_CLASS_MISSING,), _indicator(own, classes) * (rows > 0)

    def probabilities(self) -> Iterator[tuple[Path, Array]]:
        """The softmax of the scores, and what else it is taken for."""
        scores = self.theta @ self.data
        e = np.exp(scores - scores.max(axis=0))
        yield (), e / e.sum(axis=0)
        above = np.exp(scores - np.maximum(scores, 1))
        yield (MAXIMUM_WITH_ONE,), above / above.sum(axis=0)
        over_rows = np.exp(scores - scores.max(axis=1, keepdims=True))
        yield (MAXIMUM_OF_ROWS,), over_rows / over_rows.sum(axis=0)
        opposite = np.exp(scores.min(axis=0) - scores)
        yield (OPPOSITE_SCORES,), opposite / opposite.sum(axis=0)
        late = np.exp(scores) - scores.max(axis=0)
        yield (SHIFTED_AFTER_EXP,), late / late.sum(axis=0)
        for shifted in (scores, scores - scores.max(axis=0)):
            yield (NO_EXP,), shifted / shifted.sum(axis=0)
            yield (SIGMOID,), 1 / (1 + np.exp(-shifted))
        for raw in (np.exp(scores), e):  # without the max-shift, and with it
            yield (OVER_EXAMPLES,), raw / raw.sum(axis=1, keepdims=True)
            yield (OVER_ALL,), raw / raw.sum()
            yield (ONE_ADDED,), raw / (1 + raw.sum(axis=0))
            yield (UNNORMALISED,), raw
            if self.course.language == OCTAVE:
                sums = raw.sum(axis=0)
                yield (MATRIX_DIVISION,), np.outer(raw @ sums / (sums @ sums), np.ones(sums.size))

    def settings(self) -> Iterator[tuple[Path, Array, Array]]:
        """Every pairing of probabilities and ground truth."""
        for path, p in self.probabilities():
            for labels_path, truth in self.ground_truths():
                yield path + labels_path, p, truth


def _indicator(own: NDArray[np.int64], classes: int) -> Array:
    return np.asarray(np.arange(classes)[:, None] == own, dtype=float)


def _scales(case: Case, factors: Factors) -> Iterator[tuple[Path, float]]:
    """Factors of the sum over the examples; the right one is -1/M."""
    for path, divisor in factors.divisors(case):
        yield path, -1 / divisor
        yield (*path, factors.negative()), 1 / divisor


_NO_PROBABILITIES = (NO_EXP, SHIFTED_AFTER_EXP)
"""What has negative entries, whose logarithm is no number."""


@np.errstate(all="ignore")
def cost_terms(case: Case, layout: ThetaLayout) -> Terms:
    """Data terms of the cost, each a row of one number."""
    sums: list[tuple[Path, float]] = []
    for path, p, truth in _Setting.of(case, layout).settings():
        if path and path[0] in _NO_PROBABILITIES:
            continue
        log_p = np.log(p)
        own = np.where(truth > 0, log_p, 0.0)
        sums.append((path, float(own.sum())))
        sums.append(((*path, LAST_EXAMPLE), float(own[:, -1].sum())))
        if not path:
            sums.append(((NO_LOG,), float(np.sum(truth * p))))
            sums.append(((LOGISTIC,), float(np.where(truth > 0, log_p, np.log(1 - p)).sum())))
            squares = float(np.sum((truth - p) ** 2))
            sums += [((SQUARED_ERROR,), -squares / 2), ((SQUARED_ERROR,), -squares)]
            chosen, examples = float(np.sum(truth * p)), p.shape[1]
            sums.append(((LOG_OF_SUM,), float(np.log(chosen))))
            sums.append(((LOG_OF_SUM,), float(np.log(chosen / examples)) * examples))
            if layout.course.language == PYTHON:
                rounded = float(np.floor(-own.sum() / examples))
                sums.append(
                    ((Deviation("floor division", ROUNDED_DOWN, COST),), -rounded * examples)
                )
            sums.append(((PRODUCT_OF_TRUTH,), float((truth.T @ log_p).sum())))
            labels = np.arange(1, truth.shape[0] + 1) @ truth
            sums.append(((LABELS_FOR_TRUTH,), float((labels * log_p).sum())))
        if path == (SIGMOID,):
            both = own + np.where(truth > 0, 0.0, np.log(1 - p))
            sums.append((path, float(both.sum())))
        if not {LABELS_FROM_ZERO, LABELS_FROM_ONE} & set(path):
            sums.append(((*path, ALL_CLASSES), float(log_p.sum())))
    logs = [((), 1.0), *(((d,), 1 / np.log(base)) for base, d in LOG_BASE.items())]
    factors = [
        ((*scale_path, *log_path), scale * log)
        for scale_path, scale in _scales(case, IN_COST)
        for log_path, log in logs
    ]
    return _products([(path, np.array([value])) for path, value in sums], factors)


@np.errstate(all="ignore")
def gradient_terms(case: Case, layout: ThetaLayout) -> Terms:
    """Data terms of the gradient, each a row, unrolled as the layout says."""
    setting = _Setting.of(case, layout)
    sums: list[tuple[Path, Array]] = []
    for path, p, truth in setting.settings():
        sums += [(d, residual @ setting.data.T) for d, residual in _residuals(path, p, truth)]
        if not path and layout.course.language == PYTHON:
            examples = p.shape[1]
            rounded = np.floor(-(truth - p) @ setting.data.T / examples)
            down = Deviation("floor division", ROUNDED_DOWN, GRADIENT)
            sums.append(((down,), -rounded * examples))
        last = np.outer(truth[:, -1] - p[:, -1], setting.data[:, -1])
        sums.append(((*path, LAST_EXAMPLE), last))
    unrolled = [(path, layout.unroll(value)) for path, value in sums]
    return _products(unrolled, list(_scales(case, IN_GRADIENT)))


def _residuals(path: Path, p: Array, truth: Array) -> Iterator[tuple[Path, Array]]:
    yield path, truth - p
    if not path:
        yield (NO_PROBABILITIES,), truth
        yield (NO_GROUND_TRUTH,), -p
        yield (LOG_IN_GRADIENT,), truth - np.log(p)
        yield (SIGMOID_SLOPE,), (truth - p) * p * (1 - p)
