"""The Mersenne Twister's words, and the uniform numbers made of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Double", "Single", "Words", "uniforms"]

Double = np.dtype(np.float64)
Single = np.dtype(np.float32)

WORDS_AT_ONCE = 2048


class Words:
    """The Twister's 32-bit words, in the order in which it draws them.

    Parameters
    ----------
    seed
        A whole number in 0..4294967295.
    """

    def __init__(self, seed: int) -> None:
        import random

        # CPython seeds by init_by_array with the seed's 32-bit words as key, as Octave does.
        self._twister = random.Random(seed)
        self._waiting: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)

    def take(self, count: int) -> NDArray[np.uint64]:
        """Return the next ``count`` words."""
        words = self.look_ahead(count)
        self.drop(count)
        return words

    def look_ahead(self, count: int) -> NDArray[np.uint64]:
        """Return the next ``count`` words without using them up."""
        missing = count - len(self._waiting)
        if missing > 0:
            missing = max(missing, WORDS_AT_ONCE)
            # One large integer holds the words in the order drawn, the first one lowest.
            words = self._twister.getrandbits(32 * missing).to_bytes(4 * missing, "little")
            fresh = np.frombuffer(words, dtype="<u4").astype(np.uint64)
            self._waiting = np.concatenate([self._waiting, fresh])
        return self._waiting[:count]

    def drop(self, count: int) -> None:
        """Use up ``count`` words that were looked at."""
        self._waiting = self._waiting[count:]


def uniforms(source: Words, count: int, dtype: np.dtype[np.generic]) -> NDArray[np.floating]:
    """Draw uniform numbers in (0, 1): the 53 highest bits of two words, or 24 bits of one.

    Octave draws again instead of returning 0.
    """
    if dtype == Double:
        high, low = source.take(2 * count).reshape(-1, 2).T
        bits, scale = (high >> 5) << 26 | low >> 6, 2.0**53
    else:
        bits, scale = source.take(count) & 0xFFFFFF, 2.0**24
    values = (bits / scale).astype(dtype)
    values = values[values > 0]
    if len(values) < count:
        values = np.concatenate([values, uniforms(source, count - len(values), dtype)])
    return values
