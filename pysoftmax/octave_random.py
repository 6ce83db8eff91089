"""Octave's random streams, so that one seed gives the same numbers in both languages.

Octave draws from the Mersenne Twister MT19937, and keeps one state for each distribution:
``rand("twister", s)`` seeds the uniform numbers alone, ``randn("twister", s)`` the normal ones.
"state" is another name for the same seeding; ``randn("seed", s)`` is not, it brings in Octave's
old generator, which is not reproduced here.

Sources
-------
M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998);
G. Marsaglia and W. W. Tsang, "The ziggurat method for generating random variables",
Journal of Statistical Software 5 (2000).
"""

from __future__ import annotations

import math
import operator
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["LARGEST_SEED", "OctaveRandom", "rand", "randi", "randn"]

T = TypeVar("T", bound=np.generic)

LARGEST_SEED = 2**32 - 1
LARGEST_RANDI = 2**53 - 1  # Octave's own bound: doubles count no further without gaps

LEVELS = 256
TAIL_START = 3.6541528853610088  # r: where the lowest layer's box ends and the tail begins
LAYER_AREA = 0.00492867323399  # each of the 256 layers covers this much under exp(-x^2/2)
MANTISSA = 2.0**53  # the whole numbers k that the layers' widths are measured in
PAIRS_AT_ONCE = 1024


