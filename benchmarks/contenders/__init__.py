"""Who takes part.  Each contender is trained in a process of its own by `benchmarks.contend`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.task import Task


class Contender(Protocol):
    """A way to minimise the cost.  What it imports, it imports in ``__init__``."""

    version: str

    def prepare(self, task: Task) -> None:
        """Bring the data into the form that a user of this library has it in; not timed."""
        ...

    def evaluate(self) -> None:
        """Compute cost and gradient once."""
        ...

    def train(self, log: Log) -> NDArray[np.float64]:
        """Minimise, telling ``log`` of each iteration, and return theta."""
        ...


class Log(Protocol):
    """Called with the number of iterations done and the objective; notes the time."""

    def __call__(self, iterations: int, objective: float) -> None: ...


@dataclass(frozen=True)
class Entry:
    """One line of the table: a contender's class, its argument, and how it gets the data."""

    title: str
    place: str
    variant: str = ""
    as_bytes: bool = False

    def make(self) -> Contender:
        """Import the contender's library and return the contender."""
        module, name = self.place.split(":")
        contender: Contender = getattr(import_module(f"benchmarks.contenders.{module}"), name)(
            self.variant
        )
        return contender


ENTRIES = {
    "octave": Entry("Octave, octave_ref", "octave:Octave"),
    "scipy": Entry("SciPy L-BFGS-B, NumPy cost", "scipy_lbfgsb:SciPy"),
    "sklearn": Entry("scikit-learn, dense", "sklearn_logistic:ScikitLearn", "dense"),
    "sklearn-csr": Entry("scikit-learn, CSR", "sklearn_logistic:ScikitLearn", "csr"),
    "sklearn-csr-100": Entry(
        "scikit-learn, CSR, 100 corrections", "sklearn_logistic:ScikitLearn", "csr-100"
    ),
    "intelex": Entry("scikit-learn-intelex, dense", "sklearn_logistic:ScikitLearn", "intelex"),
    "sag": Entry("scikit-learn SAG, CSR", "sklearn_sag:Sag", "sag"),
    "saga": Entry("scikit-learn SAGA, CSR", "sklearn_sag:Sag", "saga"),
    "jax": Entry("JAX, SciPy L-BFGS-B", "jax_lbfgsb:Jax"),
    "torch": Entry("PyTorch LBFGS", "torch_lbfgs:PyTorch"),
    "plain": Entry("pysoftmax, plain", "ours:Pysoftmax", "plain"),
    "blocked": Entry("pysoftmax, blocked", "ours:Pysoftmax", "blocked"),
    "compiled": Entry("pysoftmax, compiled", "ours:Pysoftmax", "compiled"),
    "compiled-bytes": Entry("pysoftmax, compiled, bytes", "ours:Pysoftmax", "compiled-bytes", True),
}
PEERS = [
    *("octave", "scipy", "sklearn", "sklearn-csr", "sklearn-csr-100"),
    *("intelex", "sag", "saga", "jax", "torch"),
]
