"""Images kept as the bytes that they are, standing for a matrix of doubles in [0, 1]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = ["ByteImages"]


@dataclass(frozen=True, eq=False)
class ByteImages:
    """An ``inputSize x M`` matrix of ``pixel / 255``, held in one byte an entry.

    Every function of the exercise takes it in place of the matrix that it stands for; MNIST's
    60,000 pictures then take 47 MB instead of 376 MB. It is never guessed from a dtype: an array
    of uint8 means the numbers 0 to 255, a `ByteImages` means 0 to 1.

    Parameters
    ----------
    pixels
        uint8, ``M x inputSize``, C-contiguous: a row is an example (a column of the matrix).

    Raises
    ------
    ValueError
        When `pixels` is not a two-dimensional, C-contiguous array of uint8, or is masked.
    """

    pixels: NDArray[np.uint8]

    divisor = 255.0
    ndim = 2
    dtype = np.dtype(np.float64)

    def __post_init__(self) -> None:
        pixels = self.pixels
        if np.ma.is_masked(pixels):  # what lies under the mask would be taken
            raise ValueError(
                f"pixels has {np.ma.getmaskarray(pixels).sum()} masked entries; allowed: arrays"
                " that are complete (fill or drop what is masked)"
            )
        if not (isinstance(pixels, np.ndarray) and pixels.dtype == np.uint8 and pixels.ndim == 2):
            came = f"{getattr(pixels, 'dtype', type(pixels).__name__)}, shape {np.shape(pixels)}"
            raise ValueError(
                f"pixels is {came}; allowed: a uint8 array of M x inputSize, an example a row"
            )
        if not pixels.flags.c_contiguous:
            raise ValueError(
                "pixels is not C-contiguous; hand over numpy.ascontiguousarray(pixels)"
            )

    @property
    def shape(self) -> tuple[int, int]:
        """``(inputSize, M)``, the shape of the matrix that the bytes stand for."""
        examples, size = self.pixels.shape
        return size, examples

    @property
    def size(self) -> int:
        """How many entries the matrix has."""
        return self.pixels.size

    def __eq__(self, other: object) -> bool:
        """Whether two stand for the same matrix; beside an array, what the array says of it."""
        if isinstance(other, ByteImages):
            return np.array_equal(self.pixels, other.pixels)
        return NotImplemented

    # Python would otherwise look for items by number until one is missing, and find none at all.
    __iter__ = None
    __contains__ = None

    def __getitem__(self, key: Any) -> ByteImages:
        """Some of the examples: ``images[:, columns]``, as bytes again."""
        pair = isinstance(key, tuple) and len(key) == 2
        if not (pair and isinstance(key[0], slice) and key[0] == slice(None)):
            raise IndexError(_refusal(key))
        columns = key[1] if isinstance(key[1], slice) else _numbers_or_mask(key[1])
        if columns is None:
            raise IndexError(_refusal(key))
        return ByteImages(np.ascontiguousarray(self.pixels[columns]))

    def toarray(self) -> NDArray[np.float64]:
        """The matrix itself, Fortran-ordered, each entry exactly ``pixel / 255``."""
        matrix: NDArray[np.float64] = (self.pixels / self.divisor).T
        return matrix

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        """NumPy's protocol: ``numpy.asarray(images)`` is `toarray`."""
        if copy is False:
            raise ValueError("a ByteImages becomes an array only by a copy; allowed: copy=None")
        return self.toarray().astype(dtype or np.float64, copy=False)


def _refusal(key: Any) -> str:
    return (
        f"{key!r} does not choose columns; allowed: images[:, columns], the columns a slice, a"
        " number, numbers or a mask (images.toarray() is a plain matrix)"
    )


def _numbers_or_mask(columns: Any) -> NDArray[Any] | None:
    """The columns that an index names, as a vector; None where it is no such index."""
    try:
        chosen = np.asarray(columns)
    except ValueError:  # ragged nested lists
        return None
    if chosen.ndim == 0 and chosen.dtype.kind in "iu":
        return chosen.reshape(1)
    if chosen.size == 0 and chosen.ndim == 1:
        return chosen.astype(np.int64)  # NumPy takes an empty list for doubles
    return chosen if chosen.ndim == 1 and chosen.dtype.kind in "biu" else None
