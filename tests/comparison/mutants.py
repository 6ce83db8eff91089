"""Wrong implementations, one at least per property and language, that the properties must catch.

Run ``python tests/comparison/mutants.py`` for the report of how many cases each took.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from lockstep import LOCKSTEP, python_routines

from pysoftmax.comparison.case import Implementation
from pysoftmax.comparison.choices import SeededChoices
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.in_process import InProcess
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.claims import CLAIMS
from pysoftmax.exercise.softmax.reference import of_pysoftmax
from pysoftmax.octave import OctaveSession
from pysoftmax.parity.octave_folder import in_octave
from pysoftmax.resources import folder

MOST_CASES = 400
"""A mutant must be caught within so many cases."""


def caught_after(held: Claim, mutant: Implementation, oracle: Implementation) -> int | None:
    """How many cases it took to catch the mutant; None when it got through."""
    for start in range(0, MOST_CASES, 100):
        cases = [held.make(SeededChoices([1, n])) for n in range(start, start + 100)]
        answers = zip(cases, mutant.answer(cases), oracle.answer(cases), strict=True)
        for number, (case, answer, expected) in enumerate(answers, start + 1):
            if not held.judge(case, answer, expected).agrees:
                return number
    return None


MEASURED = {"optimum", "digits"}
"""Claims whose items compare what they measure of an answer, and not the answer itself."""

ALL = {key: claim for key, claim in {**CLAIMS, **LOCKSTEP}.items() if key not in MEASURED}

RIGHT = {
    name: of_pysoftmax()._functions[name]
    for name in (
        "softmaxCost",
        "softmaxPredict",
        "softmaxTrain",
        "computeNumericalGradient",
        "loadMNISTImages",
        "loadMNISTLabels",
        "display_network",
        "minFunc",
    )
}
ROUTINES = python_routines()


def _no_decay(theta: Any, K: int, N: int, lambda_: float, data: Any, labels: Any) -> Any:
    return RIGHT["softmaxCost"](theta, K, N, 0.0, data, labels)


def _decay_per_example(theta: Any, K: int, N: int, lambda_: float, data: Any, labels: Any) -> Any:
    cost, _ = RIGHT["softmaxCost"](theta, K, N, lambda_, data, labels)
    return cost, RIGHT["softmaxCost"](theta, K, N, lambda_ / data.shape[1], data, labels)[1]


def _no_shift(theta: Any, K: int, N: int, lambda_: float, data: Any, labels: Any) -> Any:
    theta = theta.reshape(K, N, order="F")
    with np.errstate(all="ignore"):
        p = np.exp(theta @ data)
        p = p / p.sum(axis=0)
        columns = np.arange(data.shape[1])
        own = labels.ravel().astype(int) - 1
        cost = -np.log(p[own, columns]).mean() + lambda_ / 2 * np.sum(theta**2)
        p[own, columns] -= 1
        return cost, (p @ data.T / columns.size + lambda_ * theta).ravel(order="F")


def _log_of_p(theta: Any, K: int, N: int, lambda_: float, data: Any, labels: Any) -> Any:
    matrix = theta.reshape(K, N, order="F")
    scores = matrix @ data
    p = np.exp(scores - scores.max(axis=0))
    p = p / p.sum(axis=0)
    with np.errstate(divide="ignore"):
        log_p = np.log(p[labels.ravel().astype(int) - 1, np.arange(data.shape[1])])
    return -log_p.mean() + lambda_ / 2 * np.sum(matrix**2), None


def _anything_goes(theta: Any, K: int, N: int, lambda_: float, data: Any, labels: Any) -> Any:
    return 0.0, np.zeros(7)


def _last_greatest(model: Any, data: Any, nargout: int = 1) -> Any:
    scores = model["optTheta"] @ data
    return scores.shape[0] - np.argmax(scores[::-1], axis=0)


def _from_zero(model: Any, data: Any, nargout: int = 1) -> Any:
    return RIGHT["softmaxPredict"](model, data) - 1


def _over_examples(model: Any, data: Any, nargout: int = 1) -> Any:
    pred, p = RIGHT["softmaxPredict"](model, data, 2)
    with np.errstate(invalid="ignore"):
        return pred, p / p.sum(axis=1, keepdims=True)


def _unchecked_predict(model: Any, data: Any, nargout: int = 1) -> Any:
    return np.ones(data.shape[1])


def _one_sided(J: Any, theta: Any) -> Any:
    steps = np.eye(theta.size) * 1e-4
    flat = theta.ravel()
    return (np.array([J(flat + s) for s in steps]) - J(flat)).reshape(theta.shape) / 1e-4


def _row_by_row(name: str) -> Any:
    count, rows, columns = np.frombuffer(Path(name).read_bytes()[4:16], dtype=">i4")
    pixels = np.frombuffer(Path(name).read_bytes()[16:], dtype=np.uint8)
    return pixels.reshape(count, rows * columns).T / 255


def _zero_is_ten(name: str) -> Any:
    labels = RIGHT["loadMNISTLabels"](name)
    return np.where(labels == 0, 10, labels)


def _reads_what_is_there(name: str) -> Any:
    return np.frombuffer(Path(name).read_bytes()[16:], dtype=np.uint8).astype(float)


def _turned_tiles(A: Any, normalise: bool) -> Any:
    side = int(np.sqrt(A.shape[0]))
    turned = A.reshape(side, side, -1).transpose(1, 0, 2).reshape(A.shape)
    return RIGHT["display_network"](turned, normalise)


def _one_iteration_more(*args: Any) -> Any:
    *others, options = args
    return RIGHT["softmaxTrain"](*others, {**options, "maxIter": options["maxIter"] + 1})


def _looser_search(function: Any, start: Any, options: Any) -> Any:
    return RIGHT["minFunc"](function, start, {**options, "c2": 0.99})


def _no_scaling(v: Any, S: Any, Y: Any, rho: Any, scaling: float) -> Any:
    return ROUTINES["lbfgs_direction"](v, S, Y, rho, 1.0)


def _keeps_one_more(y: Any, s: Any, corr: int, *others: Any) -> Any:
    return ROUTINES["lbfgs_update"](y, s, corr + 1, *others)


def _the_middle(points: Any, *bounds: float) -> float:
    return float(points[:2, 0].mean())


def _first_step_will_do(x: Any, t: float, d: Any, *others: Any) -> Any:
    f, g = others[-1](x + t * d)
    return t, f, g, 1


PYTHON: Mapping[str, tuple[str, Callable[..., Any]]] = {
    "cost": ("no decay term", _no_decay),
    "gradient": ("decay divided by M", _decay_per_example),
    "large-scores": ("no maximum taken off", _no_shift),
    "cost-extreme": ("log of an underflowed p", _log_of_p),
    "gradient-extreme": ("no maximum taken off", _no_shift),
    "cost-and-gradient": ("decay of the gradient divided by M", _decay_per_example),
    "predict": ("labels from 0", _from_zero),
    "predict-anything": ("the last greatest class", _last_greatest),
    "confidences": ("softmax over the examples", _over_examples),
    "ordinary-confidences": ("softmax over the examples", _over_examples),
    "numerical-gradient": ("one-sided differences", _one_sided),
    "short-numerical-gradient": ("one-sided differences", _one_sided),
    "images": ("pictures row by row", _row_by_row),
    "labels": ("0 becomes 10", _zero_is_ten),
    "pictures": ("tiles turned", _turned_tiles),
    "bad-images-file": ("reads what is there", _reads_what_is_there),
    "bad-labels-file": ("reads what is there", _reads_what_is_there),
    "training": ("one iteration more", _one_iteration_more),
    "minimising": ("a looser line search", _looser_search),
    "bad-cost-input": ("checks nothing", _anything_goes),
    "bad-cost-input-strict": ("checks nothing", _anything_goes),
    "bad-predict-input": ("checks nothing", _unchecked_predict),
    "lbfgs-direction": ("no initial scaling", _no_scaling),
    "lbfgs-update": ("keeps a correction more", _keeps_one_more),
    "interpolation": ("the middle", _the_middle),
    "wolfe-search": ("takes the first step", _first_step_will_do),
    "armijo-backtrack": ("takes the first step", _first_step_will_do),
}
"""Claim: what is wrong, and the function that does it."""

OCTAVE: Mapping[str, tuple[str, str, str]] = {
    "cost": ("softmaxCost.m", "lambda / 2 * sum(theta(:) .^ 2)", "lambda * sum(theta(:) .^ 2)"),
    "gradient": ("softmaxCost.m", "/ M + lambda * theta;", "/ M + lambda * theta / M;"),
    "large-scores": ("softmaxCost.m", "scores - max(scores, [], 1)", "scores"),
    "cost-extreme": (
        "softmaxCost.m",
        "sum(log(total) - scores(truth))",
        "-sum(log(exponentials(truth) ./ total))",
    ),
    "gradient-extreme": ("softmaxCost.m", "max(scores, [], 1)", "max(scores(:))"),
    "cost-and-gradient": ("softmaxCost.m", "max(scores, [], 1)", "max(scores(:))"),
    "predict": ("softmaxPredict.m", "max(scores, [], 1)", "min(scores, [], 1)"),
    "predict-anything": (
        "softmaxPredict.m",
        "[largest, pred] = max(scores, [], 1);",
        "[largest, pred] = max(flipud(scores), [], 1); pred = rows(scores) + 1 - pred;",
    ),
    "confidences": ("softmaxPredict.m", "sum(exponentials, 1)", "sum(exponentials, 2)"),
    "ordinary-confidences": ("softmaxPredict.m", "sum(exponentials, 1)", "sum(exponentials, 2)"),
    "numerical-gradient": ("computeNumericalGradient.m", "(2 * EPSILON)", "(2 * 1.00001e-4)"),
    "short-numerical-gradient": (
        "computeNumericalGradient.m",
        "(2 * EPSILON)",
        "(2 * 1.00001e-4)",
    ),
    "images": ("loadMNISTImages.m", "[2 1 3]", "[1 2 3]"),
    "labels": ("loadMNISTLabels.m", "double(readIDX(filename, 2049))", "ones(3, 1)"),
    "pictures": ("display_network.m", "tiles - mean(tiles(:))", "tiles - mean(tiles)"),
    "bad-images-file": ("readIDX.m", "~isequal(found, magic)", "false"),
    "bad-labels-file": ("readIDX.m", "numel(bytes) < prod(dimensions)", "false"),
    "training": ("softmaxTrain.m", "0.005 * randn", "0.0050001 * randn"),
    "minimising": ("minFunc/minFunc.m", "min (1, 1 / optimality)", "min (1, 1 / norm (g))"),
    "bad-cost-input": ("private/label_row.m", "labels >= 1 & ", "labels >= 0 & "),
    "bad-cost-input-strict": ("private/decay.m", " || value < 0", ""),
    "bad-predict-input": ("softmaxPredict.m", "require_finite_data(data, scores);", ""),
    "lbfgs-direction": ("minFunc/lbfgs_direction.m", "r *= scaling;", ""),
    "lbfgs-update": ("minFunc/lbfgs_update.m", "- corr + 2", "- corr + 1"),
    "interpolation": ("minFunc/polyinterp.m", "t = min (max (t, t1), t2);", ""),
    "wolfe-search": ("minFunc/wolfe_search.m", "< 0.1)", "< 0.2)"),
    "armijo-backtrack": ("minFunc/armijo_backtrack.m", "last * 0.6;", "last * 0.5;"),
}
"""Claim: a file of octave_ref, what stands there, and what the mutant has instead."""


def mutated_folder(name: str, reference: Path, target: Path) -> Path:
    """A copy of the reference with the property's mutant in it."""
    file, right, wrong = OCTAVE[name]
    shutil.copytree(reference, target)
    text = (target / file).read_text()
    if right not in text:
        raise AssertionError(f"{file} has no {right!r} any more: give {name} another mutant")
    (target / file).write_text(text.replace(right, wrong))
    return target / "minFunc" if name in LOCKSTEP else target


def python_mutant(held: Claim) -> InProcess:
    """The property's Python mutant."""
    what, function = PYTHON[held.key]
    return InProcess(what, {held.function: function})


def main() -> None:
    """Print, per property, how many cases it took to catch each mutant."""
    reference = folder("octave_ref")
    print(f"{'property':24}{'Python':>8}{'Octave':>8}  (cases until caught)")
    with OctaveSession() as session, tempfile.TemporaryDirectory() as scratch:
        for name, held in ALL.items():
            oracle = InProcess("pysoftmax", ROUTINES) if name in LOCKSTEP else of_pysoftmax()
            changed = mutated_folder(name, reference, Path(scratch) / name)
            counts = [
                caught_after(held, mutant, oracle)
                for mutant in (python_mutant(held), in_octave(SOFTMAX, session, changed))
            ]
            print(f"{name:24}{counts[0]!s:>8}{counts[1]!s:>8}")


if __name__ == "__main__":
    main()
