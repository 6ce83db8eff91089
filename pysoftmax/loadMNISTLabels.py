"""Step 1 of the exercise: the labels of an IDX file."""

from __future__ import annotations

from os import PathLike

import numpy as np
from numpy.typing import NDArray

from pysoftmax.datasets.idx import read_labels

__all__ = ["loadMNISTLabels"]


def loadMNISTLabels(filename: str | PathLike[str]) -> NDArray[np.int64]:
    """Read the labels of an IDX file, plain or compressed by gzip.

    Parameters
    ----------
    filename
        Such as ``train-labels-idx1-ubyte``.

    Returns
    -------
    labels
        int64, (M,), as stored: the digits 0 to 9. Softmax regression counts classes from 1, so
        the exercise goes on with ``labels[labels == 0] = 10``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is not an IDX labels file, is cut off, or goes on after its last label.

    Notes
    -----
    Source: UFLDL, "Exercise: Softmax Regression", step 1.
    """
    return read_labels(filename)
