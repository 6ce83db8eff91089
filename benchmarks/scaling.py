"""How an evaluation by a kernel grows with the problem; one size, printed as JSON.

The data are bytes, spread evenly over a picture's 0 to 255: no zeros to skip.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time

import numpy as np

from pysoftmax import ByteImages, kernels

ROUNDS = 5


def peak_mb() -> float:
    """Return the most memory that the process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def measure(count: int, size: int, classes: int, name: str) -> dict[str, float]:
    """Time evaluations of one problem, and see how much memory they add to the data."""
    random = np.random.default_rng(0)
    pixels = np.empty((count, size), np.uint8)
    for first in range(0, count, 10_000):
        pixels[first : first + 10_000] = random.integers(
            1, 256, pixels[first : first + 10_000].shape, dtype=np.uint8
        )
    labels = random.integers(0, classes, count)
    theta = 0.005 * random.standard_normal((classes, size))
    kernel = kernels.get(name)
    warm = ByteImages(pixels[:300])
    kernel.problem(warm, labels[:300], classes, reuse=True).evaluate(theta, 0.0)
    before = peak_mb()
    problem = kernel.problem(ByteImages(pixels), labels, classes, reuse=True)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        problem.evaluate(theta, 0.0)
        times.append(time.perf_counter() - started)
    return {"seconds": min(times), "data_mb": pixels.nbytes / 2**20, "added_mb": peak_mb() - before}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("count", "size", "classes"):
        parser.add_argument(name, type=int)
    parser.add_argument("--kernel", default="compiled")
    arguments = parser.parse_args()
    numbers = measure(arguments.count, arguments.size, arguments.classes, arguments.kernel)
    json.dump(numbers, sys.stdout)
