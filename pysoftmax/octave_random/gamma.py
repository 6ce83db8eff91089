"""Gamma-distributed numbers.

References
----------
G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables",
ACM Transactions on Mathematical Software 26 (2000).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.octave_random.words import Words, uniforms
from pysoftmax.octave_random.ziggurat import exponentials, normals

__all__ = ["gammas"]


def gammas(source: Words, shape: float, count: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Draw numbers of a gamma distribution with scale 1; NaN if the shape is not in (0, inf).

    In single precision the order of the roundings is Octave's: its expressions with a constant
    such as 1/3 are double, the others single.
    """
    real = dtype.type
    a = real(shape)
    if a <= 0 or np.isinf(a):
        return np.full(count, np.nan, dtype)
    # A number for a shape below 1 is one for that shape plus 1, times u^(1/shape).
    d = real((1.0 + float(a) if a < 1 else float(a)) - 1.0 / 3.0)
    c = real(1.0 / math.sqrt(9.0 * float(d)))
    values = np.array([_one(source, d, c, dtype) for _ in range(count)], dtype)
    if a < 1:
        for i in range(count):
            exponent = -exponentials(source, 1, dtype)[0] / a
            values[i] = float(values[i]) * math.exp(exponent)
    return values


def _one(source: Words, d: Any, c: Any, dtype: np.dtype[Any]) -> Any:
    """Draw one number for a shape of d + 1/3, with c = 1 / sqrt(9 d)."""
    one = dtype.type(1)
    while True:
        x = normals(source, 1, dtype)[0]
        v = one + c * x
        v = v * (v * v)
        if v <= 0:
            continue
        u = uniforms(source, 1, dtype)[0]
        square = x * x
        if u >= 1.0 - 0.0331 * float(square) * float(square):
            log_v = dtype.type(math.log(v))
            bound = 0.5 * float(square) + float(d * (one - v + log_v))
            if float(dtype.type(math.log(u))) >= bound:
                continue
        return d * v
