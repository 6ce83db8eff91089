"""Which loop a problem gets: the dense one, the sparse one with an index of its non-zeros, none."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.images import ByteImages
from pysoftmax.kernels.compiled.dense import DenseLoop
from pysoftmax.kernels.compiled.machine import vector_view
from pysoftmax.kernels.compiled.source import Source, source_of
from pysoftmax.kernels.compiled.sparse import SparseLoop, Tiles
from pysoftmax.kernels.compiled.zeros import STRIP, count_entries, index_of, index_of_columns
from pysoftmax.kernels.seam import Data
from pysoftmax.kernels.team import LEAST, shares, thread_count

PAYING = 0.6
"""Share of strips that may be non-zero for the index to pay.

Measured on MNIST (one core, 10 classes): 3.9 ns an entry against 3.2 ns a strip in the dense
loop, so it breaks even at 0.8; making the index costs about three dense evaluations.
"""
INDEX_BYTES = 128 * 2**20
INDEX_SHARE = 0.25
"""An index may take 128 MB or a quarter of the data, whichever is more: data that was kept as
bytes because it is large is not copied behind the caller's back."""
SMALL = 2_000_000
"""Multiplications for which waking a second thread costs more than it saves."""


def choose_loop(
    data: Data, labels: NDArray[np.int64], num_classes: int, reuse: bool
) -> DenseLoop | SparseLoop | None:
    """Return the faster loop for the data; None where NumPy and SciPy are faster than either.

    Data go to the sparse loop if many evaluations are to follow, few enough strips hold anything
    but zeros, and the index is small; SciPy's sparse arrays if many evaluations are to follow and
    their non-zeros lie close enough together.
    """
    size, count = data.shape
    labels = vector_view(labels, np.int64)
    threads = thread_count() if size * count * num_classes >= SMALL else 1
    block = Tiles.of(num_classes).block
    parts = shares(count, threads, block, LEAST * num_classes)
    if not isinstance(data, (np.ndarray, ByteImages)):
        if not (reuse and _is_close(data, block)):
            return None
        indices = index_of_columns(data, block, parts, threads)
        return SparseLoop(indices, np.ones(1), size, labels, num_classes, threads)
    source = source_of(data)
    if reuse:
        entries = count_entries(source, parts, threads)
        if _pays(source, sum(entries)):
            table = np.arange(256) / data.divisor if isinstance(data, ByteImages) else np.ones(1)
            indices = index_of(source, block, parts, entries, threads)
            return SparseLoop(indices, table, size, labels, num_classes, threads)
    return DenseLoop(source, labels, num_classes, threads)


def _is_close(data: Any, block: int) -> bool:
    """Say whether a block has a non-zero of each pixel, on average: four in a strip of them.

    The sparse loop fetches a strip's rows of theta once for its entries, SciPy's product once for
    each non-zero, but in one thread. With 20 classes an evaluation took 7 ms against SciPy's 11 ms
    at 10 entries a strip (5,000 x 8,000), 18 against 25 at 4 (20,000 x 8,000), and 56 against 45
    where most had one (50,000 x 8,000). Making the index costs up to two of SciPy's evaluations.
    """
    size, count = data.shape
    return bool(data.nnz * min(block, count) >= size * count)


def _pays(source: Source, entries: int) -> bool:
    itemsize = source.values.itemsize
    strips = source.count * -(-source.size // STRIP)
    index_bytes = entries * (1 + STRIP * itemsize)
    data_bytes = source.count * source.size * itemsize
    few = entries < PAYING * strips
    return few and index_bytes < max(INDEX_BYTES, INDEX_SHARE * data_bytes)
