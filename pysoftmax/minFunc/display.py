"""minFunc's table, character for character as Octave's fprintf prints it."""

from __future__ import annotations

import math

__all__ = ["header", "row"]


def header() -> str:
    """Return the line above the table."""
    titles = f"{'Iteration':>10} {'FunEvals':>10} {'Step Length':>15}"
    return f"{titles} {'Function Val':>15} {'Opt Cond':>15}"


def row(iteration: int, evaluations: int, t: float, f: float, optimality: float) -> str:
    """Return the line of one iteration."""
    numbers = " ".join(_exponential(number) for number in (t, f, optimality))
    return f"{iteration:10d} {evaluations:10d} {numbers}"


def _exponential(number: float) -> str:
    """Format as ``%15.5e``, with infinities and NaN as Octave prints them."""
    if math.isfinite(number):
        return f"{number:15.5e}"
    name = "NaN" if math.isnan(number) else "Inf"
    return f"{'-' + name if number < 0 else name:>15}"
