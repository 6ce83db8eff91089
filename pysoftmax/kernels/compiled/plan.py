"""Which loop a problem gets: dense, sparse with an index of its non-zeros, or none."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.images import ByteImages
from pysoftmax.kernels.compiled.dense import DenseLoop
from pysoftmax.kernels.compiled.machine import vector_view
from pysoftmax.kernels.compiled.source import KernelSource, source_of
from pysoftmax.kernels.compiled.sparse import SparseLoop, Tiles
from pysoftmax.kernels.compiled.zeros import STRIP, count_entries, index_of, index_of_columns
from pysoftmax.kernels.seam import Data
from pysoftmax.kernels.team import LEAST, shares, thread_count

PAYING = 0.6
"""Largest share of strips with a non-zero for which an index saves time.

Measured on MNIST (one core, 10 classes): 3.9 ns per entry against 3.2 ns per strip in the dense
loop, which break even at 0.8.  Making the index takes as long as three dense evaluations.
"""
INDEX_BYTES = 128 * 2**20
INDEX_SHARE = 0.25
"""An index may take 128 MB or a quarter of the data, whichever is more: a caller who keeps large
data as bytes does not expect a copy of it."""
SMALL = 2_000_000
"""Number of multiplications below which a second thread costs more than it saves."""


def choose_loop(
    data: Data, labels: NDArray[np.int64], num_classes: int, reuse: bool
) -> DenseLoop | SparseLoop | None:
    """Return the faster loop for the data, or None if NumPy and SciPy are faster than both.

    The sparse loop is for many evaluations (``reuse``) of data in which few strips have a non-zero
    and whose index is small, and of SciPy's sparse arrays whose non-zeros are close together.
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
    """Return whether a block has a non-zero of each pixel on average, four in each strip.

    The sparse loop loads a strip's rows of theta once for all its entries.  SciPy's product, which
    uses one thread, loads them once for each non-zero.  With 20 classes an evaluation took 7 ms
    (SciPy: 11 ms) with 10 entries in a strip (5,000 x 8,000), 18 ms (25 ms) with 4 (20,000 x
    8,000), and 56 ms (45 ms) if most strips had one (50,000 x 8,000).  Making the index takes as
    long as up to two of SciPy's evaluations.
    """
    size, count = data.shape
    return bool(data.nnz * min(block, count) >= size * count)


def _pays(source: KernelSource, entries: int) -> bool:
    itemsize = source.values.itemsize
    strips = source.examples * -(-source.size // STRIP)
    index_bytes = entries * (1 + STRIP * itemsize)
    data_bytes = source.examples * source.size * itemsize
    few = entries < PAYING * strips
    return few and index_bytes < max(INDEX_BYTES, INDEX_SHARE * data_bytes)
