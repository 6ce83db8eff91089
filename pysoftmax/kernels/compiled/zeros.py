"""The non-zeros of the data, arranged for the sparse kernel.

Examples form blocks small enough for their scores to stay in a core's first-level cache.  Within a
block the order is by *strip*, four neighbouring pixels: an entry is one example in which any of
them is not zero, and holds the example's place in the block and all four pixels.  While the kernel
goes through a strip, its rows of theta (or of the gradient) stay in registers and only the scores
(or errors) of one example are loaded and stored.  The pixels of a strip share these accesses, which
pays because pen strokes are several pixels wide.

Pixels that are bytes stay bytes, and a table of 256 doubles converts them: MNIST takes 17 MB, a
third of its bytes and a twentieth of its doubles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pysoftmax.kernels.compiled.machine import aligned, entry_point, vector_view
from pysoftmax.kernels.compiled.packs import item, put
from pysoftmax.kernels.compiled.source import KernelSource
from pysoftmax.kernels.team import TEAM

STRIP = 4
"""An evaluation of MNIST with one thread took 16.2 ms by strips of 2 and 14.6 ms by strips of 4."""
LARGEST_BLOCK = 256  # an example's place in its block is one byte


class Entries(NamedTuple):
    """The entries of some examples, as vectors.

    Entry e is example ``places[e]`` of its block; its pixels are the `STRIP` numbers from
    ``values[STRIP * e]``.  Run r has the entries of strip ``strips[r]`` and ends before entry
    ``ends[r]``; the runs of block b end before run ``blocks[b]``.
    """

    places: NDArray[np.uint8]
    values: NDArray[Any]
    strips: NDArray[np.int32]
    ends: NDArray[np.int64]
    blocks: NDArray[np.int64]


class Index(NamedTuple):
    """The non-zeros of a share of the examples."""

    examples: range
    entries: Entries


@entry_point
def _count_entries(source: KernelSource, first: int, last: int) -> Any:
    """Return how many entries the examples from ``first`` to ``last`` make."""
    entries = 0
    size = source.size
    for i in range(first, last):
        for n in range(0, size, STRIP):
            place = i * source.by_example + n * source.by_pixel
            keep = False
            for pixel in range(STRIP if n + STRIP <= size else size - n):
                keep |= item(source.values, place + pixel * source.by_pixel) != 0
            entries += keep
    return entries


@entry_point
def _arrange(source: KernelSource, begin: int, end: int, block: int, entries: Entries) -> Any:
    """Fill ``entries``; return its number of runs.

    Every entry is written, and kept by moving on to the next place: this avoids a branch that the
    processor would often mispredict.  It needs room for one entry more than there are.  Another
    thread may write to the data after they are counted: a data race may give wrong sums but must
    not overwrite memory.
    """
    places, values, strips, ends, blocks = entries
    room = places.size - 1
    entry = 0
    run = 0
    for first in range(begin, end, block):
        last = min(first + block, end)
        for strip in range((source.size + STRIP - 1) // STRIP):
            start = entry
            left = STRIP * strip
            for i in range(first, last):
                put(places, entry, i - first)
                keep = False
                for pixel in range(STRIP):
                    # Beyond the last pixel, where theta is padded, the last pixel is repeated.
                    n = min(left + pixel, source.size - 1)
                    value = item(source.values, i * source.by_example + n * source.by_pixel)
                    put(values, STRIP * entry + pixel, value)
                    keep |= value != 0
                entry += keep & (entry < room)
            put(strips, run, strip)
            put(ends, run, entry)
            run += entry > start
        put(blocks, (first - begin) // block, run)
    return run


class Columns(NamedTuple):
    """The arrays of a SciPy array in CSC format: ``indptr``, ``indices`` and ``data``."""

    starts: NDArray[np.int64]
    pixels: NDArray[np.int64]
    numbers: NDArray[np.float64]


@entry_point
def _arrange_columns(
    columns: Columns, begin: int, end: int, block: int, next_entry: Any, entries: Entries
) -> Any:
    """Fill ``entries`` from columns of a sparse matrix; return its number of runs.

    ``next_entry`` has a zero for each strip.  It first counts the entries of a block in each strip,
    and then holds the place of the next entry of each strip.
    """
    starts, pixels, numbers = columns
    places, values, strips, ends, blocks = entries
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
            count = next_entry[strip]
            next_entry[strip] = entry
            entry += count
            put(strips, run, strip)
            put(ends, run, entry)
            run += count > 0
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


def _room(examples: range, count: int, kind: Any, block: int, strips: int) -> Entries:
    """Return empty entries with room for ``count`` and for one more."""
    blocks = -(-len(examples) // block)
    runs = 1 + min(count, blocks * strips)
    return Entries(
        aligned(count + 1, np.uint8),
        aligned(STRIP * (count + 1), kind),
        np.empty(runs, np.int32),
        np.empty(runs, np.int64),
        np.empty(blocks, np.int64),
    )


def _strips(size: int) -> int:
    return -(-size // STRIP)


def count_entries(source: KernelSource, parts: Sequence[range], threads: int) -> list[int]:
    """Return how many entries an index would have, for each share of the examples."""
    return TEAM.map(lambda p: int(_count_entries(source, p.start, p.stop)), parts, threads)


def index_of(
    source: KernelSource, block: int, parts: Sequence[range], counts: Sequence[int], threads: int
) -> list[Index]:
    """Return the non-zeros of dense data, an index for each share of the examples.

    ``counts`` is the result of `count_entries`.
    """

    def part(counted: tuple[range, int]) -> Index:
        examples, count = counted
        entries = _room(examples, count, source.values.dtype, block, _strips(source.size))
        _arrange(source, examples.start, examples.stop, block, entries)
        return Index(examples, entries)

    return TEAM.map(part, list(zip(parts, counts, strict=True)), threads)


def index_of_columns(data: Any, block: int, parts: Sequence[range], threads: int) -> list[Index]:
    """Return the non-zeros of a SciPy sparse array, an index for each share of the examples."""
    csc = data.tocsc()
    if not csc.has_canonical_format:
        csc = csc.copy() if csc is data else csc
        csc.sum_duplicates()
    columns = Columns(
        vector_view(csc.indptr, np.int64),
        vector_view(csc.indices, np.int64),
        vector_view(csc.data, np.float64),
    )
    strips = _strips(data.shape[0])

    def part(examples: range) -> Index:
        count = int(columns.starts[examples.stop] - columns.starts[examples.start])
        entries = _room(examples, count, np.float64, block, strips)
        next_entry = np.zeros(strips, np.int64)
        _arrange_columns(columns, examples.start, examples.stop, block, next_entry, entries)
        return Index(examples, entries)

    return TEAM.map(part, parts, threads)
