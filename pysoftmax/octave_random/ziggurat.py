"""Normal and exponential numbers by the ziggurat method, in double and in single precision.

References
----------
G. Marsaglia and W. W. Tsang, "The ziggurat method for generating random variables",
Journal of Statistical Software 5 (2000).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pysoftmax.octave_random.words import Double, Words, uniforms

__all__ = ["exponentials", "normals"]

LEVELS = 256
NUMBERS_AT_ONCE = 1024

Array: TypeAlias = NDArray[Any]
Candidates: TypeAlias = tuple[Array, Array, Array]


class _Curve(NamedTuple):
    """A decreasing density f(x), x > 0, up to a factor, with f(0) = 1.

    `tail` is where the lowest layer's box ends and the tail begins, `area` the area of each of the
    256 layers. Both are Octave's, with its digits.
    """

    f: Callable[[float], float]
    inverse: Callable[[float], float]
    tail: float
    area: float


NORMAL = _Curve(
    f=lambda x: math.exp(-0.5 * x * x),
    inverse=lambda y: math.sqrt(-2.0 * math.log(y)),
    tail=3.6541528853610088,
    area=0.00492867323399,
)
NORMAL_TAIL_SCALE = 0.27366123732975828  # 1 / NORMAL.tail, with Octave's digits
EXPONENTIAL = _Curve(
    f=lambda x: math.exp(-x),
    inverse=lambda y: -math.log(y),
    tail=7.69711747013104972,
    area=0.0039496598225815571993,
)


class _Layers(NamedTuple):
    """256 layers of equal area under a curve; layer 0 is the base with the tail.

    A point of layer i is k * width[i] for a whole number k. It lies under the curve for sure if
    k < inside[i], since the layer above reaches that far. height[i] is the curve at the layer's
    right end.
    """

    width: Array
    inside: NDArray[np.uint64]
    height: list[float]


@lru_cache(maxsize=4)
def _layers(curve: _Curve, dtype: np.dtype[Any], mantissa: float) -> _Layers:
    """Divide the area under a curve; in single precision Octave rounds after every step."""

    def rounded(value: float) -> float:
        return float(dtype.type(value))

    ends = [0.0] * LEVELS
    height = [1.0] * LEVELS
    ends[-1] = rounded(curve.tail)
    height[-1] = rounded(curve.f(ends[-1]))
    for level in range(LEVELS - 2, 0, -1):
        ends[level] = rounded(curve.inverse(curve.area / ends[level + 1] + height[level + 1]))
        height[level] = rounded(curve.f(ends[level]))
    width = [end / mantissa for end in ends]
    width[0] = curve.area / height[-1] / mantissa
    inside = [int(rounded(ends[-1] * height[-1]) / curve.area * mantissa), 0]
    inside += [int(rounded(ends[i - 1] / ends[i]) * mantissa) for i in range(2, LEVELS)]
    return _Layers(np.array(width, dtype), np.array(inside, dtype=np.uint64), height)


def normals(source: Words, count: int, dtype: np.dtype[Any] = Double) -> Array:
    """Draw standard normal numbers."""
    layers = _layers(NORMAL, dtype, 2.0**53 if dtype == Double else 2.0**31)

    def candidates(words: NDArray[np.uint64]) -> Candidates:
        if dtype == Double:
            bits = (words[1::2] & 0x3FFFFF) << 32 | words[::2]
            k, negative = bits >> 1, bits & 1 == 1
            level = (k & 0xFF).astype(np.intp)
        else:  # the word is a signed whole number, of which the layers ignore the sign bit
            k, negative = words & 0x7FFFFFFF, words >> 31 == 1
            level = (k & 0xFF).astype(np.intp)
            signed = words.astype(np.uint32).view(np.int32)
            return signed.astype(dtype) * layers.width[level], level, k
        magnitude = k.astype(dtype) * layers.width[level]
        return np.where(negative, -magnitude, magnitude), level, k

    def tail(k: int) -> float:
        """Draw from the tail by Marsaglia's method of two exponential numbers."""
        while True:
            beyond = dtype.type(-NORMAL_TAIL_SCALE * _log_uniform(source, dtype))
            other = dtype.type(-_log_uniform(source, dtype))
            if other + other > beyond * beyond:
                x = NORMAL.tail + float(beyond)
                return -x if k & 0x100 else x

    return _draw(source, count, dtype, NORMAL, layers, candidates, tail)


def exponentials(source: Words, count: int, dtype: np.dtype[Any] = Double) -> Array:
    """Draw standard exponential numbers."""
    layers = _layers(EXPONENTIAL, dtype, 2.0**53 if dtype == Double else 2.0**32)

    def candidates(words: NDArray[np.uint64]) -> Candidates:
        k = (words[1::2] & 0x1FFFFF) << 32 | words[::2] if dtype == Double else words
        level = (k & 0xFF).astype(np.intp)
        return k.astype(dtype) * layers.width[level], level, k

    def tail(k: int) -> float:
        return EXPONENTIAL.tail - _log_uniform(source, dtype)

    return _draw(source, count, dtype, EXPONENTIAL, layers, candidates, tail)


def _draw(
    source: Words,
    count: int,
    dtype: np.dtype[Any],
    curve: _Curve,
    layers: _Layers,
    candidates: Callable[[NDArray[np.uint64]], Candidates],
    tail: Callable[[int], float],
) -> Array:
    """Draw ``count`` numbers.

    About 99 % of the candidates are numbers at once, so stretches of words are turned into numbers
    together. The others need a second look and further words, and are handled one by one.
    """
    words_each = 2 if dtype == Double else 1
    values = np.empty(count, dtype)
    done = 0
    while done < count:
        words = source.look_ahead(words_each * min(count - done, NUMBERS_AT_ONCE))
        found, level, k = candidates(words)
        doubtful = np.flatnonzero(k >= layers.inside[level])
        sure = int(doubtful[0]) if len(doubtful) else len(found)
        values[done : done + sure] = found[:sure]
        done += sure
        if len(doubtful) == 0:
            source.drop(words_each * sure)
            continue
        source.drop(words_each * (sure + 1))
        if level[sure] == 0:
            values[done] = tail(int(k[sure]))
            done += 1
        elif _is_under(curve, layers, float(found[sure]), int(level[sure]), source, dtype):
            values[done] = found[sure]
            done += 1
    return values


def _is_under(
    curve: _Curve, layers: _Layers, x: float, level: int, source: Words, dtype: np.dtype[Any]
) -> bool:
    """Draw a height within the layer, and return whether it is under the curve at x."""
    low, high = (dtype.type(layers.height[i]) for i in (level, level - 1))
    return float((high - low) * uniforms(source, 1, dtype)[0] + low) < curve.f(abs(x))


def _log_uniform(source: Words, dtype: np.dtype[Any]) -> float:
    """Return the logarithm of a uniform number, rounded to the precision of ``dtype``."""
    return float(dtype.type(math.log(uniforms(source, 1, dtype)[0])))
