"""Wrong versions of the decay term, in the cost and in the gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.case import Case
from pysoftmax.exercise.softmax.mistakes.deviation import Deviation
from pysoftmax.exercise.softmax.mistakes.formula import Terms, ThetaLayout, theta_of
from pysoftmax.exercise.softmax.mistakes.lines import COST, GRADIENT

__all__ = ["cost_decays", "gradient_decays"]

Array = NDArray[np.float64]
RIGHT_COST = ("lambda / 2 * sum(theta(:) .^ 2)", "lambda_ / 2 * np.sum(theta**2)")
RIGHT_GRADIENT = ("lambda * theta", "lambda_ * theta")


@np.errstate(all="ignore")
def cost_decays(case: Case, layout: ThetaLayout) -> Terms:
    """Right and wrong decay terms of the cost, each a row of one number."""
    theta, weight, examples = _parts(case, layout)
    squares = float(np.sum(theta * theta))
    found: list[tuple[tuple[Deviation, ...], float]] = [((), weight / 2 * squares)]

    def wrong(name: str, what: str, value: float, *formulas: tuple[str, str]) -> None:
        found.append(((Deviation(name, what, COST, formulas),), value))

    def instead(name: str, value: float, octave: str, python: str) -> None:
        wrong(name, "its decay term is {}, not {}", value, (octave, python), RIGHT_COST)

    wrong("no decay in the cost", "its decay term {} is missing", 0.0, RIGHT_COST)
    instead(
        "cost decay doubled",
        weight * squares,
        "lambda * sum(theta(:) .^ 2)",
        "lambda_ * np.sum(theta**2)",
    )
    instead(
        "cost decay halved",
        weight / 4 * squares,
        "lambda / 4 * sum(theta(:) .^ 2)",
        "lambda_ / 4 * np.sum(theta**2)",
    )
    instead(
        "cost decay not squared",
        weight / 2 * float(theta.sum()),
        "lambda / 2 * sum(theta(:))",
        "lambda_ / 2 * np.sum(theta)",
    )
    instead(
        "cost decay not squared or halved",
        weight * float(theta.sum()),
        "lambda * sum(theta(:))",
        "lambda_ * np.sum(theta)",
    )
    instead(
        "cost decay of the norm",
        weight / 2 * np.sqrt(squares),
        "lambda / 2 * norm(theta(:))",
        "lambda_ / 2 * np.linalg.norm(theta)",
    )
    instead(
        "cost decay of the absolute values",
        weight / 2 * float(np.abs(theta).sum()),
        "lambda / 2 * sum(abs(theta(:)))",
        "lambda_ / 2 * np.sum(np.abs(theta))",
    )
    wrong(
        "cost decay divided by M",
        "its decay term is divided by M; only the data term is",
        weight / 2 * squares / examples,
    )
    wrong(
        "cost decay inside the bracket",
        "its decay term is inside the bracket that is multiplied by -1/M; add it after that",
        -weight / 2 * squares / examples,
    )
    instead(
        "cost decay of the matrix norm",
        weight / 2 * float(np.linalg.norm(theta, 2)) ** 2 if np.isfinite(theta).all() else np.nan,
        "lambda / 2 * norm(theta) ^ 2",
        "lambda_ / 2 * np.linalg.norm(theta, 2) ** 2",
    )
    wrong(
        "cost decay doubled and divided by M",
        "its decay term is {}, not {}",
        weight * squares / examples,
        ("lambda / M * sum(theta(:) .^ 2)", "lambda_ / M * np.sum(theta**2)"),
        RIGHT_COST,
    )
    wrong(
        "cost decay without lambda",
        "its decay term is not multiplied by {}",
        squares / 2,
        ("lambda", "lambda_"),
    )
    wrong(
        "cost decay with lambda squared",
        "its decay term is multiplied by {} twice",
        weight**2 / 2 * squares,
        ("lambda", "lambda_"),
    )
    wrong(
        "cost decay for each example",
        "its decay term is added M times, once for each example; add it once",
        weight / 2 * squares * examples,
    )
    wrong(
        "cost decay of the sum squared",
        "its decay term is {}: square each entry first, then sum",
        weight / 2 * float(theta.sum()) ** 2,
        ("lambda / 2 * sum(theta(:)) ^ 2", "lambda_ / 2 * np.sum(theta) ** 2"),
    )
    for formula, product in (
        (("theta' * theta", "theta.T @ theta"), theta.T @ theta),
        (("theta * theta'", "theta @ theta.T"), theta @ theta.T),
    ):
        wrong(
            "cost decay of a matrix product",
            "its decay term sums the matrix product {}, not the squares {}",
            weight / 2 * float(product.sum()),
            formula,
            ("theta .^ 2", "theta**2"),
        )
    wrong(
        "sign of the cost decay",
        "its decay term is subtracted; add it",
        -weight / 2 * squares,
    )
    wrong(
        "cost decay without the first column",
        "its decay term leaves out the first column of theta; there is no bias here",
        weight / 2 * float(np.sum(theta[:, 1:] ** 2)),
    )
    for words, shifted in _shifted(theta):
        wrong(
            "cost decay of a shifted theta",
            f"its decay term uses theta minus {words}; use theta itself",
            weight / 2 * float(np.sum(shifted**2)),
        )
    return Terms(np.array([[v] for _, v in found]), tuple(path for path, _ in found))


@np.errstate(all="ignore")
def gradient_decays(case: Case, layout: ThetaLayout) -> Terms:
    """Right and wrong decay terms of the gradient, a row each."""
    theta, weight, examples = _parts(case, layout)
    found: list[tuple[tuple[Deviation, ...], Array]] = [((), weight * theta)]

    def wrong(name: str, what: str, value: Array, *formulas: tuple[str, str]) -> None:
        found.append(((Deviation(name, what, GRADIENT, formulas),), value))

    def instead(name: str, value: Array, octave: str, python: str) -> None:
        wrong(name, "its decay term is {}, not {}", value, (octave, python), RIGHT_GRADIENT)

    wrong("no decay in the gradient", "its decay term {} is missing", 0 * theta, RIGHT_GRADIENT)
    instead(
        "gradient decay doubled", 2 * weight * theta, "2 * lambda * theta", "2 * lambda_ * theta"
    )
    instead(
        "gradient decay halved", weight / 2 * theta, "lambda / 2 * theta", "lambda_ / 2 * theta"
    )
    wrong(
        "gradient decay divided by M",
        "its decay term is divided by M; only the data term is",
        weight * theta / examples,
    )
    instead(
        "gradient decay halved and divided by M",
        weight / 2 * theta / examples,
        "lambda / (2 * M) * theta",
        "lambda_ / (2 * M) * theta",
    )
    wrong(
        "gradient decay inside the bracket",
        "its decay term is inside the bracket that is multiplied by -1/M; add it after that",
        -weight * theta / examples,
    )
    wrong(
        "gradient decay for each example",
        "its decay term is added M times, once for each example; add it once",
        weight * theta * examples,
    )
    wrong(
        "gradient decay without lambda",
        "its decay term is not multiplied by {}",
        theta,
        ("lambda", "lambda_"),
    )
    wrong("sign of the gradient decay", "its decay term is subtracted; add it", -weight * theta)
    wrong(
        "gradient decay with lambda squared",
        "its decay term is multiplied by {} twice",
        weight**2 * theta,
        ("lambda", "lambda_"),
    )
    instead("gradient decay without theta", 0 * theta + weight, "lambda", "lambda_")
    instead(
        "gradient decay of the sum",
        0 * theta + weight * theta.sum(),
        "lambda * sum(theta(:))",
        "lambda_ * np.sum(theta)",
    )
    wrong(
        "cost's decay in the gradient",
        "the cost's decay term {} is added to every entry, not its derivative {}",
        0 * theta + weight / 2 * np.sum(theta**2),
        RIGHT_COST,
        RIGHT_GRADIENT,
    )
    instead(
        "gradient decay squared",
        weight / 2 * theta**2,
        "lambda / 2 * theta .^ 2",
        "lambda_ / 2 * theta**2",
    )
    wrong(
        "gradient decay without the first column",
        "its decay term leaves out the first column of theta; there is no bias here",
        weight * np.concatenate([0 * theta[:, :1], theta[:, 1:]], axis=1),
    )
    for words, shifted in _shifted(theta):
        wrong(
            "gradient decay of a shifted theta",
            f"its decay term uses theta minus {words}; use theta itself",
            weight * shifted,
        )
    values = np.array([layout.unroll(v) for _, v in found])
    return Terms(values, tuple(path for path, _ in found))


def _parts(case: Case, layout: ThetaLayout) -> tuple[Array, float, int]:
    return theta_of(case, layout), float(case.args[3]), int(np.shape(case.args[4])[1])


def _shifted(theta: Array) -> Iterator[tuple[str, Array]]:
    """Parameters that give the same probabilities and another decay."""
    yield "the maximum of each column", theta - theta.max(axis=0)
    yield "half the maximum of each column", theta - theta.max(axis=0) / 2
    yield "its maximum", theta - theta.max()
    yield "the mean of each column", theta - theta.mean(axis=0)
    yield "the last class's parameters", theta - theta[-1]
