"""Cases of each exercise function, made from a `Choices`.

A `Regime` says which sizes, magnitudes, labels and memory layouts may come up; the choices pick
among them, the simplest first, so that smaller choices make a simpler case. All numbers of an
array come from one small seed: the choices stay few, and shrinking stays quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.conformance.case import Case
from pysoftmax.conformance.choices import Choices

__all__ = [
    "ANYTHING",
    "EXTREME",
    "OFFSET",
    "ORDINARY",
    "START_SEED",
    "Problem",
    "Regime",
    "cost_case",
    "predict_case",
    "problem",
    "train_case",
]

Array = NDArray[np.float64]
SEEDS = 9_999
"""Seeds run from 0 to this: enough variety, and short to read in a report."""

START_SEED = 42
"""softmaxTrain starts from what Octave's ``randn("twister", 42)`` draws, in both languages."""


@dataclass(frozen=True)
class Regime:
    """What a generated problem may look like; each sequence has its simplest member first.

    Attributes
    ----------
    numClasses, inputSize, examples
        The lowest and the highest size.
    theta
        Kinds of parameters: ``zeros``, ``ones``, ``integers`` (-3..3), ``normal`` (0.5 randn),
        ``small`` (0.005 randn, as training starts), ``tiny`` (1e-200 randn), ``subnormal``,
        ``equal rows`` (classes that tie in every example), ``offset`` (normal, and every score
        raised or lowered by 1000), ``extreme`` (the largest score between 1e3 and 1e5, so that
        exp overflows and underflows).
    data
        Kinds of examples: ``ones``, ``integers`` (0..3), ``pixels`` (uniform in 0..1, four fifths
        zero), ``normal``, ``repeated`` (normal, each column twice or more).
    lambdas
        Weights of the decay term.
    labels
        Kinds of labels: ``countdown`` (from the top class down, over and over), ``random``,
        ``one class``, ``top absent``, ``many absent``. The first two always hold the top class.
    label_shapes
        Of ``(n,)``, ``(n, 1)``, ``(1, n)``.
    label_types
        NumPy dtypes of the labels.
    layouts
        How arrays lie in memory: ``F``, ``C``, ``strided``, ``reversed``.
    alike
        Whether all three sizes are the same now and then.
    """

    numClasses: tuple[int, int] = (1, 12)
    inputSize: tuple[int, int] = (1, 16)
    examples: tuple[int, int] = (1, 30)
    theta: tuple[str, ...] = ("normal",)
    data: tuple[str, ...] = ("normal",)
    lambdas: tuple[float, ...] = (0.03, 0.1)
    labels: tuple[str, ...] = ("countdown", "random")
    label_shapes: tuple[str, ...] = ("(n,)",)
    label_types: tuple[str, ...] = ("float64",)
    layouts: tuple[str, ...] = ("F",)
    alike: bool = False


ORDINARY = Regime(numClasses=(2, 12), inputSize=(2, 16), examples=(2, 30))
"""What every right solution handles, with a decay term large enough to be seen."""

OFFSET = replace(ORDINARY, theta=("offset",))
"""All scores raised or lowered by 1000: exp overflows unless each column's maximum is taken off."""

EXTREME = replace(ORDINARY, theta=("extreme",))
"""Scores so far apart that the probability of a true class underflows to zero."""

ANYTHING = Regime(
    theta=(
        "zeros",
        "ones",
        "integers",
        "normal",
        "small",
        "tiny",
        "subnormal",
        "equal rows",
        "offset",
        "extreme",
    ),
    data=("ones", "integers", "pixels", "normal", "repeated"),
    lambdas=(0.0, 1.0, 0.1, 0.03, 1e-4, 1e3, 1e8),
    labels=("countdown", "random", "one class", "top absent", "many absent"),
    label_shapes=("(n,)", "(n, 1)", "(1, n)"),
    label_types=("float64", "int64", "int32", "uint8", "float32"),
    layouts=("F", "C", "strided", "reversed"),
    alike=True,
)
"""Everything that a finite input may be."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A softmax regression problem; all arrays are read-only.

    Attributes
    ----------
    theta
        K x N.
    lambda_
        The weight of the decay term.
    data
        N x M, an example a column.
    labels
        M labels from 1, of any of the regime's shapes and types.
    about
        What is special about it.
    """

    theta: Array
    lambda_: float
    data: Array
    labels: NDArray[Any]
    about: str

    @property
    def numClasses(self) -> int:
        return int(self.theta.shape[0])

    @property
    def inputSize(self) -> int:
        return int(self.theta.shape[1])


def problem(choices: Choices, regime: Regime = ANYTHING) -> Problem:
    """A problem of the regime."""
    classes = choices.integer(*regime.numClasses)
    features = choices.integer(*regime.inputSize)
    examples = choices.integer(*regime.examples)
    if regime.alike and choices.pick((False,) * 9 + (True,)):
        features = examples = classes
    theta_kind = choices.pick(regime.theta)
    data_kind = choices.pick(regime.data)
    label_kind = choices.pick(regime.labels)
    lambda_ = choices.pick(regime.lambdas)
    layout = choices.pick(regime.layouts)
    label_shape = choices.pick(regime.label_shapes)
    label_type = choices.pick(regime.label_types)
    random = np.random.default_rng(choices.integer(0, SEEDS))
    if theta_kind in _EXACT_ONLY and data_kind not in _EXACT:
        data_kind = "integers"
    data = _data(data_kind, features, examples, random)
    theta, data = _theta(theta_kind, classes, data, random)
    labels = _labels(label_kind, classes, examples, random)
    return Problem(
        theta=laid_out(theta, layout),
        lambda_=float(lambda_),
        data=laid_out(data, layout),
        labels=_shaped(labels, label_shape, label_type),
        about=f"theta {theta_kind}, data {data_kind}, labels {label_kind}, memory {layout}",
    )


