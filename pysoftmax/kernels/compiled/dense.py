"""One pass over the examples, both products fused: the path that makes no use of zeros.

A block of examples is small enough for a core's second-level cache, so the matrix is read from
memory once for the two products.  Vectors run along an example's pixels; a tile of classes times
examples (scores) or of classes times vectors (gradient) stays in registers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.kernels.compiled.machine import CACHE_LINE, aligned, compiled, entry_point
from pysoftmax.kernels.compiled.packs import (
    LANES,
    Token,
    add_product,
    item,
    load,
    load_grid,
    load_tail,
    prefetch,
    put,
    splats,
    store_grid,
    store_sums,
    token,
    zeros_grid,
)
from pysoftmax.kernels.compiled.softmax import errors_from_scores
from pysoftmax.kernels.compiled.source import Source
from pysoftmax.kernels.team import LEAST, TEAM, shares

Vector = NDArray[np.float64]

CLASSES_IN_TILE = 5
TILE = 4
"""5 classes x 4 examples (or vectors) are 20 running sums: with their operands they fill the 32
registers of AVX-512VL."""
BLOCK_BYTES = 192 * 1024
"""A block's part of a second-level cache, which also holds theta and the gradient."""
MOST_EXAMPLES = 256
"""Keeps the errors of a block in the cache too where examples are short."""
AHEAD = 2 * TILE
"""How many examples ahead of themselves the scores ask memory for pixels."""
LINE = CACHE_LINE // 8
ALIASED = 256
"""Pixels of an example that lie a multiple of so many doubles apart share too few places of the
cache to stay until the next example, their neighbour, is copied: that took 23 ms an evaluation at
10,240 examples in C order.  Pixel by pixel it is 10 ms, against 9 ms example by example at 10,000.
"""


@compiled
def _unpack(
    source: Any,
    start: int,
    count: int,
    by_example: int,
    by_pixel: int,
    size: int,
    scale: float,
    rows: Vector,
) -> None:
    """Copy ``count`` examples to contiguous doubles, times ``scale``."""
    if by_pixel % ALIASED == 0:
        for n in range(size):
            place = start + n * by_pixel
            for i in range(count):
                put(rows, i * size + n, item(source, place + i * by_example) * scale)
        return
    for i in range(count):
        place = start + i * by_example
        for n in range(size):
            put(rows, i * size + n, item(source, place + n * by_pixel) * scale)


