"""The cases that are fair to ask.

Every correct solution passes them: two or more examples, inputs and hidden units, no unit that is
saturated, 0 < rho < 1. Biases are not zero, so that a mistake in them shows; beta differs from
hiddenSize in most cases, and lambda and rho are none of the exercise's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.case import Case
from pysoftmax.comparison.choices import Choices
from pysoftmax.comparison.objectives import FORMULAS, Objective

__all__ = [
    "COSTS",
    "NUMERICAL",
    "anything",
    "fair_cost",
    "initial_sizes",
    "many_weights",
    "numerical",
    "terms_of",
    "with_pair_from_j",
]

SIZES = (
    *((3, 2, 4), (2, 3, 4), (2, 4, 3), (4, 2, 3), (4, 3, 6), (6, 3, 4), (3, 5, 6), (4, 6, 5)),
    *((5, 3, 7), (5, 3, 4), (5, 4, 8), (7, 4, 9)),
)
"""visibleSize, hiddenSize, m: all different, so that a size taken for another shows."""

TERMS = {"all": (True, True), "none": (False, False), "decay": (True, False),
         "sparsity": (False, True)}  # fmt: skip
"""Which of lambda and beta are not 0. All but the first have one theta, to compare the terms at."""

Test = Callable[[Case], bool]


def fair_cost(choices: Choices) -> tuple[Any, ...]:
    """The arguments of a cost, short enough to be pasted: theta to two decimals."""
    terms = choices.pick(tuple(TERMS))
    if terms != "all":
        decay, sparsity = TERMS[terms]
        return _arguments(0, (5, 3, 7), 0.1 * decay, 0.2, 3.0 * sparsity, 0.0)
    sizes, decays = choices.pick(SIZES), choices.pick((0.1, 0.3))
    rho, beta = choices.pick((0.2, 0.1, 0.15)), choices.pick((3.0, 2.5, 1.5, 0.0))
    quiet = choices.pick((0.0, 4.0))
    return _arguments(choices.integer(1, 9999), sizes, decays, rho, beta, quiet)


def _arguments(
    seed: int, sizes: tuple[int, int, int], decay: float, rho: float, beta: float, quiet: float
) -> tuple[Any, ...]:
    """`quiet` is taken from the hidden units' biases."""
    visible, hidden, m = sizes
    random = np.random.default_rng(seed)
    theta = 0.5 * random.standard_normal(2 * visible * hidden + hidden + visible)
    theta[2 * visible * hidden :][:hidden] -= quiet
    data = random.uniform(0.05, 0.95, (visible, m))
    return _short(theta), visible, hidden, decay, rho, beta, _short(data)


def _short(array: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(array, 2) + 0.0  # no negative zeros


def _like(sizes: tuple[int, int, int], beta: float = -1.0, decay: float = -1.0) -> Test:
    """Ordinary cases of these sizes; of any beta and lambda that are not 0 by default."""

    def test(case: Case) -> bool:
        found = (*case.args[1:3], case.args[6].shape[1])
        if terms_of(case) not in ("all", "decay") or found != sizes or _is_quiet(case):
            return False
        right_beta = case.args[5] == beta if beta >= 0 else case.args[5] > 0
        return right_beta and decay in (-1.0, case.args[3])

    return test


def _is_quiet(case: Case) -> bool:
    theta, visible, hidden = case.args[:3]
    return bool(np.mean(theta[2 * visible * hidden :][:hidden]) < -2)


def terms_of(case: Case) -> str:
    """Which terms of the cost are not 0, as in `TERMS`."""
    on = (case.args[3] > 0, case.args[5] > 0)
    return next(name for name, terms in TERMS.items() if terms == on)


def _probe(terms: str) -> Test:
    """The case of one theta that has these terms only."""
    right = _arguments(0, (5, 3, 7), 0.0, 0.2, 0.0, 0.0)[0]

    def test(case: Case) -> bool:
        return terms_of(case) == terms and np.array_equal(case.args[0], right)

    return test


COSTS: tuple[Test, ...] = (
    _like((5, 3, 7), beta=3.0, decay=0.1),
    _like((6, 3, 4)),
    _like((4, 3, 6), beta=0.0),
    _like((3, 5, 6)),
    _like((4, 6, 5)),
    lambda case: _is_quiet(case) and case.args[5] == 2.5 and case.args[1:3] == (5, 3),
    _probe("none"),
    _probe("decay"),
    _probe("sparsity"),
)
"""One test for each case that is asked; the last three are those that tell the terms apart."""


def anything(choices: Choices) -> tuple[Any, ...]:
    """Arguments that the references accept, saturated units and all desired means included."""
    visible, hidden, m = (choices.integer(1, 9) for _ in range(3))
    scale = choices.pick((0.5, 1.0, 10.0, 1000.0))
    decay, beta = choices.pick((0.0, 0.1, 1e-4)), choices.pick((0.0, 3.0, 0.5))
    rho = choices.pick((0.1, 0.01, 0.5, 0.0, 1.0))
    random = np.random.default_rng(choices.integer(0, 2**31))
    theta = scale * random.standard_normal(2 * visible * hidden + hidden + visible)
    return theta, visible, hidden, decay, rho, beta, random.uniform(0, 1, (visible, m))


# ---- The numerical gradient -----------------------------------------------------------------


CURVES = ("product", "quadratic", "root")
"""Functions with a small third derivative: a step of 1e-3, which many use, errs by little."""


def numerical(choices: Choices) -> tuple[Any, ...]:
    """J and theta; J returns its value alone.

    Every function has parameters at random: a table of known functions gives no answer. In the
    first two, an entry of the gradient depends on others.
    """
    name = choices.pick(CURVES)
    size = choices.integer(2, 6)
    random = np.random.default_rng(choices.integer(0, 2**31))
    parameters: dict[str, Any]
    if name == "product":
        parameters = {"c": np.round(random.uniform(0.5, 4, 2), 2)}
    elif name == "quadratic":
        factor = np.round(random.standard_normal((size, size)), 1)
        b = np.round(random.standard_normal(size), 1)
        parameters = {"A": np.round(factor @ factor.T + np.eye(size), 2), "b": b}
    else:
        parameters = {"c": np.round(random.uniform(0.5, 1.5, size), 2)}
    theta = np.round(random.uniform(0.5, 2, size) * random.choice([-1, 1], size), 1)
    return Objective(FORMULAS[name], parameters, 1), theta


NUMERICAL: tuple[Test, ...] = tuple(
    (lambda case, name=name: case.args[0].name == name and case.args[1].size > 2) for name in CURVES
)


def with_pair_from_j(case: Case) -> Case:
    """The same case with a J that returns a value and a gradient."""
    objective, theta = case.args
    pair = Objective(objective.formula, objective.parameters, 2)
    return Case(case.function, (pair, theta), case.nargout, case.about, case.seed)


# ---- The initial parameters -----------------------------------------------------------------


def initial_sizes(choices: Choices) -> tuple[int, int]:
    """HiddenSize and visibleSize."""
    return choices.integer(1, 40), choices.integer(1, 40)


def many_weights(case: Case) -> bool:
    """Whether there are enough weights to see how they are distributed."""
    hidden, visible = case.args
    return bool(2 * hidden * visible >= 1000 and hidden != visible)
