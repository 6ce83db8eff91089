"""Which loop a problem gets: the dense one, or the sparse one with an index of its non-zeros."""

from __future__ import annotations

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
) -> DenseLoop | SparseLoop:
    """Return the faster loop for the data.

    SciPy's sparse arrays go to the sparse loop.  Others go there if many evaluations are to
    follow, few enough strips hold anything but zeros, and the index is small.
    """
    size, count = data.shape
    labels = vector_view(labels, np.int64)
    threads = thread_count() if size * count * num_classes >= SMALL else 1
    block = Tiles.of(num_classes).block
    parts = shares(count, threads, block, LEAST * num_classes)
    if not isinstance(data, (np.ndarray, ByteImages)):
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


def _pays(source: Source, entries: int) -> bool:
    itemsize = source.values.itemsize
    strips = source.count * -(-source.size // STRIP)
    index_bytes = entries * (1 + STRIP * itemsize)
    data_bytes = source.count * source.size * itemsize
    few = entries < PAYING * strips
    return few and index_bytes < max(INDEX_BYTES, INDEX_SHARE * data_bytes)
