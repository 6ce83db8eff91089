"""What comes from the caller - a start, and an objective's answers - checked and made plain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pysoftmax.minFunc.sums import Vector
from pysoftmax.validation import first_not_finite, vector

__all__ = ["CheckedObjective", "start_vector"]

REAL_KINDS = "iuf"


def start_vector(x0: Any) -> Vector:
    """A start as a new 1-D float64 array, from a real vector of any of the usual shapes.

    Raises
    ------
    TypeError
        If it is not numeric, or complex.
    ValueError
        If it is empty, not a vector, or not finite.
    """
    start = vector("x0", x0).astype(np.float64)  # a copy
    if start.size == 0:
        raise ValueError(f"x0 has shape {np.shape(x0)}; it must have one element or more")
    if (bad := first_not_finite(start)) is not None:
        raise ValueError(f"x0[{bad}] is {start[bad]}; every element must be finite")
    return start


class CheckedObjective:
    """An objective whose answers are a float and a new 1-D float64 array, or an error.

    It is evaluated under NumPy's error settings of where this was made: the caller's own.

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
            raise TypeError(f"funObj is {funObj!r}; it must be a function of x returning (f, g)")
        self._function = funObj
        self._args = args
        self._size = size
        self._numpy_errors = np.geterr()

    def __call__(self, x: Vector) -> tuple[float, Vector]:
        """Evaluate.

        Raises
        ------
        TypeError
            If the answer is not a pair, or not made of real numbers.
        ValueError
            If f is not a scalar or g is not a vector as long as x.
        """
        with np.errstate(**self._numpy_errors):
            answer = self._function(x, *self._args)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise TypeError(
                f"funObj returned {_describe(answer)}; it must return a pair (f, g), "
                "the value and the gradient"
            )
        return self._value(answer[0]), self._gradient(answer[1])

    def at_start(self, x: Vector) -> tuple[float, Vector]:
        """Evaluate where the run starts, where f and g must be finite.

        Raises
        ------
        ValueError
            If they are not, beside what any evaluation raises.
        """
        f, g = self(x)
        if not np.isfinite(f):
            raise ValueError(f"funObj returned f = {f} at x0; start where f is finite")
        if (bad := first_not_finite(g)) is not None:
            raise ValueError(
                f"funObj returned g[{bad}] = {g[bad]} at x0; start where the gradient is finite"
            )
        return f, g

    def _value(self, f: Any) -> float:
        value = _real(f, "f")
        if value.size != 1:
            raise ValueError(f"funObj returned f of shape {value.shape}; it must be one number")
        return float(value.reshape(()))

    def _gradient(self, g: Any) -> Vector:
        gradient = _real(g, "g")
        if gradient.size != self._size or not _is_vector(gradient):
            raise ValueError(
                f"funObj returned g of shape {gradient.shape}; "
                f"it must be a vector of {self._size} numbers, as x0 is"
            )
        # A copy: the caller may use the same array for the next gradient.
        return np.array(gradient, dtype=np.float64).reshape(-1)


def _real(value: Any, name: str) -> np.ndarray[Any, Any]:
    try:
        array = np.asarray(value)
    except ValueError as error:  # ragged nested lists
        raise TypeError(f"funObj returned {name} that is no array: {error}") from error
    if array.dtype.kind == "c":
        raise TypeError(f"funObj returned a complex {name} (dtype {array.dtype}); it must be real")
    if array.dtype.kind not in REAL_KINDS:
        raise TypeError(f"funObj returned {name} of dtype {array.dtype}; it must be real numbers")
    return array


def _is_vector(array: np.ndarray[Any, Any]) -> bool:
    return array.ndim <= 1 or (array.ndim == 2 and 1 in array.shape)


def _describe(answer: Any) -> str:
    if isinstance(answer, (tuple, list)):
        return f"a {type(answer).__name__} of {len(answer)}"
    return f"a {type(answer).__name__}"
