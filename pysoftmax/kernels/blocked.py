"""The same formula on blocks of examples that stay in a core's cache, with only NumPy.

It is faster than whole matrices because it reads the data once for both products, and because BLAS
multiplies such small matrices in the calling thread and without copying them into its own order.
`pays` returns whether this applies. If not, the plain kernel computes with doubles, and bytes are
converted a large block at a time, for products that use all cores.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pysoftmax.images import ByteImages
from pysoftmax.kernels.plain import PlainKernel
from pysoftmax.kernels.seam import Data, Doubles, PreparedExamples
from pysoftmax.kernels.team import LEAST, TEAM, shares, thread_count

BLOCK_BYTES = 300_000
"""A block of examples as doubles: 47 of MNIST, well within a second-level cache."""
LARGE_BYTES = 4_000_000
"""A block for products that use all cores: 4 % slower than 16 MB, with a quarter of the memory."""
STACK = 4
"""Blocks in one call to NumPy: with fewer, two threads spend their time waiting for the
interpreter's lock; with more, the examples are evicted from the cache before they are needed again.
"""
SMALL_PRODUCT = 1_000_000
"""Largest number of multiplications for which OpenBLAS uses only the calling thread. Beyond it
every share would use all cores: 784 pixels, 12,000 examples and 50 classes then took 66 ms, and
37 ms with whole matrices."""
LARGEST_THETA = 25_000
"""Largest number of parameters whose products for a stack of blocks stay in a second-level cache:
3136 pixels, 2,000 examples and 13 classes took 14 ms, and 8 ms with whole matrices; with 8 classes
both took the same time."""
SMALL = 2_000_000
"""Number of multiplications below which a second thread costs more than it saves."""


@dataclass(frozen=True)
class BlockedProblem:
    """Examples in blocks, divided among threads."""

    data: NDArray[np.float64] | ByteImages
    labels: NDArray[np.int64]
    num_classes: int

    def evaluate(self, theta: Doubles, lambda_: float) -> tuple[float, Doubles]:
        """See `pysoftmax.kernels.seam.PreparedExamples`."""
        size, count = self.data.shape
        turned = np.ascontiguousarray(theta.T)
        alone = theta.size * count <= SMALL or not pays(size, self.num_classes)
        threads = 1 if alone else thread_count()
        parts = shares(count, threads, self.block, least=LEAST * self.num_classes)
        results = TEAM.map(lambda part: self._part(turned, part), parts, threads)
        cost, gradient = results[0]
        for other_cost, other_gradient in results[1:]:
            cost += other_cost
            gradient += other_gradient
        with np.errstate(over="ignore", invalid="ignore"):
            decayed = gradient.T / count + lambda_ * theta
            return cost / count + float(lambda_ / 2.0 * np.sum(theta**2)), decayed

    @property
    def block(self) -> int:
        """How many examples make a block."""
        return block_of(self.data.shape[0], self.num_classes)

    def _part(self, theta: Doubles, part: range) -> tuple[float, Doubles]:
        """Return cost and gradient (inputSize x numClasses) summed over some examples."""
        size = theta.shape[0]
        gradient = np.zeros_like(theta)
        products = np.empty((STACK, *theta.shape))
        room = np.empty((STACK * self.block, size)) if _are_bytes(self.data) else None
        cost = 0.0
        with np.errstate(over="ignore", invalid="ignore"):
            for first, blocks, block in _stacks(part, self.block):
                last = first + blocks * block
                examples = _examples(self.data, first, last, room).reshape(blocks, block, size)
                errors = np.matmul(examples, theta)
                cost += _errors_from_scores(
                    errors.reshape(last - first, -1), self.labels[first:last]
                )
                turned = examples.transpose(0, 2, 1)
                gradient += np.matmul(turned, errors, out=products[:blocks]).sum(axis=0)
        return cost, gradient


def _are_bytes(data: Data) -> bool:
    return isinstance(data, ByteImages)


def _stacks(part: range, block: int) -> Iterator[tuple[int, int, int]]:
    """Divide examples into stacks: the first example, the number of blocks, and their length."""
    first = part.start
    while first < part.stop:
        blocks = min(STACK, (part.stop - first) // block)
        # The last examples, fewer than a block, are a block of their own.
        blocks, length = (blocks, block) if blocks else (1, part.stop - first)
        yield first, blocks, length
        first += blocks * length


def _cached(size: int) -> int:
    """Return how many examples of ``size`` pixels make a block that stays in a core's cache."""
    return max(16, BLOCK_BYTES // (8 * size))


def pays(size: int, num_classes: int) -> bool:
    """Return whether blocks in the cache are faster than whole matrices."""
    theta = size * num_classes
    return _cached(size) * theta <= SMALL_PRODUCT and theta <= LARGEST_THETA


def block_of(size: int, num_classes: int) -> int:
    """Return how many examples make a block: what a cache holds or, if that is slow, more."""
    cached = _cached(size)
    return cached if pays(size, num_classes) else max(cached, LARGE_BYTES // (8 * size))


def _examples(
    data: NDArray[np.float64] | ByteImages, first: int, last: int, room: Doubles | None = None
) -> Doubles:
    """Return examples as rows of doubles: a view of an array, or bytes converted into ``room``."""
    if isinstance(data, ByteImages):
        out = None if room is None else room[: last - first]
        return np.divide(data.pixels[first:last], data.divisor, out=out)
    return data[:, first:last].T


def _errors_from_scores(scores: Doubles, labels: NDArray[np.int64]) -> float:
    """Replace scores (an example a row) by P - groundTruth; return the summed cost."""
    labelled = np.arange(labels.size), labels
    scores -= scores.max(axis=1, keepdims=True)
    label_scores = scores[labelled]
    np.exp(scores, out=scores)
    totals = scores.sum(axis=1)
    scores /= totals[:, np.newaxis]
    scores[labelled] -= 1.0
    return float(np.sum(np.log(totals) - label_scores))


class BlockedKernel:
    """The default if Numba is not installed."""

    name = "blocked"

    @property
    def threads(self) -> int:
        """See `pysoftmax.kernels.seam.Kernel`."""
        return thread_count()

    def problem(
        self, data: Data, labels0: NDArray[np.int64], num_classes: int, reuse: bool = False
    ) -> PreparedExamples:
        """See `pysoftmax.kernels.seam.Kernel`."""
        if isinstance(data, ByteImages):
            return BlockedProblem(data, labels0, num_classes)
        if isinstance(data, np.ndarray) and pays(len(data), num_classes):
            return BlockedProblem(data, labels0, num_classes)
        # A sparse product reads the non-zeros once and writes only scores, so blocks do not help.
        return PlainKernel().problem(data, labels0, num_classes)

    def scores(self, theta: Doubles, data: Data) -> Doubles:
        """See `pysoftmax.kernels.seam.Kernel`."""
        if not isinstance(data, ByteImages):
            return PlainKernel().scores(theta, data)
        size, count = data.shape
        scores = np.empty((len(theta), count))
        block = block_of(size, len(theta))
        with np.errstate(over="ignore", invalid="ignore"):
            for first in range(0, count, block):
                examples = _examples(data, first, min(first + block, count))
                np.matmul(theta, examples.T, out=scores[:, first : first + len(examples)])
        return scores
