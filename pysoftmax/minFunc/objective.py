"""Checks of what the caller passes: a start, and what the objective returns.

A complex number counts as NaN here. The original takes a complex f or g as an illegal point, from
which the line search backtracks, as it does from NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pysoftmax.minFunc.sums import Vector
from pysoftmax.validation import first_not_finite, vector
from pysoftmax.words import kind

__all__ = ["CheckedObjective", "start_vector"]

REAL_KINDS = "iuf"


def start_vector(x0: Any) -> Vector:
    """Return a start as a new 1-D float64 array, from a real vector of any of the usual shapes.

    Raises
    ------
    TypeError
        If it is not numeric, or complex.
    ValueError
        If it is empty, not a vector, or not finite.
    """
    start = vector("x0", x0).astype(np.float64)  # a copy
    if start.size == 0:
        raise ValueError(f"x0 has shape {np.shape(x0)}; expected 1 element or more")
    if (bad := first_not_finite(start)) is not None:
        raise ValueError(f"x0[{bad}] is {start[bad]}; expected finite elements")
    return start


class CheckedObjective:
    """An objective that returns a float and a new 1-D float64 array, or raises.

    It is evaluated under the NumPy error settings in force when this object was made, which are
    those of minFunc's caller.

    Parameters
    ----------
    funObj
        Maps x and the further arguments to the value and the gradient.
    args
        The further arguments.
    size
        The number of variables.
    """

    def __init__(self, funObj: Callable[..., Any], args: tuple[Any, ...], size: int) -> None:
        if not callable(funObj):
            raise TypeError(f"funObj is {funObj!r}; expected a function of x that returns (f, g)")
        self._function = funObj
        self._args = args
        self._size = size
        self._numpy_errors = np.geterr()

    def __call__(self, x: Vector) -> tuple[float, Vector]:
        """Evaluate at x; a complex number becomes NaN.

        Raises
        ------
        TypeError
            If the objective does not return a pair, or returns something other than numbers.
        ValueError
            If f is not a scalar or g is not a vector as long as x.
        """
        with np.errstate(**self._numpy_errors):
            answer = self._function(x, *self._args)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise TypeError(
                f"funObj returned {_describe(answer)}; expected a pair (f, g), the value and the "
                "gradient"
            )
        return self._value(answer[0]), self._gradient(answer[1])

    def at_start(self, x: Vector) -> tuple[float, Vector]:
        """Evaluate where the run starts.

        Raises
        ------
        ValueError
            If f or g is not real and finite there. Errors of any evaluation are raised too.
        """
        f, g = self(x)
        if not np.isfinite(f):
            raise ValueError(
                f"funObj returned f = {f} at x0 (a complex number counts as nan); start where f is "
                "real and finite"
            )
        if (bad := first_not_finite(g)) is not None:
            raise ValueError(
                f"funObj returned g[{bad}] = {g[bad]} at x0 (a complex number counts as nan); "
                "start where the gradient is real and finite"
            )
        return f, g

    def _value(self, f: Any) -> float:
        value = _real_or_nan(f, "f")
        if value.size != 1:
            raise ValueError(f"funObj returned f of shape {value.shape}; expected one number")
        return float(value.reshape(()))

    def _gradient(self, g: Any) -> Vector:
        gradient = _real_or_nan(g, "g")
        if gradient.size != self._size or not _is_vector(gradient):
            raise ValueError(
                f"funObj returned g of shape {gradient.shape}; "
                f"expected a vector as long as x0, which has {self._size}"
            )
        # A copy: the caller may use the same array for the next gradient.
        return np.array(gradient, dtype=np.float64).reshape(-1)


def _real_or_nan(value: Any, name: str) -> np.ndarray[Any, Any]:
    """Return an array of real numbers, with NaN for those that are complex."""
    try:
        array = np.asarray(value)
    except ValueError as error:  # ragged nested lists
        raise TypeError(f"funObj returned {name} that is not an array: {error}") from error
    if array.dtype.kind == "c":
        return np.where(array.imag == 0, array.real, np.nan)
    if array.dtype.kind not in REAL_KINDS:
        raise TypeError(f"funObj returned {name} of dtype {array.dtype}; expected numbers")
    return array


def _is_vector(array: np.ndarray[Any, Any]) -> bool:
    return array.ndim <= 1 or (array.ndim == 2 and 1 in array.shape)


def _describe(answer: Any) -> str:
    if isinstance(answer, (tuple, list)):
        return f"{kind(answer)} of {len(answer)}"
    return kind(answer)
