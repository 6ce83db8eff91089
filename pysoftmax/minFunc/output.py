"""What minFunc returns, and its reasons to stop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import Enum, IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Algorithm", "Output", "Record", "StepReport", "Stop", "Trace"]


class Stop(Enum):
    """Why a run ended: the values are the messages."""

    OPTIMAL = "Optimality Condition below TolFun"
    NO_DESCENT = "Directional Derivative below TolX"
    SHORT_STEP = "Step Size below TolX"
    NO_CHANGE = "Function Value changing by less than TolX"
    EVALUATIONS = "Exceeded Maximum Number of Function Evaluations"
    ITERATIONS = "Exceeded Maximum Number of Iterations"

    @property
    def exitflag(self) -> int:
        """Return 1 at an optimum, 2 without progress, 0 at a limit."""
        if self is Stop.OPTIMAL:
            return 1
        return 0 if self in (Stop.EVALUATIONS, Stop.ITERATIONS) else 2


class Algorithm(IntEnum):
    """The original's numbers of the methods that are supported here."""

    LBFGS = 5


class Record(Mapping[str, Any]):
    """A dataclass that is also a mapping: its fields can be read by key, like a struct's."""

    def __getitem__(self, key: str) -> Any:
        if key not in list(self):
            raise KeyError(f"{key!r} is not one of {', '.join(self)}")
        return getattr(self, key)

    def __iter__(self) -> Iterator[str]:
        return (field.name for field in fields(self))  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(fields(self))  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Trace(Record):
    """The course of a run: at the start and after every step.

    Attributes
    ----------
    fval
        Function values.
    funcCount
        Evaluations so far (int64).
    """

    fval: npt.NDArray[np.float64]
    funcCount: npt.NDArray[np.int64]  # noqa: N815 - the original's name


@dataclass(frozen=True, eq=False)
class Output(Record):
    """How a run went.

    Attributes
    ----------
    iterations
        Iterations begun; 0 if the start was optimal.
    funcCount
        Evaluations of the objective.
    algorithm
        The original's number for the method: 5 is L-BFGS.
    firstorderopt
        The sum of the absolute values of the last gradient.
    message
        Why the run ended: a value of `Stop`.
    trace
        The course of the run.
    """

    iterations: int
    funcCount: int  # noqa: N815 - the original's name
    algorithm: Algorithm
    firstorderopt: float
    message: str
    trace: Trace


@dataclass(frozen=True, eq=False)
class StepReport(Record):
    """The report that the option outputFcn receives.

    Attributes
    ----------
    iteration, funccount, fval
        The iteration (0 at the start), evaluations so far, and the function value.
    stepsize, directionalderivative, searchdirection
        Of the last step; None before the first one.
    gradient, firstorderopt
        The gradient, and the sum of its absolute values.
    """

    iteration: int
    funccount: int
    fval: float
    stepsize: float | None
    directionalderivative: float | None
    gradient: npt.NDArray[np.float64]
    searchdirection: npt.NDArray[np.float64] | None
    firstorderopt: float
