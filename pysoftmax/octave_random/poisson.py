"""Poisson-distributed numbers, by the method that Octave uses for each mean.

Octave draws a whole array of one mean by `poissons`, and an array of means by `poisson`, one number
at a time; the two use different methods, and so give different numbers for the same seed.

References
----------
H. Zechner, "Efficient sampling from continuous and discrete unimodal distributions", doctoral
dissertation, Technical University Graz (1994): patchwork rejection;
W. H. Press et al., "Numerical Recipes in C", 2nd edition (1992), section 7.3: products of uniform
numbers, and rejection.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pysoftmax.octave_random.words import Double, Words, uniforms
from pysoftmax.octave_random.ziggurat import normals

__all__ = ["poisson", "poissons"]

# Up to these means the tables of `_Inversion`, and products of uniform numbers, are quick.
INVERTED, MULTIPLIED = 10.0, 12.0
# From here on a normal number is as good: the distributions differ by 1e-28.
LARGEST = 1e8


def poissons(source: Words, mean: float, count: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Draw numbers of one mean; NaN if it is not in [0, inf)."""
    if mean < 0 or math.isinf(mean):
        return np.full(count, np.nan, dtype)
    if mean <= INVERTED:
        return _inverted(source, mean, count).astype(dtype)
    if mean <= LARGEST:
        patchwork = _Patchwork(mean)
        return np.array([patchwork.draw(source) for _ in range(count)], dtype)
    return _rounded_normals(source, mean, count, dtype)


def poisson(source: Words, mean: float) -> float:
    """Draw one number; NaN if the mean is not in [0, inf)."""
    if mean < 0 or mean == math.inf:
        return math.nan
    if mean <= MULTIPLIED:
        bound, product, number = math.exp(-mean), _uniform(source), 0
        while product > bound:
            product *= _uniform(source)
            number += 1
        return float(number)
    if mean <= LARGEST:
        return _rejected(source, mean)
    return float(_rounded_normals(source, mean, 1, Double)[0])


def _uniform(source: Words) -> float:
    return float(uniforms(source, 1, Double)[0])


