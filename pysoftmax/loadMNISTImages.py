"""Step 1 of the exercise: the pictures of an IDX file."""

from __future__ import annotations

from os import PathLike
from typing import Literal, overload

import numpy as np
from numpy.typing import NDArray

from pysoftmax.datasets.idx import read_images
from pysoftmax.images import ByteImages

__all__ = ["loadMNISTImages"]

File = str | PathLike[str]


@overload
def loadMNISTImages(filename: File, *, as_bytes: Literal[False] = False) -> NDArray[np.float64]: ...
@overload
def loadMNISTImages(filename: File, *, as_bytes: Literal[True]) -> ByteImages: ...
@overload
def loadMNISTImages(filename: File, *, as_bytes: bool) -> NDArray[np.float64] | ByteImages: ...
def loadMNISTImages(filename: File, *, as_bytes: bool = False) -> NDArray[np.float64] | ByteImages:
    """Read the pictures of an IDX file, plain or compressed by gzip.

    Parameters
    ----------
    filename
        Such as ``train-images-idx3-ubyte``.
    as_bytes
        Keep the pictures as bytes that represent the matrix: they take an eighth of the memory, and
        every function of the exercise accepts them.

    Returns
    -------
    images
        float64, ``(rows * columns) x M``, from 0 to 1 (a byte divided by 255). A column is a
        picture read column by column, and lies in one piece in memory. With `as_bytes`, the
        `pysoftmax.ByteImages` that represents this matrix.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is not an IDX images file, is cut off, or goes on after its last picture.

    Notes
    -----
    Source: UFLDL, "Exercise: Softmax Regression", step 1.
    """
    images = read_images(filename)
    return images if as_bytes else images.toarray()