class OctaveRandom:
    """Octave's ``rand``, ``randn`` and ``randi`` after seeding each with `seed`.

    Parameters
    ----------
    seed
        A whole number in 0..4294967295. Octave takes others too, but silently as one of these:
        a negative one or NaN counts as 0, a larger one as the largest, a fraction is rounded.

    Raises
    ------
    TypeError
        The seed is not a whole number.
    ValueError
        The seed lies outside 0..4294967295.

    Examples
    --------
    >>> random = OctaveRandom(42)
    >>> float(random.randn(2)[0])  # octave: randn("twister", 42); randn
    -0.006545920389467027
    """

    def __init__(self, seed: int) -> None:
        seed = _checked_seed(seed)
        self._uniform = _WordPairs(seed)
        self._normal = _WordPairs(seed)

    def rand(self, *shape: int) -> NDArray[np.float64]:
        """Uniform numbers in (0, 1); a matrix fills column by column."""
        return _shaped(_uniforms(self._uniform.take(math.prod(shape))), shape)

    def randn(self, *shape: int) -> NDArray[np.float64]:
        """Standard normal numbers; a matrix fills column by column."""
        return _shaped(_normals(self._normal, math.prod(shape)), shape)

    def randi(self, imax: int, *shape: int) -> NDArray[np.int64]:
        """Whole numbers in 1..imax, drawn from the stream of `rand`, as Octave does."""
        imax = operator.index(imax)
        if not 1 <= imax <= LARGEST_RANDI:
            raise ValueError(f"imax is {imax}; it must be a whole number in 1..{LARGEST_RANDI}")
        count = math.prod(shape)
        # 0..2^53-1 is cut into imax equal parts; what is left over at its end is drawn again.
        # Octave asks for some numbers more than it is likely to need, and they are used up too.
        part = 2**53 // imax
        kept_share = part * imax / 2.0**53
        expected = count / kept_share
        draws = math.ceil(expected + 10 * math.sqrt(expected - count))
        kept = np.empty(0)
        while len(kept) < count:
            kept = np.floor(self.rand(draws) * 2.0**53)
            kept = kept[kept < part * imax]
        return _shaped(1 + kept[:count].astype(np.int64) // part, shape)


def rand(seed: int, *shape: int) -> NDArray[np.float64]:
    """What Octave's ``rand`` draws first after ``rand("twister", seed)``."""
    return OctaveRandom(seed).rand(*shape)


def randn(seed: int, *shape: int) -> NDArray[np.float64]:
    """What Octave's ``randn`` draws first after ``randn("twister", seed)``."""
    return OctaveRandom(seed).randn(*shape)


def randi(seed: int, imax: int, *shape: int) -> NDArray[np.int64]:
    """What Octave's ``randi`` draws first after ``rand("twister", seed)``."""
    return OctaveRandom(seed).randi(imax, *shape)


def _checked_seed(seed: Any) -> int:
    allowed = f"a seed is a whole number in 0..{LARGEST_SEED}, as for Octave's randn('twister', s)"
    try:
        number = operator.index(seed)
    except TypeError:
        raise TypeError(f"seed is {seed!r}; {allowed}") from None
    if not 0 <= number <= LARGEST_SEED:
        raise ValueError(f"seed is {number}; {allowed}")
    return number


def _shaped(values: NDArray[T], shape: tuple[int, ...]) -> NDArray[T]:
    return values.reshape(shape, order="F")


class _WordPairs:
    """The Twister's 32-bit words, two by two: every number drawn here uses up whole pairs."""

    def __init__(self, seed: int) -> None:
        import random

        # CPython seeds by init_by_array with the seed's 32-bit words as key, as Octave does.
        self._words = random.Random(seed)
        self._waiting: NDArray[np.uint64] = np.empty((0, 2), dtype=np.uint64)

    def take(self, count: int) -> NDArray[np.uint64]:
        """The next `count` pairs, count x 2."""
        pairs = self.look_ahead(count)
        self.drop(count)
        return pairs

    def look_ahead(self, count: int) -> NDArray[np.uint64]:
        """The next `count` pairs, count x 2, which stay to be taken."""
        missing = count - len(self._waiting)
        if missing > 0:
            # One great integer holds the words in the order drawn, the first one lowest.
            words = self._words.getrandbits(64 * missing).to_bytes(8 * missing, "little")
            fresh = np.frombuffer(words, dtype="<u4").astype(np.uint64).reshape(-1, 2)
            self._waiting = np.concatenate([self._waiting, fresh])
        return self._waiting[:count]

    def drop(self, count: int) -> None:
        """Use up `count` pairs that were looked at."""
        self._waiting = self._waiting[count:]


def _uniforms(pairs: NDArray[np.uint64]) -> NDArray[np.float64]:
    """The 53 highest bits of each pair. Octave redraws an exact 0, one in 2^53; not here."""
    bits = (pairs[:, 0] >> 5) << 26 | pairs[:, 1] >> 6
    values: NDArray[np.float64] = bits.astype(float) / 2.0**53
    return values


class _Ziggurat(NamedTuple):
    """256 layers of equal area under f(x) = exp(-x^2/2), x > 0; layer 0 is the base with the tail.

    A point of layer i is k * width[i] for a whole number k < 2^53; it lies under the curve for
    sure where k < inside[i], since the layer above reaches that far. height[i] is f at the
    layer's right end.
    """

    width: NDArray[np.float64]
    inside: NDArray[np.uint64]
    height: NDArray[np.float64]


@lru_cache(maxsize=1)
def _ziggurat() -> _Ziggurat:
    ends = [0.0] * LEVELS
    height = [1.0] * LEVELS
    ends[-1], height[-1] = TAIL_START, math.exp(-0.5 * TAIL_START * TAIL_START)
    for level in range(LEVELS - 2, 0, -1):
        layer_top = LAYER_AREA / ends[level + 1] + height[level + 1]
        ends[level] = math.sqrt(-2.0 * math.log(layer_top))
        height[level] = math.exp(-0.5 * ends[level] * ends[level])
    width = [end / MANTISSA for end in ends]
    width[0] = LAYER_AREA / height[-1] / MANTISSA
    inside = [int(TAIL_START * height[-1] / LAYER_AREA * MANTISSA), 0]
    inside += [int(ends[i - 1] / ends[i] * MANTISSA) for i in range(2, LEVELS)]
    return _Ziggurat(np.array(width), np.array(inside, dtype=np.uint64), np.array(height))


def _normals(source: _WordPairs, count: int) -> NDArray[np.float64]:
    """`count` standard normal numbers.

    Nearly every pair of words is a number at once, so stretches of pairs are turned into numbers
    together; the 1.2 % that need a second look, and further words, are taken one by one.
    """
    values = np.empty(count)
    done = 0
    while done < count:
        pairs = source.look_ahead(min(count - done, PAIRS_AT_ONCE))
        candidates, level, k = _candidates(pairs)
        doubtful = np.flatnonzero(k >= _ziggurat().inside[level])
        sure = int(doubtful[0]) if len(doubtful) else len(pairs)
        values[done : done + sure] = candidates[:sure]
        done += sure
        if len(doubtful) == 0:
            source.drop(sure)
            continue
        source.drop(sure + 1)
        value = _second_look(source, float(candidates[sure]), int(level[sure]), int(k[sure]))
        if value is not None:
            values[done] = value
            done += 1
    return values


def _candidates(
    pairs: NDArray[np.uint64],
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.uint64]]:
    """The number that each pair stands for if it is accepted, its layer, and its k."""
    bits = (pairs[:, 1] & 0x3FFFFF) << 32 | pairs[:, 0]
    k = (bits >> 1).astype(np.uint64, copy=False)
    level = (k & 0xFF).astype(np.intp)
    magnitude = k.astype(float) * _ziggurat().width[level]
    return np.where(bits & 1, -magnitude, magnitude), level, k


def _second_look(source: _WordPairs, candidate: float, level: int, k: int) -> float | None:
    """The number itself, one of the tail in its place, or None where it is rejected."""
    if level == 0:
        return _tail(source, negative=bool(k & 0x100))
    height = _ziggurat().height
    low, high = float(height[level]), float(height[level - 1])
    under_curve = (high - low) * _uniform(source) + low < math.exp(-0.5 * candidate * candidate)
    return candidate if under_curve else None


def _tail(source: _WordPairs, negative: bool) -> float:
    """A number beyond `TAIL_START`, by Marsaglia's method of two exponential numbers."""
    while True:
        beyond = -(1.0 / TAIL_START) * math.log(_uniform(source))
        if -2.0 * math.log(_uniform(source)) > beyond * beyond:
            return -TAIL_START - beyond if negative else TAIL_START + beyond


def _uniform(source: _WordPairs) -> float:
    return float(_uniforms(source.take(1))[0])
