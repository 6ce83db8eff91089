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

from pysoftmax.comparison.arrays import read_only
from pysoftmax.comparison.case import Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.exercise.softmax.arrays import (
    EXACT_DATA,
    EXACT_THETA,
    data_of_kind,
    labels_of_kind,
    laid_out,
    shaped,
    theta_of_kind,
)

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
"""What every correct solution handles, with a decay term large enough to be seen."""

OFFSET = replace(ORDINARY, theta=("offset",))
"""All scores raised or lowered by 1000: exp overflows without subtracting each column's maximum."""

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
"""Every kind of finite input."""


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
    """Return a problem of the regime."""
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
    if theta_kind in EXACT_THETA and data_kind not in EXACT_DATA:
        data_kind = "integers"
    data = data_of_kind(data_kind, features, examples, random)
    theta, data = theta_of_kind(theta_kind, classes, data, random)
    labels = labels_of_kind(label_kind, classes, examples, random)
    return Problem(
        theta=laid_out(theta, layout),
        lambda_=float(lambda_),
        data=laid_out(data, layout),
        labels=shaped(labels, label_shape, label_type),
        about=f"theta {theta_kind}, data {data_kind}, labels {label_kind}, memory {layout}",
    )


def cost_case(choices: Choices, regime: Regime = ANYTHING, nargout: int = 2) -> Case:
    """Return a call of softmaxCost: theta unrolled column by column."""
    p = problem(choices, regime)
    theta = read_only(p.theta.ravel(order="F"))
    args = (theta, p.numClasses, p.inputSize, p.lambda_, p.data, p.labels)
    return Case("softmaxCost", args, nargout, p.about)


def predict_case(choices: Choices, regime: Regime = ANYTHING, nargout: int = 1) -> Case:
    """Return a call of softmaxPredict with a complete model."""
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
    """Return a call of softmaxTrain for a few iterations, silent."""
    p = problem(choices, regime)
    options = {"maxIter": choices.pick(tuple(iterations)), "display": "off", "useMex": 0}
    args = (p.inputSize, p.numClasses, p.lambda_, p.data, p.labels, options)
    return Case("softmaxTrain", args, 1, p.about, START_SEED)
