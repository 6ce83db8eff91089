"""Octave's random streams, so that one seed gives the same numbers in both languages.

Octave draws from the Mersenne Twister MT19937, and keeps one state per distribution:
``rand("twister", s)`` seeds only the uniform numbers, ``randn("twister", s)`` only the normal ones,
and so on for ``rande``, ``randg`` and ``randp``. "state" is another name for the same seeding.
``randn("seed", s)`` is not: it selects Octave's old generator, which is not reproduced here.

References
----------
M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998).
"""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from pysoftmax.octave_random.gamma import gammas
from pysoftmax.octave_random.poisson import poisson, poissons
from pysoftmax.octave_random.words import Double, Single, Words, uniforms
from pysoftmax.octave_random.ziggurat import exponentials, normals

__all__ = [
    "LARGEST_SEED", "OctaveRandom", "rand", "rande", "randg", "randi", "randn", "randp", "randperm",
]  # fmt: skip

Size: TypeAlias = int | Sequence[int]
Drawn: TypeAlias = NDArray[Any]

LARGEST_SEED = 2**32 - 1
LARGEST_RANDI = 2**53 - 1  # Octave's bound: beyond, doubles skip whole numbers


class OctaveRandom:
    """Octave's random functions after seeding each with the same seed.

    Sizes are one whole number per dimension, or one sequence of them: ``rand(2, 3)`` and
    ``rand((2, 3))`` draw a matrix. ``rand(3)`` draws a 1-D array, the numbers of Octave's
    ``rand(3, 1)``, and ``rand()`` a 0-D one. Matrices fill column by column. The argument
    ``dtype="single"`` draws single precision numbers, which are others than the double ones.

    Parameters
    ----------
    seed
        A whole number in 0..4294967295. Octave accepts others too, but silently uses one of these:
        0 for a negative one or NaN, the largest for a larger one, a fraction rounded.

    Raises
    ------
    TypeError
        If the seed is not a whole number.
    ValueError
        If the seed is outside 0..4294967295.

    Examples
    --------
    >>> random = OctaveRandom(42)
    >>> float(random.randn(2)[0])  # octave: randn("twister", 42); randn
    -0.006545920389467027
    >>> random.randperm(5).tolist()  # octave: rand("twister", 42); randperm(5)
    [4, 2, 3, 1, 5]
    """

    def __init__(self, seed: int) -> None:
        seed = _checked_seed(seed)
        self._uniform = Words(seed)
        self._normal = Words(seed)
        self._exponential = Words(seed)
        self._gamma = Words(seed)
        self._poisson = Words(seed)

    def rand(self, *size: Size, dtype: DTypeLike = "double") -> Drawn:
        """Draw uniform numbers in (0, 1)."""
        shape, precision = _shape(size), _precision(dtype)
        return _filled(uniforms(self._uniform, math.prod(shape), precision), shape)

    def randn(self, *size: Size, dtype: DTypeLike = "double") -> Drawn:
        """Draw standard normal numbers."""
        shape, precision = _shape(size), _precision(dtype)
        return _filled(normals(self._normal, math.prod(shape), precision), shape)

    def rande(self, *size: Size, dtype: DTypeLike = "double") -> Drawn:
        """Draw exponential numbers of mean 1."""
        shape, precision = _shape(size), _precision(dtype)
        return _filled(exponentials(self._exponential, math.prod(shape), precision), shape)

    def randg(self, a: ArrayLike, *size: Size, dtype: DTypeLike = "double") -> Drawn:
        """Draw gamma numbers of shape parameter ``a`` and scale 1.

        Parameters
        ----------
        a
            One number, or an array with one for each number drawn. NaN is drawn for those that are
            not in (0, inf).
        size
            The size to draw; by default that of ``a``. If ``a`` is an array, its own size.
        dtype
            "double" or "single".
        """
        precision = _precision(dtype)

        def draw(shape: float, count: int) -> Drawn:
            return gammas(self._gamma, shape, count, precision)

        return _with_parameter("a", a, size, draw, lambda shape: draw(shape, 1)[0], precision)

    def randp(self, l: ArrayLike, *size: Size, dtype: DTypeLike = "double") -> Drawn:  # noqa: E741
        """Draw Poisson numbers of mean ``l``.

        Parameters
        ----------
        l
            One number, or an array with one for each number drawn; Octave draws the numbers of an
            array by other methods. NaN is drawn for those that are not in [0, inf).
        size
            The size to draw; by default that of ``l``. If ``l`` is an array, its own size.
        dtype
            "double" or "single".
        """
        precision = _precision(dtype)

        def rounded(mean: float) -> float:
            return float(precision.type(mean))

        return _with_parameter(
            "l", l, size,
            lambda mean, count: poissons(self._poisson, rounded(mean), count, precision),
            lambda mean: poisson(self._poisson, rounded(mean)),
            precision,
        )  # fmt: skip

    def randi(self, bounds: Size, *size: Size, dtype: DTypeLike = np.int64) -> Drawn:
        """Draw whole numbers from the stream of `rand`, as Octave does.

        Parameters
        ----------
        bounds
            The largest number (the smallest is 1), or a pair of the smallest and the largest.
        size
            The size to draw.
        dtype
            The result's type: an integer type, "single" or "double". Numbers that an integer type
            does not hold become its nearest, with a warning, as in Octave.

        Raises
        ------
        ValueError
            If a bound is beyond 2^53 - 1, or the largest is less than the smallest, or so is their
            distance.
        """
        shape = _shape(size)
        low, high = _checked_bounds(bounds)
        values = low + self._whole_numbers(high - low + 1, math.prod(shape))
        return _filled(_cast(values, np.dtype(dtype), low, high), shape)

    def randperm(self, n: int, m: int | None = None) -> NDArray[np.int64]:
        """Draw m different numbers of 1..n, by default all, in random order, from `rand`'s stream.

        Raises
        ------
        ValueError
            If n or m is negative, or m is greater than n.
        """
        n = operator.index(n)
        m = n if m is None else operator.index(m)
        if not 0 <= m <= n:
            raise ValueError(f"n is {n} and m is {m}; expected 0 <= m <= n")
        # Knuth's shuffle; only the places whose number has changed are kept.
        moved: dict[int, int] = {}
        drawn = np.empty(m, dtype=np.int64)
        for i, u in enumerate(uniforms(self._uniform, m, Double).tolist()):
            k = i + math.floor(u * (n - i))
            drawn[i] = moved.get(k, k) + 1
            moved[k] = moved.get(i, i)
        return drawn

    def _whole_numbers(self, span: int, count: int) -> NDArray[np.int64]:
        """Draw whole numbers in 0..span-1.

        0..2^53-1 is divided into equal parts; numbers in what is left over at its end are drawn
        again. Octave draws some more numbers than it is likely to need, and uses them up.
        """
        part = 2**53 // span
        kept_share = part * span / 2.0**53
        expected = count / kept_share
        draws = math.ceil(expected + 10 * math.sqrt(expected - count))
        kept = np.empty(0)
        while len(kept) < count:
            kept = np.floor(uniforms(self._uniform, draws, Double) * 2.0**53)
            kept = kept[kept < part * span]
        return kept[:count].astype(np.int64) // part


