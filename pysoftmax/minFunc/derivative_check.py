"""The option DerivativeCheck: compare the gradient at the start with a numerical one."""

from __future__ import annotations

import numpy as np

from pysoftmax.minFunc.line import Objective
from pysoftmax.minFunc.sums import Vector

__all__ = ["check_gradient"]

STEP = 1e-4  # as in the exercise's computeNumericalGradient
# Central differences err by step^2 times a sixth of the third derivative, about 1e-9 of a
# well-scaled gradient, and by rounding of f over the step, 1e-12; a wrong formula errs by far more.
ALLOWED = 1e-4


def check_gradient(objective: Objective, x: Vector, g: Vector) -> None:
    """Print the greatest difference between g and central differences.

    The original uses forward differences, which are less accurate. The evaluations made here do
    not count.

    Raises
    ------
    ValueError
        If an entry differs by more than 1e-4 (times the greatest entry of g, if that is above 1),
        or if a difference is not finite.
    """
    difference = np.abs(g - _central_differences(objective, x))
    difference[np.isnan(difference)] = np.inf
    print("Checking Gradient:")
    print(f"Max difference between user and numerical gradient: {difference.max():f}")
    bound = ALLOWED * max(1.0, float(np.abs(g).max()))
    if not difference.max() <= bound:
        worst = int(np.argmax(difference))
        raise ValueError(
            f"funObj's gradient is wrong at x0: g[{worst}] = {g[worst]:.6g} is off by "
            f"{difference[worst]:.3g} from central differences; expected at most {bound:.3g}. "
            "Correct funObj, or leave DerivativeCheck off"
        )


def _central_differences(objective: Objective, x: Vector) -> Vector:
    """Return the numerical gradient at x, from 2 evaluations per variable."""
    numerical = np.empty_like(x)
    for i in range(x.size):
        values = []
        for step in (STEP, -STEP):
            shifted = x.copy()
            shifted[i] += step
            values.append(objective(shifted)[0])
        numerical[i] = (values[0] - values[1]) / (2 * STEP)
    return numerical
