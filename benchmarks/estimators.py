"""SoftmaxRegression compared with scikit-learn's LogisticRegression; printed as a Markdown table.

``python -m benchmarks.estimators [--mnist DIR]`` fits both to the embedded digits and to MNIST,
without an intercept, for the exercise's weight decay: once for the exercise's 100 iterations, and
once until they have converged. Times are the process's CPU seconds: under ``taskset -c 0``, where
each has one core, other work on the machine hardly changes them.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.task import LAMBDA
from pysoftmax import softmaxCost
from pysoftmax.datasets import fetched_mnist, load_digits, load_mnist
from pysoftmax.datasets.handwritten import DigitSet
from pysoftmax.sklearn import SoftmaxRegression

CLASSES = 10
TIGHT = 1e-7
MOST_ITERATIONS = 3000


class Fit(NamedTuple):
    """One row of the table."""

    data: str
    until: str
    estimator: str
    seconds: float
    iterations: int
    cost: float
    accuracy: float


def fits(name: str, digits: DigitSet) -> Iterator[Fit]:
    """Fit both estimators to one set of digits, for 100 iterations and to the optimum."""
    X, tests = np.asarray(digits.train_images).T, np.asarray(digits.test_images).T
    common: dict[str, Any] = {"C": 1 / (LAMBDA * len(X)), "fit_intercept": False}
    for until, limits in (
        ("100 iterations", {"max_iter": 100, "tol": 0.0}),
        ("converged", {"max_iter": MOST_ITERATIONS, "tol": TIGHT}),
    ):
        for estimator in (
            SoftmaxRegression(**common, **limits),
            LogisticRegression(**common, **limits),
        ):
            started = time.process_time()
            estimator.fit(X, digits.train_labels)
            seconds = time.process_time() - started
            theta = estimator.coef_.ravel(order="F")
            cost, _ = softmaxCost(theta, CLASSES, X.shape[1], LAMBDA, X.T, digits.train_labels)
            accuracy = 100 * estimator.score(tests, digits.test_labels)
            kind = type(estimator).__name__
            yield Fit(name, until, kind, seconds, int(estimator.n_iter_[0]), cost, accuracy)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mnist", type=Path, default=fetched_mnist(), metavar="DIR")
    mnist = parser.parse_args().mnist
    warnings.simplefilter("ignore")  # not converging in 100 iterations is intended
    SoftmaxRegression(max_iter=1).fit(np.eye(2), [0, 1])  # loads the compiled kernel
    sets = {"digits": load_digits()}
    if mnist is not None and mnist.is_dir():
        sets["MNIST"] = load_mnist(mnist)
    print("| data | until | estimator | CPU seconds | iterations | cost | test accuracy |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: |")
    for name, digits in sets.items():
        for fit in fits(name, digits):
            print(
                f"| {fit.data} | {fit.until} | {fit.estimator} | {fit.seconds:.2f} |"
                f" {fit.iterations} | {fit.cost:.10f} | {fit.accuracy:.2f} % |",
                flush=True,
            )


if __name__ == "__main__":
    main()