def rand(seed: int, *size: Size, dtype: DTypeLike = "double") -> Drawn:
    """Draw what Octave's ``rand`` draws first after ``rand("twister", seed)``.

    Parameters
    ----------
    seed
        A whole number in 0..2**32 - 1.
    *size
        The shape, as numbers or as one sequence; a scalar by default.
    dtype
        "double" or "single", as Octave's last argument.

    Returns
    -------
    ndarray
        The numbers, of that shape, equal to Octave's bit for bit.
    """
    return OctaveRandom(seed).rand(*size, dtype=dtype)


def randn(seed: int, *size: Size, dtype: DTypeLike = "double") -> Drawn:
    """Draw what Octave's ``randn`` draws first after ``randn("twister", seed)``.

    Parameters
    ----------
    seed
        A whole number in 0..2**32 - 1.
    *size
        The shape, as numbers or as one sequence; a scalar by default.
    dtype
        "double" or "single", as Octave's last argument.

    Returns
    -------
    ndarray
        The numbers, of that shape, equal to Octave's bit for bit.
    """
    return OctaveRandom(seed).randn(*size, dtype=dtype)


def rande(seed: int, *size: Size, dtype: DTypeLike = "double") -> Drawn:
    """Draw what Octave's ``rande`` draws first after ``rande("twister", seed)``.

    Parameters
    ----------
    seed
        A whole number in 0..2**32 - 1.
    *size
        The shape, as numbers or as one sequence; a scalar by default.
    dtype
        "double" or "single", as Octave's last argument.

    Returns
    -------
    ndarray
        The numbers, of that shape, equal to Octave's bit for bit.
    """
    return OctaveRandom(seed).rande(*size, dtype=dtype)


def randg(seed: int, a: ArrayLike, *size: Size, dtype: DTypeLike = "double") -> Drawn:
    """Draw what Octave's ``randg`` draws first after ``randg("twister", seed)``.

    Parameters
    ----------
    seed
        A whole number in 0..2**32 - 1.
    a
        The shape parameter of the gamma distribution: a number, or one for each entry.
    *size
        The shape, as numbers or as one sequence; a scalar by default.
    dtype
        "double" or "single", as Octave's last argument.

    Returns
    -------
    ndarray
        The numbers, of that shape, equal to Octave's bit for bit.
    """
    return OctaveRandom(seed).randg(a, *size, dtype=dtype)


def randp(seed: int, l: ArrayLike, *size: Size, dtype: DTypeLike = "double") -> Drawn:  # noqa: E741
    """Draw what Octave's ``randp`` draws first after ``randp("twister", seed)``.

    Parameters
    ----------
    seed
        A whole number in 0..2**32 - 1.
    l
        The mean of the Poisson distribution: a number, or one for each entry.
    *size
        The shape, as numbers or as one sequence; a scalar by default.
    dtype
        "double" or "single", as Octave's last argument.

    Returns
    -------
    ndarray
        The numbers, of that shape, equal to Octave's bit for bit.
    """
    return OctaveRandom(seed).randp(l, *size, dtype=dtype)


