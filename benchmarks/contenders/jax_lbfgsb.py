"""SciPy's L-BFGS-B on JAX's value_and_grad."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.contenders.scipy_lbfgsb import SciPy
from benchmarks.task import CLASSES, LAMBDA, PIXELS, Task


class Jax(SciPy):
    """The formula in JAX, in doubles, compiled; the optimiser is SciPy's with 100 corrections."""

    def __init__(self, variant: str) -> None:
        super().__init__(variant)
        import jax

        jax.config.update("jax_enable_x64", True)
        self.version, self.jax = jax.__version__, jax

    def prepare(self, task: Task) -> None:
        """Give JAX the data, one example after another, and compile."""
        jax, self.task = self.jax, task
        numpy: Any = jax.numpy
        rows, classes = numpy.asarray(task.images.T), numpy.asarray(task.labels - 1)

        def objective(flat: Any, rows: Any, classes: Any) -> Any:
            theta = flat.reshape(CLASSES, PIXELS)
            logarithms = jax.nn.log_softmax(rows @ theta.T)
            right = numpy.take_along_axis(logarithms, classes[:, None], axis=1)
            return -right.mean() + LAMBDA / 2.0 * (flat**2).sum()

        compiled = jax.jit(jax.value_and_grad(objective))
        self.call = lambda flat: compiled(flat, rows, classes)
        self.evaluate()

    def cost(self, flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Compute cost and gradient, as NumPy's."""
        cost, gradient = self.call(flat)
        return float(cost), np.asarray(gradient)
