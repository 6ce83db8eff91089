"""Wrong versions of the decay term, in the cost and in the gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.case import Case
from pysoftmax.exercise.softmax.mistakes.deviation import Deviation
from pysoftmax.exercise.softmax.mistakes.formula import Layout, Terms, theta_of

__all__ = ["cost_decays", "gradient_decays"]

Array = NDArray[np.float64]
RIGHT_COST = ("lambda / 2 * sum(theta(:) .^ 2)", "lambda_ / 2 * np.sum(theta ** 2)")
RIGHT_GRADIENT = ("lambda * theta", "lambda_ * theta")


def _cost(name: str, looks: str) -> Deviation:
    return Deviation(name, looks, *RIGHT_COST)


def _gradient(name: str, looks: str) -> Deviation:
    return Deviation(name, looks, *RIGHT_GRADIENT)


@np.errstate(all="ignore")
def cost_decays(case: Case, layout: Layout) -> Terms:
    """What stands in the place of ``lambda/2 * sum(theta.^2)``, a row of one number each."""
    theta, weight, examples = _parts(case, layout)
    squares = float(np.sum(theta * theta))
    found: list[tuple[tuple[Deviation, ...], float]] = [((), weight / 2 * squares)]

    def wrong(name: str, looks: str, value: float) -> None:
        found.append(((_cost(name, looks),), value))

    wrong("no decay in the cost", "without the decay term `lambda/2 * sum(theta(:).^2)`", 0.0)
    wrong("cost decay doubled", "with decay `lambda * sum(theta.^2)`, not half", weight * squares)
    wrong("cost decay halved", "with half the decay, `lambda/4 * sum`", weight / 4 * squares)
    wrong(
        "cost decay not squared",
        "with decay `lambda/2 * sum(theta)`, not squared",
        weight / 2 * float(theta.sum()),
    )
    wrong(
        "cost decay not squared or halved",
        "with decay `lambda * sum(theta)`, not squared",
        weight * float(theta.sum()),
    )
    wrong(
        "cost decay of the norm",
        "with decay `lambda/2 * norm(theta)`, its root not squared",
        weight / 2 * np.sqrt(squares),
    )
    wrong(
        "cost decay of the absolute values",
        "with decay `lambda/2 * sum(abs(theta))`, not squared",
        weight / 2 * float(np.abs(theta).sum()),
    )
    wrong("cost decay divided by M", "with the decay divided by M", weight / 2 * squares / examples)
    wrong(
        "cost decay doubled and divided by M",
        "with decay `lambda/M * sum(theta.^2)`",
        weight * squares / examples,
    )
    wrong("cost decay without lambda", "with the decay not multiplied by lambda", squares / 2)
    wrong("cost decay with lambda squared", "with lambda squared", weight**2 / 2 * squares)
    wrong("cost decay for each example", "with the decay M times", weight / 2 * squares * examples)
    wrong(
        "cost decay of the sum squared",
        "with decay `lambda/2 * sum(theta(:))^2`: first the squares, then their sum",
        weight / 2 * float(theta.sum()) ** 2,
    )
    for what, product in (("theta' * theta", theta.T @ theta), ("theta * theta'", theta @ theta.T)):
        wrong(
            "cost decay of a matrix product",
            f"with the decay taken of the matrix product `{what}`, not of `theta .^ 2`",
            weight / 2 * float(product.sum()),
        )
    wrong("sign of the cost decay", "with the decay subtracted", -weight / 2 * squares)
    wrong(
        "cost decay without the first column",
        "with the first column of theta left out of the decay (there is no bias here)",
        weight / 2 * float(np.sum(theta[:, 1:] ** 2)),
    )
    for what, shifted in _shifted(theta):
        wrong(
            "cost decay of a shifted theta",
            f"with the decay taken of theta {what}",
            weight / 2 * float(np.sum(shifted**2)),
        )
    return Terms(np.array([[v] for _, v in found]), tuple(path for path, _ in found))


@np.errstate(all="ignore")
def gradient_decays(case: Case, layout: Layout) -> Terms:
    """What stands in the place of ``lambda * theta``, a row each."""
    theta, weight, examples = _parts(case, layout)
    found: list[tuple[tuple[Deviation, ...], Array]] = [((), weight * theta)]

    def wrong(name: str, looks: str, value: Array) -> None:
        found.append(((_gradient(name, looks),), value))

    wrong("no decay in the gradient", "without the decay term `lambda * theta`", 0 * theta)
    wrong("gradient decay doubled", "with decay `2 * lambda * theta`", 2 * weight * theta)
    wrong("gradient decay halved", "with decay `lambda/2 * theta`", weight / 2 * theta)
    wrong("gradient decay divided by M", "with the decay divided by M", weight * theta / examples)
    wrong(
        "gradient decay halved and divided by M",
        "with decay `lambda/(2*M) * theta`",
        weight / 2 * theta / examples,
    )
    wrong(
        "gradient decay inside the bracket",
        "with the decay inside the bracket that is multiplied by -1/M",
        -weight * theta / examples,
    )
    wrong("gradient decay for each example", "with the decay M times", weight * theta * examples)
    wrong("gradient decay without lambda", "with the decay not multiplied by lambda", theta)
    wrong("sign of the gradient decay", "with the decay subtracted", -weight * theta)
    wrong("gradient decay with lambda squared", "with lambda squared", weight**2 * theta)
    wrong(
        "gradient decay without theta",
        "with `lambda` added, not `lambda * theta`",
        0 * theta + weight,
    )
    wrong(
        "gradient decay of the sum",
        "with `lambda * sum(theta(:))` added to every entry",
        0 * theta + weight * theta.sum(),
    )
    wrong(
        "cost's decay in the gradient",
        "with the cost's decay, `lambda/2 * sum(theta(:).^2)`, added to every entry",
        0 * theta + weight / 2 * np.sum(theta**2),
    )
    wrong("gradient decay squared", "with decay `lambda/2 * theta.^2`", weight / 2 * theta**2)
    wrong(
        "gradient decay without the first column",
        "with the first column of theta left out of the decay (there is no bias here)",
        weight * np.concatenate([0 * theta[:, :1], theta[:, 1:]], axis=1),
    )
    for what, shifted in _shifted(theta):
        wrong(
            "gradient decay of a shifted theta",
            f"with the decay taken of theta {what}",
            weight * shifted,
        )
    values = np.array([layout.unroll(v) for _, v in found])
    return Terms(values, tuple(path for path, _ in found))


def _parts(case: Case, layout: Layout) -> tuple[Array, float, int]:
    return theta_of(case, layout), float(case.args[3]), int(np.shape(case.args[4])[1])


def _shifted(theta: Array) -> Iterator[tuple[str, Array]]:
    """Parameters that give the same probabilities and another decay."""
    yield "less its columns' maxima", theta - theta.max(axis=0)
    yield "less half its columns' maxima", theta - theta.max(axis=0) / 2
    yield "less its maximum", theta - theta.max()
    yield "less its columns' means", theta - theta.mean(axis=0)
    yield "less the last class's parameters", theta - theta[-1]
