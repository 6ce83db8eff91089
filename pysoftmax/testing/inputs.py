"""Ready strategies for the arguments of numerical functions.

Sizes may be whole numbers or strategies. Entries are finite numbers of moderate size, without
subnormal ones, since those test the machine's arithmetic rather than a port.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

__all__ = [
    "angles",
    "date_numbers",
    "labels",
    "matrices",
    "numbers",
    "positive_definite",
    "tensors",
    "texts",
    "vectors",
]

Size = int | st.SearchStrategy[int]
SIZES = st.integers(1, 6)
FIRST_DAY, LAST_DAY = 693_962, 767_011  # 1900-01-01 and 2100-01-01
FEW = 64
"""So many entries are drawn one by one. Of more, which Hypothesis would refuse to draw one by one,
most are equal."""
LEAST_TRACE = 1e-250
"""Squares with a smaller sum are taken as 0: what is left of them is coarse, or 0."""
LATIN = "abcdefghijklmnopqrstuvwxyz ABCXYZ 0123456789 .,;:!?-_"


def numbers(low: float = -100.0, high: float = 100.0) -> st.SearchStrategy[float]:
    """Finite numbers in low..high, without subnormal ones and without -0."""
    return _numbers(low, high)


# Hypothesis takes longer to make and check a strategy than to draw from it, and a function of
# `draw` makes the same ones for each example.
@cache
def _numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_subnormal=False).map(lambda number: number + 0.0)


@cache
def _fixed(
    dtype: Any, shape: tuple[int, ...], entries: st.SearchStrategy[Any]
) -> st.SearchStrategy[NDArray[Any]]:
    fill = entries if math.prod(shape) > FEW else st.nothing()
    return arrays(dtype, shape, elements=entries, fill=fill)


def _sized(size: Size) -> st.SearchStrategy[int]:
    return st.just(size) if isinstance(size, int) else size


def matrices(
    rows: Size = SIZES,
    columns: Size = SIZES,
    entries: st.SearchStrategy[Any] | None = None,
    dtype: Any = float,
) -> st.SearchStrategy[NDArray[Any]]:
    """Matrices of shape (rows, columns), 1 to 6 each by default."""
    return tensors(rows, columns, entries=entries, dtype=dtype)


def tensors(
    *lengths: Size, entries: st.SearchStrategy[Any] | None = None, dtype: Any = float
) -> st.SearchStrategy[NDArray[Any]]:
    """Arrays of as many dimensions as there are `lengths`."""
    elements = numbers() if entries is None else entries
    if all(isinstance(length, int) for length in lengths):
        return _fixed(dtype, lengths, elements)
    shapes = st.tuples(*map(_sized, lengths))
    return shapes.flatmap(lambda shape: _fixed(dtype, shape, elements))


def vectors(
    length: Size = SIZES, entries: st.SearchStrategy[Any] | None = None, dtype: Any = float
) -> st.SearchStrategy[NDArray[Any]]:
    """Vectors of shape (length,), which are columns in Octave."""
    return tensors(length, entries=entries, dtype=dtype)


def positive_definite(
    size: Size = SIZES, condition: float = 1e3
) -> st.SearchStrategy[NDArray[np.float64]]:
    """Symmetric positive definite matrices whose condition number is at most `condition`."""
    return _sized(size).flatmap(
        lambda n: matrices(n, n, numbers(-3, 3)).map(lambda root: _shifted_square(root, condition))
    )


def _shifted_square(root: NDArray[np.float64], condition: float) -> NDArray[np.float64]:
    """Return ``root @ root.T`` with a shift that bounds its condition number."""
    product = root @ root.T
    top = float(np.trace(product))
    if top < LEAST_TRACE:
        product, top = np.zeros_like(product), 1.0
    # The trace bounds the largest eigenvalue.
    matrix = product + top / (condition - 1) * np.eye(len(root))
    return (matrix + matrix.T) / 2


def labels(count: Size = SIZES, classes: int = 3) -> st.SearchStrategy[NDArray[np.int64]]:
    """Labels in 1..classes, of shape (count,); some of the classes may be absent."""
    return vectors(count, st.integers(1, classes), np.int64)


def angles(full: bool = True) -> st.SearchStrategy[float]:
    """Angles in radians, multiples of a twelfth of a turn among them.

    In -pi..pi if `full`, else in -pi/2..pi/2 as for a latitude.
    """
    steps = 6 if full else 3
    end = float(np.pi) if full else float(np.pi) / 2
    twelfths = st.integers(-steps, steps).map(lambda k: k * end / steps)
    return st.one_of(twelfths, numbers(-end, end))


def date_numbers(whole: bool = False) -> st.SearchStrategy[float]:
    """Dates as Octave's ``datenum`` returns them, from 1900 to 2099: days, with fractions."""
    days = st.integers(FIRST_DAY, LAST_DAY - 1)
    if whole:
        return days.map(float)
    return st.tuples(days, st.integers(0, 86_399)).map(lambda pair: pair[0] + pair[1] / 86_400)


def texts(alphabet: str = LATIN, max_size: int = 20) -> st.SearchStrategy[str]:
    """Text of ASCII characters, sometimes blank or empty."""
    return st.text(alphabet, max_size=max_size)
