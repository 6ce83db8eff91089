"""The evaluation that touches non-zeros alone.

Vectors run along the classes.  See `zeros` for the order in which the non-zeros are visited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.kernels.compiled.machine import aligned, compiled, entry_point
from pysoftmax.kernels.compiled.packs import (
    LANES,
    Token,
    add_product,
    add_products,
    item,
    load,
    load_grid,
    looked_up,
    put,
    store,
    store_grid,
    token,
)
from pysoftmax.kernels.compiled.softmax import errors_from_scores
from pysoftmax.kernels.compiled.zeros import LARGEST_BLOCK, STRIP, Index
from pysoftmax.kernels.team import TEAM

Vector = NDArray[np.float64]

VECTORS_IN_TILE = 4
"""A tile of at most 16 classes."""
TILE_BYTES = 24 * 1024
"""A block's scores for one tile of classes: three quarters of a first-level cache."""


@compiled
def _scores(
    vectors: Token,
    strip: Token,
    theta: Vector,
    base: int,
    table: Vector,
    places: Any,
    values: Any,
    strips: Any,
    ends: Any,
    runs: tuple[int, int],
    entry: int,
    scores: Vector,
    column: int,
    width: int,
) -> None:
    """Add theta times the examples of one block to their scores."""
    step = len(vectors) * LANES
    for run in range(runs[0], runs[1]):
        pixel = base + len(strip) * item(strips, run) * step
        rows = load_grid(strip, vectors, theta, pixel, step)
        end = item(ends, run)
        for e in range(entry, end):
            row = item(places, e) * width + column
            sums = load(vectors, scores, row, LANES)
            pixels = looked_up(strip, table, values, len(strip) * e)
            store(add_products(sums, pixels, rows), scores, row)
        entry = end


@compiled
def _gradient(
    vectors: Token,
    strip: Token,
    gradient: Vector,
    base: int,
    table: Vector,
    places: Any,
    values: Any,
    strips: Any,
    ends: Any,
    runs: tuple[int, int],
    entry: int,
    errors: Vector,
    column: int,
    width: int,
) -> None:
    """Add errors times the examples of one block to the gradient."""
    step = len(vectors) * LANES
    for run in range(runs[0], runs[1]):
        pixel = base + len(strip) * item(strips, run) * step
        rows = load_grid(strip, vectors, gradient, pixel, step)
        end = item(ends, run)
        for e in range(entry, end):
            error = load(vectors, errors, item(places, e) * width + column, LANES)
            rows = add_product(rows, looked_up(strip, table, values, len(strip) * e), error)
        store_grid(rows, strip, vectors, gradient, pixel, step)
        entry = end


@entry_point
def _evaluate(
    vectors: Token,
    strip: Token,
    one: Token,
    numbers: tuple[int, ...],
    theta: Vector,
    table: Vector,
    places: Any,
    values: Any,
    strips: Any,
    ends: Any,
    blocks: Any,
    labels: NDArray[np.int64],
    errors: Vector,
    gradient: Vector,
) -> Any:
    """Return the summed cost of the examples of an index, their gradient in ``gradient``."""
    begin, end, block, num_classes, width, tile_size = numbers
    step = len(vectors) * LANES
    gradient[:] = 0.0
    cost = 0.0
    run = 0
    entry = 0
    for b in range(blocks.size):
        first = begin + b * block
        last = min(first + block, end)
        for i in range(last - first):
            for c in range(width):
                put(errors, i * width + c, 0.0 if c < num_classes else -np.inf)
        runs = (run, item(blocks, b))
        for c in range(0, width, step):
            base = c // step * tile_size
            _scores(vectors, strip, theta, base, table, places, values, strips, ends, runs,
                    entry, errors, c, width)  # fmt: skip
        cost += errors_from_scores(one, errors, width, labels, first, last)
        for c in range(0, width, step):
            base = c // step * tile_size
            _gradient(vectors, strip, gradient, base, table, places, values, strips, ends,
                      runs, entry, errors, c, width)  # fmt: skip
        if runs[1] > runs[0]:
            run = runs[1]
            entry = item(ends, run - 1)
    return cost


@dataclass
class Tiles:
    """How the classes are cut up: ``count`` tiles of ``vectors`` vectors each."""

    count: int
    vectors: int

    @classmethod
    def of(cls, num_classes: int) -> Tiles:
        """Return the fewest tiles, and then the narrowest, that hold all classes."""
        vectors = -(-num_classes // LANES)
        count = -(-vectors // VECTORS_IN_TILE)
        return cls(count, -(-vectors // count))

    @property
    def step(self) -> int:
        """Classes in a tile."""
        return self.vectors * LANES

    @property
    def width(self) -> int:
        """Classes in all tiles."""
        return self.count * self.step

    @property
    def block(self) -> int:
        """How many examples make a block."""
        return min(LARGEST_BLOCK, TILE_BYTES // (8 * self.step))


class SparseLoop:
    """The sums of one problem whose non-zeros have been arranged, an index for each share."""

    def __init__(
        self,
        indices: list[Index],
        table: Vector,
        size: int,
        labels: NDArray[np.int64],
        num_classes: int,
        threads: int,
    ) -> None:
        self.indices, self.labels, self.threads = indices, labels, threads
        self.size, self.num_classes = size, num_classes
        self.tiles = Tiles.of(num_classes)
        self.even_size = -(-size // STRIP) * STRIP
        self.table = aligned(table.size)
        self.table[:] = table

    def sums(self, theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return the cost and its gradient summed over the examples, without decay."""
        tiles = self.tiles
        padded = np.zeros((tiles.width, self.even_size))
        padded[: self.num_classes, : self.size] = theta
        turned = aligned(padded.size)
        by_tile = turned.reshape(tiles.count, self.even_size, tiles.step)
        by_tile[:] = padded.reshape(tiles.count, tiles.step, self.even_size).transpose(0, 2, 1)
        results = TEAM.map(lambda index: self._part(turned, index), self.indices, self.threads)
        cost = sum(part_cost for part_cost, _ in results)
        gradient = results[0][1]
        for _, other in results[1:]:
            gradient += other
        by_tile = gradient.reshape(by_tile.shape).transpose(0, 2, 1)
        by_class = by_tile.reshape(tiles.width, self.even_size)
        return cost, by_class[: self.num_classes, : self.size]

    def _part(self, theta: Vector, index: Index) -> tuple[float, Vector]:
        tiles, gradient = self.tiles, aligned(theta.size)
        numbers = (
            index.examples.start,
            index.examples.stop,
            tiles.block,
            self.num_classes,
            tiles.width,
            self.even_size * tiles.step,
        )
        cost = _evaluate(
            token(tiles.vectors),
            token(STRIP),
            token(1),
            numbers,
            theta,
            self.table,
            *index.arrays,
            self.labels,
            aligned(tiles.block * tiles.width),
            gradient,
        )
        return float(cost), gradient
