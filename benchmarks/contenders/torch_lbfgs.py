"""PyTorch's LBFGS with its strong Wolfe line search."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.contenders import Log
from benchmarks.task import ITERATIONS, LAMBDA, Task


class PyTorch:
    """Cross entropy of a linear map, in doubles, with 100 corrections."""

    def __init__(self, variant: str) -> None:
        import torch

        self.torch: Any = torch
        self.version = torch.__version__

    def prepare(self, task: Task) -> None:
        """Share memory with the arrays."""
        torch, self.task = self.torch, task
        self.rows = torch.from_numpy(task.images.T)
        self.classes = torch.from_numpy(task.labels - 1)
        self.theta = torch.tensor(np.ascontiguousarray(task.theta0), requires_grad=True)

    def objective(self) -> Any:
        """Compute the objective."""
        scores = self.rows @ self.theta.T
        entropy = self.torch.nn.functional.cross_entropy(scores, self.classes)
        return entropy + LAMBDA / 2.0 * (self.theta**2).sum()

    def cost(self) -> Any:
        """Compute the objective and its gradient, and return the former."""
        self.theta.grad = None
        objective = self.objective()
        objective.backward()
        return objective

    def evaluate(self) -> None:
        """Evaluate at the start."""
        self.cost()

    def train(self, log: Log) -> NDArray[np.float64]:
        """Minimise by runs of 100 iterations until the task is done."""
        optimizer = self.torch.optim.LBFGS(
            [self.theta],
            lr=1,
            max_iter=ITERATIONS,
            max_eval=10**6,
            tolerance_grad=0.0,
            tolerance_change=0.0,
            history_size=100,
            line_search_fn="strong_wolfe",
        )
        # The optimiser only reports evaluations.  Each is put down to the iteration in which the
        # optimiser says it is; those of one iteration but the last are overwritten.
        state = optimizer.state[optimizer._params[0]]

        def closure() -> Any:
            objective = self.cost()
            log(state.get("n_iter", 0), objective.item())
            return objective

        iterations = 0
        while iterations < self.task.most_iterations:
            optimizer.step(closure)
            iterations = state["n_iter"]
            with self.torch.no_grad():
                reached = self.objective().item()
            if self.task.is_done(iterations, reached):
                break
        theta: NDArray[np.float64] = self.theta.detach().numpy().copy()
        return theta
