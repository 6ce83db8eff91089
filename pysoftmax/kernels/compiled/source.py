"""Where the pixels are in memory, for any layout of the caller's array."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pysoftmax.images import ByteImages
from pysoftmax.kernels.compiled.machine import flat_view


class KernelSource(NamedTuple):
    """Pixel n of example i is ``values[i * by_example + n * by_pixel] * scale``.

    ``values`` is a view of one number; the kernels compute the addresses of the others from it,
    with any strides, including negative ones.
    """

    values: NDArray[Any]
    by_example: int
    by_pixel: int
    examples: int
    size: int
    scale: float

    @property
    def is_direct(self) -> bool:
        """Whether an example is contiguous doubles, which vector registers load without a copy."""
        return self.values.dtype == np.float64 and (self.by_pixel == 1 or self.size == 1)


def source_of(data: NDArray[np.float64] | ByteImages) -> KernelSource:
    """Return where the numbers of ``data`` are."""
    rows: NDArray[Any] = data.pixels if isinstance(data, ByteImages) else data.T
    if not rows.flags.aligned or any(stride % rows.itemsize for stride in rows.strides):
        rows = np.ascontiguousarray(rows)  # a field of a record: its strides are not whole items
    by_example, by_pixel = (stride // rows.itemsize for stride in rows.strides)
    examples, size = rows.shape
    scale = 1.0 / data.divisor if isinstance(data, ByteImages) else 1.0
    return KernelSource(flat_view(rows), by_example, by_pixel, examples, size, scale)
