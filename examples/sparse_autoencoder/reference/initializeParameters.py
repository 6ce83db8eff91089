"""Random parameters from which to train a sparse autoencoder."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from pysoftmax.octave_random import OctaveRandom

__all__ = ["initializeParameters"]


def initializeParameters(
    hiddenSize: int, visibleSize: int, *, seed: int | None = None
) -> NDArray[np.float64]:
    """Return random weights and zero biases, unrolled as ``sparseAutoencoderCost`` expects.

    The weights are uniform in [-r, r] with ``r = sqrt(6) / sqrt(hiddenSize + visibleSize + 1)``:
    the more inputs a unit has, the smaller its weights.

    Parameters
    ----------
    hiddenSize, visibleSize
        The numbers of hidden units and of inputs, 1 or more.
    seed
        Draws what Octave draws after ``rand("twister", seed)``; by default a new seed each time.

    Returns
    -------
    theta
        float64: W1, W2, b1, b2, each unrolled column by column.

    Raises
    ------
    ValueError
        If a size is not a positive whole number.

    Notes
    -----
    Source: UFLDL, "Backpropagation Algorithm"; X. Glorot and Y. Bengio, AISTATS 2010.
    """
    for name, size in (("hiddenSize", hiddenSize), ("visibleSize", visibleSize)):
        if size < 1 or size != int(size):
            raise ValueError(f"{name} is {size}; expected a positive whole number")
    if seed is None:
        seed = int(np.random.default_rng().integers(2**32))
    r = math.sqrt(6) / math.sqrt(hiddenSize + visibleSize + 1)
    weights = OctaveRandom(seed).rand(2 * hiddenSize * visibleSize) * 2 * r - r
    return np.concatenate([weights, np.zeros(hiddenSize + visibleSize)])
