"""The non-zeros of the data, arranged for the sparse kernel.

Examples are taken in blocks small enough for their scores to stay in a core's first-level cache.
Within a block the order is by *strip*, four neighbouring pixels: an entry stands for one example
in which any of them is not zero, and holds the example's place in the block and all four.  Going
through a strip, its rows of theta (or of the gradient) stay in registers and only an example's
scores (or errors) are touched; the pixels share each of these, for strokes are wider than one.

Pixels that were bytes stay bytes and go through a table of 256 doubles: MNIST takes 17 MB, a third
of its bytes and a twentieth of its doubles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.kernels.compiled.machine import aligned, entry_point, vector_view
from pysoftmax.kernels.compiled.packs import item, put
from pysoftmax.kernels.compiled.source import Source
from pysoftmax.kernels.team import TEAM

STRIP = 4
"""An evaluation of MNIST with one thread took 16.2 ms by strips of 2 and 14.6 ms by strips of 4."""
LARGEST_BLOCK = 256  # an example's place in its block is one byte


@dataclass(frozen=True)
class Index:
    """The entries of some examples; all arrays are vectors.

    Entry e is example ``places[e]`` of its block with ``values[STRIP * e]`` and those that follow.
    Run r holds strip ``strips[r]`` and ends before entry ``ends[r]``; block b's runs end before
    ``blocks[b]``.
    """

    examples: range
    places: NDArray[np.uint8]
    values: NDArray[Any]
    strips: NDArray[np.int32]
    ends: NDArray[np.int64]
    blocks: NDArray[np.int64]

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """All arrays in the order of their fields."""
        return self.places, self.values, self.strips, self.ends, self.blocks


@entry_point
def _count_entries(
    source: Any, by_example: int, by_pixel: int, size: int, first: int, last: int
) -> Any:
    """Return how many entries the examples from ``first`` to ``last`` make."""
    entries = 0
    for i in range(first, last):
        for n in range(0, size, STRIP):
            place = i * by_example + n * by_pixel
            wanted = False
            for pixel in range(STRIP if n + STRIP <= size else size - n):
                wanted |= item(source, place + pixel * by_pixel) != 0
            entries += wanted
    return entries


@entry_point
def _arrange(
    source: Any,
    by_example: int,
    by_pixel: int,
    size: int,
    begin: int,
    end: int,
    block: int,
    places: Any,
    values: Any,
    strips: Any,
    ends: Any,
    blocks: Any,
) -> Any:
    """Fill an `Index`; return its number of runs.

    An entry is written whether it is wanted or not and kept by moving on: no branch that the
    processor could guess wrong.  Hence one entry more room than there are entries, and no more even
    if another thread writes to the data since they were counted: sums that go wrong are its fault,
    memory that is overwritten would be ours.
    """
    room = places.size - 1
    entry = 0
    run = 0
    for first in range(begin, end, block):
        last = min(first + block, end)
        for strip in range((size + STRIP - 1) // STRIP):
            start = entry
            left = STRIP * strip
            for i in range(first, last):
                put(places, entry, i - first)
                wanted = False
                for pixel in range(STRIP):
                    # Beyond the last pixel, where theta is padded, stands the last once more.
                    place = i * by_example + min(left + pixel, size - 1) * by_pixel
                    value = item(source, place)
                    put(values, STRIP * entry + pixel, value)
                    wanted |= value != 0
                entry += wanted & (entry < room)
            put(strips, run, strip)
            put(ends, run, entry)
            run += entry > start
        put(blocks, (first - begin) // block, run)
    return run


@entry_point
def _arrange_columns(
    starts: Any,
    pixels: Any,
    numbers: Any,
    begin: int,
    end: int,
    block: int,
    next_entry: Any,
    places: Any,
    values: Any,
    strips: Any,
    ends: Any,
    blocks: Any,
) -> Any:
    """Fill an `Index` from columns of a sparse matrix; return its number of runs.

    ``next_entry`` has a zero for each strip: first it counts a block's entries in every strip,
    then it says where the strip's next entry goes.
    """
    entry = 0
    run = 0
    for first in range(begin, end, block):
        last = min(first + block, end)
        for i in range(first, last):
            before = -1
            for e in range(item(starts, i), item(starts, i + 1)):
                strip = item(pixels, e) // STRIP
                next_entry[strip] += strip != before
                before = strip
        for strip in range(next_entry.size):
            entries = next_entry[strip]
            next_entry[strip] = entry
            entry += entries
            put(strips, run, strip)
            put(ends, run, entry)
            run += entries > 0
        for i in range(first, last):
            before = -1
            for e in range(item(starts, i), item(starts, i + 1)):
                pixel = item(pixels, e)
                strip = pixel // STRIP
                place = next_entry[strip] - (strip == before)
                if strip != before:
                    put(places, place, i - first)
                    for position in range(STRIP):
                        put(values, STRIP * place + position, 0.0)
                    next_entry[strip] += 1
                    before = strip
                put(values, STRIP * place + pixel % STRIP, item(numbers, e))
        next_entry[:] = 0
        put(blocks, (first - begin) // block, run)
    return run


def _room(examples: range, entries: int, kind: Any, block: int, strips: int) -> Index:
    """Return an empty index with room for ``entries`` and for one more."""
    blocks = -(-len(examples) // block)
    runs = 1 + min(entries, blocks * strips)
    return Index(
        examples,
        aligned(entries + 1, np.uint8),
        aligned(STRIP * (entries + 1), kind),
        np.empty(runs, np.int32),
        np.empty(runs, np.int64),
        np.empty(blocks, np.int64),
    )


def _strips(size: int) -> int:
    return -(-size // STRIP)


def _count(source: Source, examples: range) -> int:
    where = (source.values, source.by_example, source.by_pixel, source.size)
    return int(_count_entries(*where, examples.start, examples.stop))


def count_entries(source: Source, parts: Sequence[range], threads: int) -> list[int]:
    """Return how many entries an index would have, for each share of the examples."""
    return TEAM.map(lambda part: _count(source, part), parts, threads)


def index_of(
    source: Source, block: int, parts: Sequence[range], entries: Sequence[int], threads: int
) -> list[Index]:
    """Return the non-zeros of dense data, an index for each share of the examples.

    ``entries`` are what `count_entries` said.
    """

    def part(counted: tuple[range, int]) -> Index:
        examples, entries = counted
        index = _room(examples, entries, source.values.dtype, block, _strips(source.size))
        where = (source.values, source.by_example, source.by_pixel, source.size)
        _arrange(*where, examples.start, examples.stop, block, *index.arrays)
        return index

    return TEAM.map(part, list(zip(parts, entries, strict=True)), threads)


def index_of_columns(data: Any, block: int, parts: Sequence[range], threads: int) -> list[Index]:
    """Return the non-zeros of a SciPy sparse array, an index for each share of the examples."""
    columns = data.tocsc()
    if not columns.has_canonical_format:
        columns = columns.copy() if columns is data else columns
        columns.sum_duplicates()
    starts = vector_view(columns.indptr, np.int64)
    pixels = vector_view(columns.indices, np.int64)
    numbers = vector_view(columns.data, np.float64)

    def part(examples: range) -> Index:
        entries = int(starts[examples.stop] - starts[examples.start])
        index = _room(examples, entries, np.float64, block, _strips(data.shape[0]))
        counts = np.zeros(_strips(data.shape[0]), np.int64)
        _arrange_columns(
            starts, pixels, numbers, examples.start, examples.stop, block, counts, *index.arrays
        )
        return index

    return TEAM.map(part, parts, threads)
