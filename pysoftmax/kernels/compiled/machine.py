"""How the kernels are compiled, and arrays in the one form that compiled code expects."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from numba import config, njit
from numpy.typing import DTypeLike, NDArray

from pysoftmax.kernels.compiled import numba_private

CACHE_LINE = 64

if config.DISABLE_JIT:  # type: ignore[attr-defined]
    raise ImportError("the compiled kernel needs Numba's JIT; NUMBA_DISABLE_JIT is set")


numba_private.load_quickly()


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function that entry points call; it is compiled into each of them."""
    return cast(Callable[..., Any], njit(error_model="numpy", boundscheck=False)(function))


def entry_point(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile for callers from Python, on any thread, and cache the machine code on disk.

    The cache is beside this file or, if that folder is read-only, in the user's cache folder
    (NUMBA_CACHE_DIR chooses another).  Without a writable folder there is none.
    """
    dispatcher = njit(nogil=True, error_model="numpy", boundscheck=False)(function)
    numba_private.cache_on_disk(dispatcher, function, source_stamp())
    return cast(Callable[..., Any], dispatcher)


@cache
def source_stamp() -> tuple[tuple[str, int, int], ...]:
    """Return names, times and sizes of the source files: Numba watches only the function's own."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)


def aligned(size: int, dtype: DTypeLike = np.float64) -> NDArray[Any]:
    """Return an uninitialised vector that begins on a cache line.

    Loading a vector register across two lines costs two reads; with rows of a few registers this
    made the sparse kernel a third slower.
    """
    kind = np.dtype(dtype)
    room = np.empty(size * kind.itemsize + CACHE_LINE, np.uint8)
    start = -room.__array_interface__["data"][0] % CACHE_LINE
    return room[start : start + size * kind.itemsize].view(kind)


class _Window:
    """Part of another array's memory, described by NumPy's array interface."""

    def __init__(self, array: NDArray[Any], size: int) -> None:
        self.owner = array
        self.__array_interface__ = {
            "version": 3,
            "shape": (size,),
            "typestr": array.dtype.str,
            "data": (array.ctypes.data, False),
        }


def flat_view(array: NDArray[Any], size: int = 1) -> NDArray[Any]:
    """Return a vector over the memory of ``array`` from its first element, without a copy.

    Numba compiles a separate version for every layout and for read-only arrays.  The kernels handle
    strides themselves and write only to their own arrays, so they need only one version.
    """
    return np.asarray(_Window(array, size))


def vector_view(array: NDArray[Any], dtype: DTypeLike) -> NDArray[Any]:
    """Return a contiguous vector of ``dtype``, a copy only if necessary."""
    vector = np.ascontiguousarray(array, dtype)
    return flat_view(vector, vector.size)
