"""Time the compiled kernel's first evaluation in this process; printed in seconds."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from pysoftmax import ByteImages, kernels


def few_pictures() -> tuple[ByteImages, NDArray[np.int64]]:
    """Return 100 pictures with about as many zeros as MNIST's, and labels from 0."""
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (100, 784), dtype=np.uint8)
    pixels[random.random(pixels.shape) < 0.8] = 0
    return ByteImages(pixels), random.integers(0, 10, 100)


def first_use() -> float:
    """Evaluate a problem like MNIST once, from bytes and with an index, Numba's import included."""
    images, labels = few_pictures()
    started = time.perf_counter()
    problem = kernels.get("compiled").problem(images, labels, 10, reuse=True)
    problem.evaluate(np.zeros((10, 784)), 0.0)
    return time.perf_counter() - started


if __name__ == "__main__":
    print(first_use())  # a number is JSON
