"""Time the compiled kernel's first evaluation in this process; printed in seconds."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from pysoftmax import ByteImages, kernels


def few_pictures() -> tuple[ByteImages, NDArray[np.int64]]:
    """Return 100 pictures with as many zeros as MNIST's, four of five, and labels from 0.

    Non-zeros lie in strokes, as in MNIST, so that an index is made.
    """
    place = np.arange(784) + 13 * np.arange(100)[:, np.newaxis]
    pixels = np.where(place % 50 < 10, 255 - place % 200, 0).astype(np.uint8)
    return ByteImages(pixels), np.arange(100) % 10


def first_use() -> float:
    """Evaluate a problem like MNIST once, from bytes and with an index, Numba's import included."""
    images, labels = few_pictures()
    started = time.perf_counter()
    problem = kernels.get("compiled").problem(images, labels, 10, reuse=True)
    problem.evaluate(np.zeros((10, 784)), 0.0)
    return time.perf_counter() - started


if __name__ == "__main__":
    print(first_use())  # a number is JSON