def cost_case(choices: Choices, regime: Regime = ANYTHING, nargout: int = 2) -> Case:
    """A call of softmaxCost: theta unrolled column by column."""
    p = problem(choices, regime)
    theta = read_only(p.theta.ravel(order="F"))
    args = (theta, p.numClasses, p.inputSize, p.lambda_, p.data, p.labels)
    return Case("softmaxCost", args, nargout, p.about)


def predict_case(choices: Choices, regime: Regime = ANYTHING, nargout: int = 1) -> Case:
    """A call of softmaxPredict with a complete model."""
    p = problem(choices, regime)
    model = {"optTheta": p.theta, "inputSize": p.inputSize, "numClasses": p.numClasses}
    return Case("softmaxPredict", (model, p.data), nargout, p.about)


TRAINING = Regime(
    numClasses=(2, 5),
    inputSize=(2, 6),
    examples=(4, 30),
    data=("normal", "pixels"),
    lambdas=(0.1, 0.03, 1.0),
)
"""Small problems with one clear optimum, so that a short training comes close to it."""


def train_case(
    choices: Choices, regime: Regime = TRAINING, iterations: Sequence[int] = (1, 2, 5)
) -> Case:
    """A call of softmaxTrain for a few iterations, silent."""
    p = problem(choices, regime)
    options = {"maxIter": choices.pick(tuple(iterations)), "display": "off"}
    args = (p.inputSize, p.numClasses, p.lambda_, p.data, p.labels, options)
    return Case("softmaxTrain", args, 1, p.about)


_EXACT = ("ones", "integers")
_EXACT_ONLY = ("ones", "integers", "subnormal", "equal rows")
"""Kinds of theta with equal rows: unless their scores are exact, rounding decides between them,
and a matrix product may round equal rows differently."""


def _data(kind: str, features: int, examples: int, random: np.random.Generator) -> Array:
    shape = (features, examples)
    if kind == "ones":
        return np.ones(shape)
    if kind == "integers":
        return random.integers(0, 4, shape).astype(float)
    if kind == "pixels":
        return random.random(shape) * (random.random(shape) < 0.2)
    data = random.standard_normal(shape)
    if kind == "repeated":
        return data[:, random.integers(0, (examples + 1) // 2, examples)]
    return data


def _theta(
    kind: str, classes: int, data: Array, random: np.random.Generator
) -> tuple[Array, Array]:
    """Parameters of a kind, and the data, which ``offset`` changes."""
    shape = (classes, data.shape[0])
    if kind in _PLAIN_THETA:
        return _PLAIN_THETA[kind](random, shape), data
    if kind == "offset":
        return _offset(random, shape, data)
    theta = random.standard_normal(shape)
    largest = float(np.abs(theta @ data).max())
    target = 10.0 ** random.uniform(3, 5)
    return theta * (target / largest if largest else target), data


_PLAIN_THETA: dict[str, Any] = {
    "zeros": lambda random, shape: np.zeros(shape),
    "ones": lambda random, shape: np.ones(shape),
    "integers": lambda random, shape: random.integers(-3, 4, shape).astype(float),
    "normal": lambda random, shape: 0.5 * random.standard_normal(shape),
    "small": lambda random, shape: 0.005 * random.standard_normal(shape),
    "tiny": lambda random, shape: 1e-200 * random.standard_normal(shape),
    "subnormal": lambda random, shape: random.integers(-99, 100, shape) * 5e-324,
    "equal rows": lambda random, shape: np.tile(
        random.integers(-3, 4, shape[1]).astype(float), (shape[0], 1)
    ),
}


def _offset(
    random: np.random.Generator, shape: tuple[int, int], data: Array
) -> tuple[Array, Array]:
    """Ordinary scores, all of them raised or lowered by 1000 by way of a feature that is 1."""
    theta = 0.5 * random.standard_normal(shape)
    theta[:, 0] += random.choice([-1000.0, 1000.0])
    data = data.copy()
    data[0] = 1.0
    return theta, data


def _labels(
    kind: str, classes: int, examples: int, random: np.random.Generator
) -> NDArray[np.int64]:
    """Labels from 1. With one class, or one example, some kinds coincide."""
    if kind == "countdown":
        return classes - np.arange(examples) % classes
    if kind == "one class":
        return np.full(examples, random.integers(1, classes + 1))
    if kind == "top absent":
        return random.integers(1, max(classes, 2), examples)
    if kind == "many absent":
        present = random.permutation(classes)[: max(1, classes // 2)] + 1
        return present[random.integers(0, len(present), examples)]
    labels = random.integers(1, classes + 1, examples)
    labels[random.integers(0, examples)] = classes
    return labels


def _shaped(labels: NDArray[np.int64], shape: str, dtype: str) -> NDArray[Any]:
    shapes = {"(n,)": (-1,), "(n, 1)": (-1, 1), "(1, n)": (1, -1)}
    return read_only(labels.astype(dtype).reshape(shapes[shape]))


def laid_out(array: NDArray[Any], layout: str) -> NDArray[Any]:
    """The same numbers, read-only, in the memory layout asked for."""
    if layout == "strided":
        room = np.full(tuple(2 * n for n in array.shape), np.nan)
        view = room[tuple(slice(None, None, 2) for _ in array.shape)]
        view[...] = array
        return read_only(view)
    if layout == "reversed":
        backwards = tuple(slice(None, None, -1) for _ in array.shape)
        return read_only(array[backwards].copy(order="C")[backwards])
    return read_only(np.array(array, order="C" if layout == "C" else "F"))


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """The array itself, marked read-only."""
    array.flags.writeable = False
    return array