@compiled
def _scores(
    classes: Token,
    examples: Token,
    theta: Vector,
    reach: int,
    rows: Vector,
    start: int,
    pitch: int,
    size: int,
    scores: Vector,
    width: int,
    first: int,
    last: int,
) -> Any:
    """Set row i of ``scores`` to theta times example i, groups of examples at a time.

    Returns the first example that was left over.
    """
    whole = size - size % LANES
    while first + len(examples) <= last:
        row = start + first * pitch
        ahead = row + AHEAD * pitch
        for c in range(0, theta.size // reach, len(classes)):
            sums = zeros_grid(classes, examples)
            for n in range(0, whole, LANES):
                prefetch(rows, ahead)
                ahead += LINE
                left = load(classes, theta, c * reach + n, reach)
                sums = add_product(sums, left, load(examples, rows, row + n, pitch))
            if whole < size:
                left = load(classes, theta, c * reach + whole, reach)
                right = load_tail(examples, rows, row + whole, pitch, size - whole)
                sums = add_product(sums, left, right)
            store_sums(sums, classes, examples, scores, first * width + c, width)
        first += len(examples)
    return first


@compiled
def _gradient(
    classes: Token,
    vectors: Token,
    gradient: Vector,
    reach: int,
    rows: Vector,
    start: int,
    pitch: int,
    pixel: int,
    stop: int,
    errors: Vector,
    width: int,
    count: int,
) -> Any:
    """Add errors times examples to ``gradient``, some vectors of pixels at a time.

    Returns the first pixel that was left over.
    """
    while pixel + LANES * len(vectors) <= stop:
        for c in range(0, gradient.size // reach, len(classes)):
            sums = load_grid(classes, vectors, gradient, c * reach + pixel, reach)
            for i in range(count):
                left = splats(classes, errors, i * width + c)
                right = load(vectors, rows, start + i * pitch + pixel, LANES)
                sums = add_product(sums, left, right)
            store_grid(sums, classes, vectors, gradient, c * reach + pixel, reach)
        pixel += LANES * len(vectors)
    return pixel


@compiled
def _gradient_tail(
    classes: Token,
    one: Token,
    gradient: Vector,
    reach: int,
    rows: Vector,
    start: int,
    pitch: int,
    pixel: int,
    size: int,
    errors: Vector,
    width: int,
    count: int,
) -> None:
    """Add the products of the last pixels, fewer than fill a vector."""
    for c in range(0, gradient.size // reach, len(classes)):
        sums = load_grid(classes, one, gradient, c * reach + pixel, reach)
        for i in range(count):
            left = splats(classes, errors, i * width + c)
            right = load_tail(one, rows, start + i * pitch + pixel, LANES, size - pixel)
            sums = add_product(sums, left, right)
        store_grid(sums, classes, one, gradient, c * reach + pixel, reach)


@entry_point
def _evaluate(
    classes: Token,
    tile: Token,
    one: Token,
    numbers: tuple[int, ...],
    theta: Vector,
    pixels: Any,
    scale: float,
    rows: Vector,
    labels: NDArray[np.int64],
    errors: Vector,
    gradient: Vector,
) -> Any:
    """Return the summed cost of examples ``begin`` to ``end``, their gradient in ``gradient``."""
    begin, end, block, size, reach, by_example, by_pixel, num_classes, width, direct = numbers
    cost = 0.0
    gradient[:] = 0.0
    for first in range(begin, end, block):
        count = min(block, end - first)
        start = 0
        pitch = size
        if direct:
            start = first * by_example
            pitch = by_example
        else:
            _unpack(pixels, first * by_example, count, by_example, by_pixel, size, scale, rows)
        left = _scores(
            classes, tile, theta, reach, rows, start, pitch, size, errors, width, 0, count
        )
        _scores(classes, one, theta, reach, rows, start, pitch, size, errors, width, left, count)
        for i in range(count):
            for c in range(num_classes, width):
                put(errors, i * width + c, -np.inf)
        cost += errors_from_scores(one, errors, width, labels, first, first + count)
        pixel = _gradient(
            classes, tile, gradient, reach, rows, start, pitch, 0, size, errors, width, count
        )
        pixel = _gradient(
            classes, one, gradient, reach, rows, start, pitch, pixel, size, errors, width, count
        )
        if pixel < size:
            _gradient_tail(
                classes, one, gradient, reach, rows, start, pitch, pixel, size, errors, width, count
            )
    return cost


def _round_up(number: int, step: int) -> int:
    return -(-number // step) * step


@dataclass
class DenseLoop:
    """The sums of one problem: data that is read where it lies, block by block."""

    source: Source
    labels: NDArray[np.int64]
    num_classes: int
    threads: int

    def __post_init__(self) -> None:
        self.size = self.source.size
        self.reach = _round_up(self.size, LANES)
        tiles = -(-self.num_classes // CLASSES_IN_TILE)
        self.tile_classes = -(-self.num_classes // tiles)
        self.rows_of_theta = tiles * self.tile_classes
        self.width = _round_up(self.rows_of_theta, LANES)
        self.block = min(MOST_EXAMPLES, max(TILE, BLOCK_BYTES // (8 * self.size * TILE) * TILE))
        least = LEAST * self.num_classes
        self.parts = shares(self.source.count, self.threads, self.block, least)

    def sums(self, theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return the cost and its gradient summed over the examples, without decay."""
        padded = aligned(self.rows_of_theta * self.reach)
        padded[:] = 0.0
        padded.reshape(-1, self.reach)[: self.num_classes, : self.size] = theta
        results = TEAM.map(lambda part: self._part(padded, part), self.parts, self.threads)
        cost = sum(part_cost for part_cost, _ in results)
        gradient = results[0][1]
        for _, other in results[1:]:
            gradient += other
        return cost, gradient.reshape(-1, self.reach)[: self.num_classes, : self.size]

    def _part(self, theta: Vector, part: range) -> tuple[float, Vector]:
        source, gradient = self.source, aligned(theta.size)
        rows = source.values if source.is_direct else aligned(self.block * self.size)
        numbers = (
            part.start,
            part.stop,
            self.block,
            self.size,
            self.reach,
            source.by_example,
            source.by_pixel,
            self.num_classes,
            self.width,
            int(source.is_direct),
        )
        cost = _evaluate(
            token(self.tile_classes),
            token(TILE),
            token(1),
            numbers,
            theta,
            source.values,
            source.scale,
            rows,
            self.labels,
            aligned(self.block * self.width),
            gradient,
        )
        return float(cost), gradient
