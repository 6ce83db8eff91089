"""Pysoftmax, by one of its kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.contenders import Log
from benchmarks.task import CLASSES, ITERATIONS, LAMBDA, PIXELS, Task


class Pysoftmax:
    """softmaxTrain as a user calls it."""

    def __init__(self, kernel: str) -> None:
        import pysoftmax
        from pysoftmax import kernels

        kernels.get(kernel)  # imports Numba where it is needed
        self.kernel, self.version = kernel, ""
        self.pysoftmax: Any = pysoftmax

    def prepare(self, task: Task) -> None:
        """Take the data as the loader gives them."""
        from pysoftmax import kernels

        self.task = task
        problem = kernels.get(self.kernel).problem(task.images, task.labels - 1, CLASSES, True)
        self.evaluation = problem.evaluate

    def evaluate(self) -> None:
        """Evaluate a prepared problem, as training does."""
        self.evaluation(self.task.theta0, LAMBDA)

    def train(self, log: Log) -> NDArray[np.float64]:
        """Train by minFunc, the preparation of the data included."""
        task = self.task
        del self.evaluation  # its index of the data would count as memory of the training

        def note(x: Any, report: Any, state: str) -> None:
            if state == "iter":
                log(report.iteration, report.fval)

        options = {"maxIter": ITERATIONS, "Display": "off", "outputFcn": note}
        start = task.theta0.ravel(order="F")
        model = self.pysoftmax.softmaxTrain(
            PIXELS,
            CLASSES,
            LAMBDA,
            task.images,
            task.labels,
            options,
            theta0=start,
            kernel=self.kernel,
        )
        theta: NDArray[np.float64] = model.optTheta
        return theta