def _rounded_normals(source: Words, mean: float, count: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Draw from the normal distribution of the same mean and variance, and round."""
    drawn = normals(source, count, dtype).astype(Double)
    rounded = np.floor(drawn * math.sqrt(mean) + mean + 0.5).astype(dtype)
    return np.where(rounded < 0, dtype.type(0), rounded)


def _inverted(source: Words, mean: float, count: int) -> NDArray[np.float64]:
    """Invert the distribution function; Octave fills the array from its end."""
    size = 46  # for a mean of 10, the last probability is below the last bit of 1
    probability = math.exp(-mean)
    table = [probability]
    for k in range(1, size):
        probability = probability * mean / k
        table.append(table[-1] + probability)
    numbers = np.searchsorted(np.array(table), uniforms(source, count, Double))
    return np.minimum(numbers, size - 1).astype(np.float64)[::-1]


def _rejected(source: Words, mean: float) -> float:
    """Draw by rejection from a Cauchy distribution (Numerical Recipes' poidev)."""
    width, log_mean = math.sqrt(2.0 * mean), math.log(mean)
    at_mean = mean * log_mean - math.lgamma(mean + 1.0)
    while True:
        slope = math.tan(math.pi * _uniform(source))
        number = width * slope + mean
        if number < 0:
            continue
        number = math.floor(number)
        share = math.exp(number * log_mean - _log_factorial(number) - at_mean)
        if _uniform(source) <= 0.9 * (1.0 + slope * slope) * share:
            return float(number)


def _log_factorial(k: float) -> float:
    """Return log(k!): exact to rounding up to 29, Stirling's series beyond."""
    if k < 30:
        return math.log(math.factorial(int(k)))
    r = 1.0 / k
    series = 7.93650793650793651e-04 + r * r * -5.95238095238095238e-04
    series = -2.77777777777777778e-03 + r * r * series
    series = 8.33333333333333333e-02 + r * r * series
    return (k + 0.5) * math.log(k) - k + 9.18938533204672742e-01 + r * series


class _Side(NamedTuple):
    """One side of the histogram: a rearranged centre, and an exponential tail.

    The centre lies between the mode and `outer`; the values beyond `inner` are paired with their
    reflections at `inner`, towards the mode. f falls from 1 at the mode to `f_inner` and `f_outer`
    there, and by one number further to `f_past_inner` and `f_past_outer`. `start`, `flat_end`,
    `centre_end` and `tail_end` divide the area, which is counted through all the parts.
    """

    to_mode: int
    inner: float
    outer: float
    f_inner: float
    f_outer: float
    f_past_inner: float
    f_past_outer: float
    decay: float
    width: float
    reach: float
    start: float
    flat_end: float
    centre_end: float


class _Patchwork:
    """Zechner's patchwork rejection: the histogram's centre is rearranged to be nearly flat.

    The histogram is that of f(k) = p(k) / p(mode). In the centre, one uniform number under a
    rectangle nearly always accepts either a number or its reflection. Exponential functions cover
    the two tails.
    """

    def __init__(self, mean: float) -> None:
        self._log_mean = math.log(mean)
        mode = math.floor(mean)
        self._log_mode = mode * self._log_mean - _log_factorial(mode)
        spread = math.sqrt(mean + 0.25)
        left, right = math.ceil(mean - 0.5 - spread), math.floor(mean - 0.5 + spread)
        left_end, right_end = 2 * left - mode + 1, 2 * right - mode
        self._left = self._side(
            1, left, left_end, left / mean, left_end / mean, mean / left_end, 0.0
        )
        ratio, end_ratio = mean / (right + 1), mean / (right_end + 1)
        self._right = self._side(
            -1, right, right_end, ratio, end_ratio, end_ratio, self._left.centre_end
        )
        self._left_tail = self._left.f_outer / self._left.decay + self._right.centre_end
        self._area = self._right.f_outer / self._right.decay + self._left_tail

    def _side(
        self,
        to_mode: int,
        inner: float,
        outer: float,
        ratio: float,
        end_ratio: float,
        decay_ratio: float,
        start: float,
    ) -> _Side:
        f_inner, f_outer = self._f(inner), self._f(outer)
        width = float(abs(inner - outer))
        flat_end = f_inner * (width + 1.0) + start
        return _Side(
            to_mode=to_mode,
            inner=inner,
            outer=outer,
            f_inner=f_inner,
            f_outer=f_outer,
            f_past_inner=f_inner * ratio,
            f_past_outer=f_outer * end_ratio,
            decay=to_mode * math.log(decay_ratio),
            width=width,
            reach=width + 1.0 if to_mode > 0 else width,
            start=start,
            flat_end=flat_end,
            centre_end=f_inner * width + flat_end,
        )

    def draw(self, source: Words) -> float:
        """Draw one number."""
        while True:
            area = _uniform(source) * self._area
            if area < self._left.centre_end:
                number = self._from_centre(source, self._left, area)
            elif area < self._right.centre_end:
                number = self._from_centre(source, self._right, area)
            elif area < self._left_tail:
                number = self._from_tail(source, self._left, area - self._right.centre_end)
            else:
                number = self._from_tail(source, self._right, area - self._left_tail)
            if number is not None:
                return number

    def _from_centre(self, source: Words, side: _Side, area: float) -> float | None:
        """Return a number of a side's centre, or its reflection; None if both are rejected."""
        beyond = area - side.flat_end
        if beyond < 0:
            return side.inner + side.to_mode * math.floor((area - side.start) / side.f_inner)
        height = beyond / side.width
        if height < side.f_outer:
            return side.outer + side.to_mode * math.floor(beyond / side.f_outer)
        distance = math.floor(side.width * _uniform(source)) + 1.0
        number = side.inner - side.to_mode * distance
        if height <= side.f_inner - distance * (side.f_inner - side.f_past_inner):
            return number
        reflected_height = 2 * side.f_inner - height
        if reflected_height < 1.0:
            reflection = side.inner + side.to_mode * distance
            chord = side.f_inner + distance * (1.0 - side.f_inner) / side.reach
            if reflected_height <= chord or reflected_height <= self._f(reflection):
                return reflection
        return self._if_under(number, height)

    def _from_tail(self, source: Words, side: _Side, area: float) -> float | None:
        """Return a number beyond a side's centre; None if it is rejected."""
        u = _uniform(source)
        distance = math.floor(1.0 - math.log(u) / side.decay)
        number = side.outer - side.to_mode * distance
        if number < 0:
            return None
        height = u * (area * side.decay)
        if height <= side.f_outer - distance * (side.f_outer - side.f_past_outer):
            return number
        return self._if_under(number, height)

    def _if_under(self, number: float, height: float) -> float | None:
        """Return the number if f is above a height there."""
        return number if math.log(height) <= self._log_f(number) else None

    def _log_f(self, k: float) -> float:
        return k * self._log_mean - _log_factorial(k) - self._log_mode

    def _f(self, k: float) -> float:
        return math.exp(self._log_f(k))
