"""Inner products and norms, added up from the first term to the last if they are short.

The order in which a BLAS adds differs from one to the next, in the last bit, and on a hard problem
last bits grow until two runs differ. Up to `IN_ORDER` variables the sums here go from the first
term to the last, as Octave's ``sum`` and the reference BLAS do. A run is then the same on every
machine and in both languages, bit for bit. For more variables BLAS is several times as fast.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["IN_ORDER", "Vector", "inner_product", "one_norm", "scaled_inner_product"]

Vector = npt.NDArray[np.float64]

# Up to here an ordered sum takes no longer than the calls around it, about a microsecond.
IN_ORDER = 256


def inner_product(a: Vector, b: Vector) -> float:
    """Return the inner product a'b."""
    return _in_order(a * b) if a.size <= IN_ORDER else float(a @ b)


def scaled_inner_product(scale: float, a: Vector, b: Vector) -> float:
    """Return (scale a)'b; short vectors are scaled before the product, long ones after."""
    return _in_order(scale * a * b) if a.size <= IN_ORDER else scale * float(a @ b)


def one_norm(a: Vector) -> float:
    """Return the sum of absolute values."""
    magnitudes = np.abs(a)
    return _in_order(magnitudes) if a.size <= IN_ORDER else float(magnitudes.sum())


def _in_order(terms: Vector) -> float:
    return float(np.add.accumulate(terms)[-1])