def randi(seed: int, bounds: Size, *size: Size, dtype: DTypeLike = np.int64) -> Drawn:
    """Draw what Octave's ``randi`` draws first after ``rand("twister", seed)``.

    Parameters
    ----------
    seed
        A whole number in 0..2**32 - 1.
    bounds
        The greatest number; or the least and the greatest. Without the least, it is 1.
    *size
        The shape, as numbers or as one sequence; a scalar by default.
    dtype
        The integer type of the result, or "double" or "single".

    Returns
    -------
    ndarray
        The numbers, of that shape, equal to Octave's bit for bit.
    """
    return OctaveRandom(seed).randi(bounds, *size, dtype=dtype)


def randperm(seed: int, n: int, m: int | None = None) -> NDArray[np.int64]:
    """Draw what Octave's ``randperm`` draws first after ``rand("twister", seed)``.

    Parameters
    ----------
    seed
        A whole number in 0..2**32 - 1.
    n
        How many numbers are permuted: 1 to n.
    m
        How many of them are returned; all by default.

    Returns
    -------
    ndarray of shape (m,), int64
        The first m entries of the permutation, equal to Octave's.
    """
    return OctaveRandom(seed).randperm(n, m)


def _checked_seed(seed: Any) -> int:
    expected = f"expected a whole number in 0..{LARGEST_SEED}, as for Octave's randn('twister', s)"
    try:
        number = operator.index(seed)
    except TypeError:
        raise TypeError(f"seed is {seed!r}; {expected}") from None
    if not 0 <= number <= LARGEST_SEED:
        raise ValueError(f"seed is {number}; {expected}")
    return number


def _shape(size: tuple[Size, ...]) -> tuple[int, ...]:
    """Return the shape that a size names, as numbers or as one sequence."""
    given: Any = size[0] if len(size) == 1 and np.ndim(size[0]) == 1 else size
    try:
        shape = tuple(operator.index(number) for number in given)
    except TypeError:
        raise TypeError(f"size is {size!r}; expected whole numbers, or one sequence") from None
    if any(number < 0 for number in shape):
        raise ValueError(f"size is {shape}; expected whole numbers from 0")
    return shape


def _precision(dtype: DTypeLike) -> np.dtype[Any]:
    precision = np.dtype(dtype)
    if precision not in (Double, Single):
        raise ValueError(f"dtype is {dtype!r}; expected 'double' or 'single'")
    return precision


def _checked_bounds(bounds: Any) -> tuple[int, int]:
    pair = (1, bounds) if np.ndim(bounds) == 0 else tuple(bounds)
    try:
        low, high = (operator.index(bound) for bound in pair)
    except (TypeError, ValueError):
        raise TypeError(f"bounds is {bounds!r}; expected a whole number, or a pair") from None
    if max(-low, high) > LARGEST_RANDI or not 0 <= high - low < LARGEST_RANDI:
        raise ValueError(
            f"bounds is {bounds!r}; expected whole numbers up to {LARGEST_RANDI}, the largest not "
            f"less than the smallest ({low}) and less than {LARGEST_RANDI} above it"
        )
    return low, high


def _cast(values: NDArray[np.int64], dtype: np.dtype[Any], low: int, high: int) -> Drawn:
    """Convert to another class as Octave does: integers saturate, and the caller is warned."""
    if dtype.kind not in "iuf":
        raise ValueError(f"dtype is {dtype}; expected an integer type, 'single' or 'double'")
    if dtype.kind == "f":
        least, largest = -(2 ** (np.finfo(dtype).nmant + 1)), 2 ** (np.finfo(dtype).nmant + 1)
        converted = values.astype(dtype)
    else:
        least, largest = np.iinfo(dtype).min, np.iinfo(dtype).max
        converted = np.clip(values, max(least, -(2**63)), min(largest, 2**63 - 1)).astype(dtype)
    if low < least or high > largest:
        warnings.warn(
            f"randi: {low}..{high} exceeds {dtype}, whose whole numbers are {least}..{largest}",
            stacklevel=3,
        )
    return converted


def _with_parameter(
    name: str,
    parameter: ArrayLike,
    size: tuple[Size, ...],
    draw_many: Callable[[float, int], Drawn],
    draw_one: Callable[[float], float],
    dtype: np.dtype[Any],
) -> Drawn:
    """Draw with one parameter for all numbers, or one for each, column by column."""
    given = np.asarray(parameter, dtype=np.float64)
    shape = _shape(size) if size else given.shape
    if given.size == 1:
        return _filled(draw_many(given.item(), math.prod(shape)), shape)
    if shape != given.shape:
        raise ValueError(f"size is {shape} and {name} has shape {given.shape}; expected the same")
    return _filled(np.array([draw_one(x) for x in given.ravel(order="F")], dtype), shape)


def _filled(values: Drawn, shape: tuple[int, ...]) -> Drawn:
    """Arrange numbers in an array, column by column."""
    return values.reshape(shape, order="F")
