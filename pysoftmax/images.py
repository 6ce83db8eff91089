"""Images stored as bytes that represent a matrix of doubles in [0, 1]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from pysoftmax.words import plural

__all__ = ["ByteImages"]


@dataclass(frozen=True, eq=False)
class ByteImages:
    """An ``inputSize x M`` matrix of ``pixel / 255``, stored as one byte per entry.

    Every function of the exercise accepts it in place of the matrix that it represents; the 60,000
    images of MNIST then take 47 MB instead of 376 MB. The dtype of an array never implies it: a
    uint8 array is the numbers 0 to 255, a `ByteImages` the numbers 0 to 1.

    Parameters
    ----------
    pixels
        uint8, ``M x inputSize``, C-contiguous: a row is an example (a column of the matrix).

    Raises
    ------
    ValueError
        If `pixels` is not a two-dimensional, C-contiguous array of uint8, or is masked.
    """

    pixels: NDArray[np.uint8]

    divisor = 255.0
    ndim = 2
    dtype = np.dtype(np.float64)

    def __post_init__(self) -> None:
        pixels = self.pixels
        if np.ma.is_masked(pixels):  # NumPy would use the values under the mask
            masked = plural(np.ma.getmaskarray(pixels).sum(), "masked entry")
            raise ValueError(f"pixels has {masked}; expected a complete array (fill or drop them)")
        if not (isinstance(pixels, np.ndarray) and pixels.dtype == np.uint8 and pixels.ndim == 2):
            found = f"{getattr(pixels, 'dtype', type(pixels).__name__)}, shape {np.shape(pixels)}"
            raise ValueError(
                f"pixels is {found}; expected a uint8 array of M x inputSize, one example per row"
            )
        if not pixels.flags.c_contiguous:
            raise ValueError("pixels is not C-contiguous; pass numpy.ascontiguousarray(pixels)")

    @property
    def shape(self) -> tuple[int, int]:
        """``(inputSize, M)``, the shape of the matrix that the bytes represent."""
        examples, size = self.pixels.shape
        return size, examples

    @property
    def size(self) -> int:
        """The number of entries of the matrix."""
        return self.pixels.size

    def __eq__(self, other: object) -> bool:
        """Whether both represent the same matrix; an array decides for itself."""
        if isinstance(other, ByteImages):
            return np.array_equal(self.pixels, other.pixels)
        return NotImplemented

    # Python would otherwise call __getitem__ with 0, which raises, and iterate over nothing.
    __iter__ = None
    __contains__ = None

    def __getitem__(self, key: Any) -> ByteImages:
        """Return some of the examples, ``images[:, columns]``, also as bytes."""
        pair = isinstance(key, tuple) and len(key) == 2
        if not (pair and isinstance(key[0], slice) and key[0] == slice(None)):
            raise IndexError(_refusal(key))
        columns = key[1] if isinstance(key[1], slice) else _numbers_or_mask(key[1])
        if columns is None:
            raise IndexError(_refusal(key))
        return ByteImages(np.ascontiguousarray(self.pixels[columns]))

    def toarray(self) -> NDArray[np.float64]:
        """Return the matrix, in Fortran order; each entry is exactly ``pixel / 255``."""
        matrix: NDArray[np.float64] = (self.pixels / self.divisor).T
        return matrix

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        """Return `toarray` for ``numpy.asarray(images)``."""
        if copy is False:
            raise ValueError(
                "copy is False; expected None or True, since ByteImages must be converted"
            )
        return self.toarray().astype(dtype or np.float64, copy=False)


def _refusal(key: Any) -> str:
    return (
        f"index is {key!r}; expected images[:, columns] with a slice, a number, numbers or a mask"
        " (for other indices use images.toarray())"
    )


def _numbers_or_mask(columns: Any) -> NDArray[Any] | None:
    """Return the columns that an index selects as a vector, or None for any other index."""
    try:
        chosen = np.asarray(columns)
    except ValueError:  # ragged nested lists
        return None
    if chosen.ndim == 0 and chosen.dtype.kind in "iu":
        return chosen.reshape(1)
    if chosen.size == 0 and chosen.ndim == 1:
        return chosen.astype(np.int64)  # an empty list becomes an array of doubles
    return chosen if chosen.ndim == 1 and chosen.dtype.kind in "biu" else None
