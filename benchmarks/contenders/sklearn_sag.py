"""scikit-learn's LogisticRegression by stochastic averages of gradients, from CSR data."""

from __future__ import annotations

import time
import warnings

import numpy as np
from numpy.typing import NDArray

from benchmarks.contenders import Log
from benchmarks.task import LAMBDA, Task

PASSES = (10, 30, 50, 100)
"""How often a run goes through the data; the next is begun if the objective is not reached."""


class Sag:
    """Variants are the solvers ``sag`` and ``saga``.

    Neither can be watched, nor continued with the gradients that it has. So there are several
    runs, each from the start and with more passes than the one before, and each is timed alone.
    """

    def __init__(self, variant: str) -> None:
        import scipy.sparse
        import sklearn
        from sklearn.linear_model import LogisticRegression

        self.version, self.solver = sklearn.__version__, variant
        self.sparse, self.model = scipy.sparse, LogisticRegression
        self.seconds: list[float] = []

    @property
    def total(self) -> float:
        """The time of the last run."""
        return self.seconds[-1]

    def prepare(self, task: Task) -> None:
        """Transpose examples to sparse rows."""
        self.task = task
        self.rows = self.sparse.csr_array(task.images.T)
        task.images = None

    def evaluate(self) -> None:
        """Have no evaluation of one's own."""
        raise NotImplementedError

    def train(self, log: Log) -> NDArray[np.float64]:
        """Fit, with more and more passes."""
        task = self.task
        for passes in PASSES:
            model = self.model(
                C=1.0 / (LAMBDA * task.labels.size),
                fit_intercept=False,
                solver=self.solver,
                max_iter=passes,
                tol=0.0,
                warm_start=True,
                random_state=0,
            )
            model.coef_ = task.theta0.copy()
            began = time.perf_counter()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model.fit(self.rows, task.labels)
            self.seconds.append(time.perf_counter() - began)
            theta: NDArray[np.float64] = model.coef_
            objective = self.objective(theta)
            log(passes, objective)
            if objective <= task.target:
                break
        return theta

    def objective(self, theta: NDArray[np.float64]) -> float:
        """Compute the cost, which the solver does not give."""
        scores = self.rows @ theta.T
        scores -= scores.max(axis=1, keepdims=True)
        right = scores[np.arange(len(scores)), self.task.labels - 1]
        entropy = np.log(np.exp(scores).sum(axis=1)) - right
        return float(entropy.mean() + LAMBDA / 2.0 * np.sum(theta**2))
