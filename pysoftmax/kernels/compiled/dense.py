"""One pass over the examples for both products, zeros included.

A block of examples fits in a core's second-level cache, so the matrix is read from memory once for
both products.  Vectors run along an example's pixels; a tile of classes times
examples (scores) or of classes times vectors (gradient) stays in registers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

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
    zeros,
)
from pysoftmax.kernels.compiled.softmax import errors_from_scores
from pysoftmax.kernels.compiled.source import KernelSource
from pysoftmax.kernels.team import LEAST, TEAM, shares

Vector = NDArray[np.float64]

CLASSES_IN_TILE = 5
TILE = 4
"""5 classes x 4 examples (or vectors) are 20 running sums: with their operands they fill the 32
registers of AVX-512VL."""
BLOCK_BYTES = 192 * 1024
"""A block's part of a second-level cache, which also holds theta and the gradient."""
MOST_EXAMPLES = 256
"""Keeps the errors of a block in the cache too if examples are short."""
AHEAD = 2 * TILE
"""How many examples ahead the scores prefetch pixels."""
LINE = CACHE_LINE // 8
ALIASED = 256
"""Pixels of an example whose distance is a multiple of this many doubles compete for the same lines
of the cache, and are evicted before the next example, their neighbour, is copied.  An evaluation of
10,240 examples in C order took 23 ms example by example and 10 ms pixel by pixel, one of 10,000
examples 9 ms example by example.
"""


class DenseSizes(NamedTuple):
    """The sizes of one evaluation: ``reach`` is the length of a row of theta, with its padding."""

    begin: int
    end: int
    block: int
    reach: int
    num_classes: int
    width: int
    direct: bool


class DenseArrays(NamedTuple):
    """What an evaluation reads (``theta``, ``rows``, ``labels``) and writes."""

    theta: Vector
    rows: Vector
    labels: NDArray[np.int64]
    errors: Vector
    gradient: Vector


class Rows(NamedTuple):
    """Example i of a block is the ``size`` numbers from ``rows[start + i * pitch]``."""

    start: int
    pitch: int
    size: int


@compiled
def _unpack(source: KernelSource, start: int, count: int, rows: Vector) -> None:
    """Copy ``count`` examples to contiguous doubles, times the scale of their source."""
    pixels, by_example, by_pixel, _, size, scale = source
    if by_pixel % ALIASED == 0:
        for n in range(size):
            place = start + n * by_pixel
            for i in range(count):
                put(rows, i * size + n, item(pixels, place + i * by_example) * scale)
        return
    for i in range(count):
        place = start + i * by_example
        for n in range(size):
            put(rows, i * size + n, item(pixels, place + n * by_pixel) * scale)


@compiled
def _scores(
    classes: Token,
    examples: Token,
    layout: DenseSizes,
    arrays: DenseArrays,
    at: Rows,
    first: int,
    last: int,
) -> Any:
    """Set row i of the scores to theta times example i, for groups of examples.

    Returns the first example that does not fill a group.
    """
    theta, rows, reach, width = arrays.theta, arrays.rows, layout.reach, layout.width
    whole = at.size - at.size % LANES
    while first + len(examples) <= last:
        row = at.start + first * at.pitch
        ahead = row + AHEAD * at.pitch
        for c in range(0, theta.size // reach, len(classes)):
            sums = zeros(classes, examples)
            for n in range(0, whole, LANES):
                prefetch(rows, ahead)
                ahead += LINE
                left = load(classes, theta, c * reach + n, reach)
                sums = add_product(sums, left, load(examples, rows, row + n, at.pitch))
            if whole < at.size:
                left = load(classes, theta, c * reach + whole, reach)
                right = load_tail(examples, rows, row + whole, at.pitch, at.size - whole)
                sums = add_product(sums, left, right)
            store_sums(sums, classes, examples, arrays.errors, first * width + c, width)
        first += len(examples)
    return first


@compiled
def _gradient(
    classes: Token,
    vectors: Token,
    layout: DenseSizes,
    arrays: DenseArrays,
    at: Rows,
    pixel: int,
    count: int,
) -> Any:
    """Add errors times ``count`` examples to the gradient, for groups of vectors of pixels.

    Returns the first pixel that does not fill a group.
    """
    gradient, reach, width = arrays.gradient, layout.reach, layout.width
    while pixel + LANES * len(vectors) <= at.size:
        for c in range(0, gradient.size // reach, len(classes)):
            sums = load_grid(classes, vectors, gradient, c * reach + pixel, reach)
            for i in range(count):
                left = splats(classes, arrays.errors, i * width + c)
                right = load(vectors, arrays.rows, at.start + i * at.pitch + pixel, LANES)
                sums = add_product(sums, left, right)
            store_grid(sums, classes, vectors, gradient, c * reach + pixel, reach)
        pixel += LANES * len(vectors)
    return pixel


@compiled
def _gradient_tail(
    classes: Token,
    one: Token,
    layout: DenseSizes,
    arrays: DenseArrays,
    at: Rows,
    pixel: int,
    count: int,
) -> None:
    """Add the products of the last pixels, which do not fill a vector."""
    gradient, reach, width = arrays.gradient, layout.reach, layout.width
    for c in range(0, gradient.size // reach, len(classes)):
        sums = load_grid(classes, one, gradient, c * reach + pixel, reach)
        for i in range(count):
            left = splats(classes, arrays.errors, i * width + c)
            place = at.start + i * at.pitch + pixel
            right = load_tail(one, arrays.rows, place, LANES, at.size - pixel)
            sums = add_product(sums, left, right)
        store_grid(sums, classes, one, gradient, c * reach + pixel, reach)


@entry_point
def _evaluate(
    classes: Token,
    tile: Token,
    one: Token,
    layout: DenseSizes,
    source: KernelSource,
    arrays: DenseArrays,
) -> Any:
    """Return the summed cost of examples ``begin`` to ``end``; write their gradient."""
    begin, end, block, _, num_classes, width, direct = layout
    cost = 0.0
    arrays.gradient[:] = 0.0
    for first in range(begin, end, block):
        count = min(block, end - first)
        place = first * source.by_example
        if direct:
            at = Rows(place, source.by_example, source.size)
        else:
            at = Rows(0, source.size, source.size)
            _unpack(source, place, count, arrays.rows)
        left = _scores(classes, tile, layout, arrays, at, 0, count)
        _scores(classes, one, layout, arrays, at, left, count)
        for i in range(count):
            for c in range(num_classes, width):
                put(arrays.errors, i * width + c, -np.inf)
        cost += errors_from_scores(one, arrays.errors, width, arrays.labels, first, first + count)
        pixel = _gradient(classes, tile, layout, arrays, at, 0, count)
        pixel = _gradient(classes, one, layout, arrays, at, pixel, count)
        if pixel < source.size:
            _gradient_tail(classes, one, layout, arrays, at, pixel, count)
    return cost


def _round_up(number: int, step: int) -> int:
    return -(-number // step) * step


@dataclass
class DenseLoop:
    """The sums of one problem, whose data is read block by block, without a copy of all of it."""

    source: KernelSource
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
        self.parts = shares(self.source.examples, self.threads, self.block, least)

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
        layout = DenseSizes(
            part.start,
            part.stop,
            self.block,
            self.reach,
            self.num_classes,
            self.width,
            source.is_direct,
        )
        rows = source.values if source.is_direct else aligned(self.block * self.size)
        arrays = DenseArrays(theta, rows, self.labels, aligned(self.block * self.width), gradient)
        tokens = token(self.tile_classes), token(TILE), token(1)
        return float(_evaluate(*tokens, layout, source, arrays)), gradient
