"""Pysoftmax, by one of its kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.contenders import Log
from benchmarks.first_use import few_pictures
from benchmarks.task import CLASSES, ITERATIONS, LAMBDA, PIXELS, Task


class Pysoftmax:
    """softmaxTrain as a user calls it."""

    def __init__(self, variant: str) -> None:
        import pysoftmax
        from pysoftmax import kernels

        self.kernel, self.version = variant.removesuffix("-bytes"), ""
        self.pysoftmax: Any = pysoftmax
        # Imports Numba where it is needed, and loads the machine code that training will use.
        images, labels = few_pictures()
        data = images if variant.endswith("-bytes") else images.toarray()
        problem = kernels.get(self.kernel).problem(data, labels, CLASSES, True)
        problem.evaluate(np.zeros((CLASSES, PIXELS)), LAMBDA)

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
