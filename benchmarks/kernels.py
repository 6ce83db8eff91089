"""One evaluation by each kernel, and the limit of the machine; printed as JSON."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from benchmarks.task import CLASSES, LAMBDA, Task
from pysoftmax import kernels
from pysoftmax.kernels.team import thread_count

Doubles = NDArray[np.float64]


CALLS = 5


def seconds(action: Callable[[], object]) -> float:
    """Return what a call takes, the mean of some after one that does not count.

    That one finds another action's data in the caches, and the pause lets the threads of a BLAS,
    which spin for a while after a product, go to sleep.
    """
    action()
    time.sleep(0.15)
    started = time.perf_counter()
    for _ in range(CALLS):
        action()
    return (time.perf_counter() - started) / CALLS


class Limit:
    """What bounds a dense evaluation: reading the data once, and its multiplications.

    Two products of 10 x 784 by 784 x 60,000, a multiplication and an addition each, at the rate
    of the machine's own product of large square matrices; or the matrix's bytes at the speed at
    which its cores together can read them.
    """

    SIDE = 2048

    def __init__(self, images: Doubles) -> None:
        self.images = images
        self.operations = 2 * 2 * CLASSES * images.size
        threads = thread_count()
        self.pool = ThreadPoolExecutor(threads)
        self.parts = np.array_split(images.T, threads)
        self.square = np.random.default_rng(0).random((self.SIDE, self.SIDE))

    def reading(self) -> float:
        """Time the reading of all data, in seconds."""
        return seconds(lambda: list(self.pool.map(np.max, self.parts)))

    def multiplying(self) -> float:
        """Time as many operations as an evaluation has, in seconds."""
        return seconds(lambda: self.square @ self.square) * self.operations / (2 * self.SIDE**3)


def evaluations() -> dict[str, Callable[[], object]]:
    """Return an evaluation of MNIST by each kernel in each of its ways."""
    as_bytes = Task.load(as_bytes=True, target=0.0)
    doubles = as_bytes.images.toarray()
    in_c_order = np.ascontiguousarray(doubles)
    labels, theta = as_bytes.labels - 1, as_bytes.theta0

    def evaluation(kernel: str, data: object, reuse: bool) -> Callable[[], object]:
        problem = kernels.get(kernel).problem(data, labels, CLASSES, reuse=reuse)
        return lambda: problem.evaluate(theta, LAMBDA)

    return {
        "plain": evaluation("plain", doubles, False),
        "blocked": evaluation("blocked", doubles, False),
        "blocked, bytes": evaluation("blocked", as_bytes.images, False),
        "compiled, dense": evaluation("compiled", doubles, False),
        "compiled, dense in C order": evaluation("compiled", in_c_order, False),
        "compiled, dense from bytes": evaluation("compiled", as_bytes.images, False),
        "compiled, zeros skipped": evaluation("compiled", doubles, True),
        "compiled, zeros skipped, bytes": evaluation("compiled", as_bytes.images, True),
    }


def measure(rounds: int) -> dict[str, list[float]]:
    """Return seconds of everything, a number for each round; a round does everything in turn."""
    actions = evaluations()
    limit = Limit(Task.load(as_bytes=False, target=0.0).images)
    times: dict[str, list[float]] = {"reading": [], "multiplying": []}
    for _ in range(rounds):
        times["reading"].append(limit.reading())
        times["multiplying"].append(limit.multiplying())
        for name, action in actions.items():
            times.setdefault(name, []).append(seconds(action))
    return times


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", type=int)
    json.dump(measure(parser.parse_args().rounds), sys.stdout)
