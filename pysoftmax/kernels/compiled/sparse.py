"""The evaluation that reads only non-zeros.

Vectors run along the classes.  `zeros` describes the order in which the non-zeros are visited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

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
from pysoftmax.kernels.compiled.zeros import LARGEST_BLOCK, STRIP, Entries, Index
from pysoftmax.kernels.team import TEAM

Vector = NDArray[np.float64]

VECTORS_IN_TILE = 4
"""A tile of at most 16 classes."""
TILE_BYTES = 24 * 1024
"""A block's scores for one tile of classes: three quarters of a first-level cache."""


class SparseSizes(NamedTuple):
    """The sizes of one evaluation; ``tile_size`` is the number of parameters in a tile of theta."""

    begin: int
    end: int
    block: int
    num_classes: int
    width: int
    tile_size: int


class SparseArrays(NamedTuple):
    """What an evaluation reads (``theta``, ``table``, ``labels``) and writes."""

    theta: Vector
    table: Vector
    labels: NDArray[np.int64]
    errors: Vector
    gradient: Vector


class Step(NamedTuple):
    """The runs of one block, its first entry, and the tile of classes that is computed.

    ``base`` is where the tile begins in theta, ``column`` its first class.
    """

    runs: tuple[int, int]
    entry: int
    base: int
    column: int
    width: int


@compiled
def _scores(vectors: Token, strip: Token, entries: Entries, arrays: SparseArrays, at: Step) -> None:
    """Add theta times the examples of one block to their scores."""
    pitch = len(vectors) * LANES
    entry = at.entry
    for run in range(at.runs[0], at.runs[1]):
        pixel = at.base + len(strip) * item(entries.strips, run) * pitch
        rows = load_grid(strip, vectors, arrays.theta, pixel, pitch)
        end = item(entries.ends, run)
        for e in range(entry, end):
            row = item(entries.places, e) * at.width + at.column
            sums = load(vectors, arrays.errors, row, LANES)
            pixels = looked_up(strip, arrays.table, entries.values, len(strip) * e)
            store(add_products(sums, pixels, rows), arrays.errors, row)
        entry = end


@compiled
def _gradient(
    vectors: Token, strip: Token, entries: Entries, arrays: SparseArrays, at: Step
) -> None:
    """Add errors times the examples of one block to the gradient."""
    pitch = len(vectors) * LANES
    entry = at.entry
    for run in range(at.runs[0], at.runs[1]):
        pixel = at.base + len(strip) * item(entries.strips, run) * pitch
        rows = load_grid(strip, vectors, arrays.gradient, pixel, pitch)
        end = item(entries.ends, run)
        for e in range(entry, end):
            row = item(entries.places, e) * at.width + at.column
            pixels = looked_up(strip, arrays.table, entries.values, len(strip) * e)
            rows = add_product(rows, pixels, load(vectors, arrays.errors, row, LANES))
        store_grid(rows, strip, vectors, arrays.gradient, pixel, pitch)
        entry = end


@entry_point
def _evaluate(
    vectors: Token,
    strip: Token,
    one: Token,
    layout: SparseSizes,
    entries: Entries,
    arrays: SparseArrays,
) -> Any:
    """Return the summed cost of the examples of an index; write their gradient."""
    begin, end, block, num_classes, width, tile_size = layout
    pitch = len(vectors) * LANES
    arrays.gradient[:] = 0.0
    cost = 0.0
    run = 0
    entry = 0
    for b in range(entries.blocks.size):
        first = begin + b * block
        last = min(first + block, end)
        for i in range(last - first):
            for c in range(width):
                put(arrays.errors, i * width + c, 0.0 if c < num_classes else -np.inf)
        runs = (run, item(entries.blocks, b))
        for c in range(0, width, pitch):
            at = Step(runs, entry, c // pitch * tile_size, c, width)
            _scores(vectors, strip, entries, arrays, at)
        cost += errors_from_scores(one, arrays.errors, width, arrays.labels, first, last)
        for c in range(0, width, pitch):
            at = Step(runs, entry, c // pitch * tile_size, c, width)
            _gradient(vectors, strip, entries, arrays, at)
        if runs[1] > runs[0]:
            run = runs[1]
            entry = item(entries.ends, run - 1)
    return cost


@dataclass
class Tiles:
    """How the classes are divided: ``count`` tiles of ``vectors`` vectors each."""

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
    """The sums of one problem, from an index of the non-zeros for each share of the examples."""

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
        tiles, examples, gradient = self.tiles, index.examples, aligned(theta.size)
        layout = SparseSizes(
            examples.start,
            examples.stop,
            tiles.block,
            self.num_classes,
            tiles.width,
            self.even_size * tiles.step,
        )
        errors = aligned(tiles.block * tiles.width)
        arrays = SparseArrays(theta, self.table, self.labels, errors, gradient)
        tokens = token(tiles.vectors), token(STRIP), token(1)
        return float(_evaluate(*tokens, layout, index.entries, arrays)), gradient
