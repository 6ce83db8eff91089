"""scikit-learn's LogisticRegression by lbfgs, and Intel's extension of it."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.contenders import Log
from benchmarks.task import LAMBDA, Task


class ScikitLearn:
    """The same objective, C being 1 / (lambda M) without an intercept.

    Variants are ``dense`` and ``csr``, with the 10 corrections that scikit-learn leaves to SciPy,
    and ``csr-100``, with the 100 that the others keep and its own interface does not offer;
    ``intelex`` is scikit-learn-intelex, from dense data, with the 50 corrections that it sets.
    """

    def __init__(self, variant: str) -> None:
        import scipy.sparse
        import sklearn
        from sklearn.linear_model import LogisticRegression

        self.version, self.model = sklearn.__version__, LogisticRegression
        if variant == "intelex":
            from importlib.metadata import version

            from sklearnex.linear_model import LogisticRegression as Extended

            self.version, self.model = version("scikit-learn-intelex"), Extended
        self.is_sparse = variant.startswith("csr")
        self.corrections = {"csr-100": 100, "intelex": 50}.get(variant, 10)
        self.sparse = scipy.sparse

    def prepare(self, task: Task) -> None:
        """Transpose examples to rows, without a copy for dense data."""
        self.task = task
        rows = task.images.T
        self.rows = self.sparse.csr_array(rows) if self.is_sparse else rows
        if self.is_sparse:
            task.images = rows = None

    def evaluate(self) -> None:
        """Have no evaluation of one's own: the time of an iteration must serve."""
        raise NotImplementedError

    def train(self, log: Log) -> NDArray[np.float64]:
        """Fit, listening to the optimiser that both call."""
        from scipy import optimize

        task = self.task
        model = self.model(
            C=1.0 / (LAMBDA * task.labels.size),
            fit_intercept=False,
            solver="lbfgs",
            max_iter=task.most_iterations,
            tol=0.0,
            warm_start=True,
        )
        model.coef_ = task.theta0.copy()
        minimize = optimize.minimize
        optimize.minimize = self._listening(minimize, log)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model.fit(self.rows, task.labels)
        finally:
            optimize.minimize = minimize
        theta: NDArray[np.float64] = model.coef_
        return theta

    def _listening(self, minimize: Any, log: Log) -> Any:
        iterations = 0

        def note(intermediate_result: Any) -> None:
            nonlocal iterations
            iterations += 1
            log(iterations, float(intermediate_result.fun))
            if self.task.is_done(iterations, intermediate_result.fun):
                raise StopIteration

        def listening(*args: Any, **keywords: Any) -> Any:
            # Like the others it is to stop when the task is done, not when little changes.
            own = {"ftol": 0.0, "maxcor": self.corrections}
            keywords["options"] = {**keywords.get("options", {}), **own}
            return minimize(*args, **{**keywords, "callback": note})

        return listening
