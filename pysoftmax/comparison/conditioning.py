"""How much a run amplifies rounding, measured by running it again with such noise.

A step of an optimiser depends on all earlier steps, and interpolation between close points is
ill-conditioned. No fixed tolerance fits: one wide enough for every run would catch nothing. So
pysoftmax repeats the run, disturbing each evaluation by as much as two careful evaluations may
differ. The outputs may move by as much as they do in these runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.objectives import Objective
from pysoftmax.comparison.tolerance import EPS, IDENTICAL, Tolerance

__all__ = ["FLOOR", "UNDECIDED", "Noisy", "moved_by_noise", "moved_by_rounding"]

RUNS = 4
"""The number of disturbed runs. A few suffice, because `MARGIN` allows for what they miss."""
MARGIN = 16.0
"""The bound is this many times the largest movement, since a few runs do not show the worst."""
FLOOR = 32 * EPS
"""The bound is at least this fraction of the largest entry, for operations outside evaluations."""

WHY = (
    f"{MARGIN:g} times what evaluations disturbed by their own rounding move it in {RUNS} runs, "
    f"and {FLOOR:.1e} of its largest entry"
)

UNDECIDED = Tolerance(
    "undecided",
    "rounding decides here which way the run goes: a disturbed run counts or stops differently",
    float("inf"),
)


class Noisy:
    """An objective that adds an error of the size of rounding, different in each call."""

    def __init__(self, objective: Objective, seed: int) -> None:
        self._objective = objective
        self._random = np.random.default_rng(seed)

    def __call__(self, x: Any, *_: Any) -> tuple[float, NDArray[np.float64]]:
        value, gradient = self._objective.evaluate(x)
        noise = self._random.uniform(-1, 1, gradient.size + 1)
        largest = float(np.abs(gradient).max(initial=0.0))
        with np.errstate(invalid="ignore"):
            value += self._objective.rounding(x) * float(noise[0])
            return value, gradient + 8 * EPS * largest * noise[1:]


Array = NDArray[np.float64]
Run = Callable[[Callable[..., Any]], Sequence[Any]]


def moved_by_rounding(run: Run, objective: Objective) -> tuple[Tolerance, ...]:
    """Return one tolerance per output of `run`.

    Parameters
    ----------
    run
        Runs with the given objective; its outputs are numbers, arrays, or text. Whole
        numbers (of an integer type) and text must stay the same in every run.
    objective
        The objective to run it with, undisturbed and disturbed.
    """
    with np.errstate(all="ignore"):
        return _tolerances(run(objective), [run(Noisy(objective, seed)) for seed in range(RUNS)])


def moved_by_noise(
    run: Callable[[Callable[[Array], Array]], Sequence[Any]], ulps: float, jump: float = np.inf
) -> tuple[Tolerance, ...]:
    """Return one tolerance per output of `run`, for functions that take no objective.

    Parameters
    ----------
    run
        ``run(disturb)`` computes the outputs from arguments passed through `disturb`.
    ulps
        How much an argument is disturbed, relative to each entry.
    jump
        An output that moves further than this has jumped to another candidate: undecided.
    """

    def disturbed(seed: int) -> Callable[[Array], Array]:
        random = np.random.default_rng(seed)
        return lambda array: array * (1 + ulps * EPS * random.uniform(-1, 1, array.shape))

    with np.errstate(all="ignore"):
        first = run(lambda array: array)
        others = [run(disturbed(seed)) for seed in range(RUNS)]
        far = any(
            np.any(np.abs(np.subtract(a, b)) > jump)
            for other in others
            for a, b in zip(first, other, strict=True)
        )
    return (UNDECIDED,) * len(first) if far else _tolerances(first, others)


def _tolerances(run: Sequence[Any], disturbed: Sequence[Sequence[Any]]) -> tuple[Tolerance, ...]:
    first = [_plain(output) for output in run]
    others = [[_plain(output) for output in other] for other in disturbed]
    if any(_differ(a, b) for other in others for a, b in zip(first, other, strict=True)):
        return (UNDECIDED,) * len(first)
    return tuple(
        _tolerance(output, [other[k] for other in others]) for k, output in enumerate(first)
    )


def _plain(output: Any) -> Any:
    return output if isinstance(output, str) else np.asarray(output)


def _counts(output: Any) -> bool:
    return isinstance(output, str) or output.dtype.kind in "biu"


def _differ(a: Any, b: Any) -> bool:
    """Return whether rounding changed the course: another count, length, or position of NaN."""
    if isinstance(a, str) or isinstance(b, str):
        return bool(a != b)
    if a.shape != b.shape:
        return True
    if _counts(a):
        return bool(np.any(a != b))
    return bool(np.any(np.isfinite(a) != np.isfinite(b)))


def _tolerance(output: Any, others: Sequence[Any]) -> Tolerance:
    if _counts(output):
        return IDENTICAL
    finite = np.isfinite(output)
    with np.errstate(invalid="ignore"):
        moved = np.max([np.abs(other - output) for other in others], axis=0)
    largest = float(np.abs(output[finite]).max(initial=0.0))
    bound = MARGIN * np.where(finite, moved, 0.0) + FLOOR * largest
    return Tolerance("moved by rounding", WHY, bound)
