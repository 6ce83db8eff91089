"""Where the pixels lie in memory, whatever the caller's array looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.images import ByteImages
from pysoftmax.kernels.compiled.machine import flat_view


@dataclass(frozen=True)
class Source:
    """Pixel n of example i is ``values[i * by_example + n * by_pixel] * scale``.

    ``values`` looks like a vector of one number; the kernels reach the rest by its address, with
    strides that may be anything, negative ones included.
    """

    values: NDArray[Any]
    by_example: int
    by_pixel: int
    count: int
    size: int
    scale: float

    @property
    def is_direct(self) -> bool:
        """Whether an example is a run of doubles, which vector registers load as it stands."""
        return self.values.dtype == np.float64 and (self.by_pixel == 1 or self.size == 1)


def source_of(data: NDArray[np.float64] | ByteImages) -> Source:
    """Return where the numbers of ``data`` lie."""
    if isinstance(data, ByteImages):
        return _source(data.pixels, 1.0 / data.divisor)
    return _source(data.T, 1.0)


def _source(rows: NDArray[Any], scale: float) -> Source:
    if not rows.flags.aligned or any(stride % rows.itemsize for stride in rows.strides):
        rows = np.ascontiguousarray(rows)  # a field of a record, say: no whole number of steps
    by_example, by_pixel = (stride // rows.itemsize for stride in rows.strides)
    count, size = rows.shape
    return Source(flat_view(rows), by_example, by_pixel, count, size, scale)
