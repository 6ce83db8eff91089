"""How the kernels reach Numba: one way to compile, and arrays in the one form they expect."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from numba import config, njit
from numba.core.caching import FunctionCache
from numpy.typing import DTypeLike, NDArray

CACHE_LINE = 64

if config.DISABLE_JIT:  # type: ignore[attr-defined]
    raise ImportError("NUMBA_DISABLE_JIT is set, and the kernel is nothing unless compiled")


def _load_quickly() -> None:
    """Load Numba's array functions without SciPy's linear algebra.

    They import all of scipy.linalg to see whether there is a BLAS, which takes half as long again
    as all else that a warm start does.  There is one: SciPy is a dependency of this package.
    Numba asks again before it compiles a product, so others lose nothing.
    """
    from numba.np import linalg

    asks = getattr(linalg, "ensure_blas", None)
    if asks is None or "numba.np.arraymath" in sys.modules:
        return
    linalg.ensure_blas = lambda: None
    try:
        import numba.np.arraymath  # noqa: F401
    finally:
        linalg.ensure_blas = asks


_load_quickly()


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a part of an entry point, together with it."""
    return cast(Callable[..., Any], njit(error_model="numpy", boundscheck=False)(function))


class _KeptCode(FunctionCache):
    """Machine code on disk, whose loss is a loss of time alone."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        # Numba compiles anew when the function's own file has changed; but its code holds that of
        # the other files of this package too.
        self._cache_file._source_stamp = source_stamp()

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the machine code for a signature; None where what is kept cannot be read."""
        try:
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except Exception:  # a file cut short may raise anything when it is unpickled
            self._forget()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep machine code, where there is room."""
        try:
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]
        except Exception:
            self._forget()

    def _forget(self) -> None:
        """Empty the index: it may be beyond reading, or name a file that could not be written."""
        with suppress(OSError):
            self.flush()  # type: ignore[no-untyped-call]


def entry_point(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile for callers from Python, who may be several threads, and keep the machine code.

    It is kept beside this file or, where that folder is read-only, in the user's cache folder
    (NUMBA_CACHE_DIR chooses another).
    """
    dispatcher: Any = njit(nogil=True, error_model="numpy", boundscheck=False)(function)
    with suppress(RuntimeError):  # no folder may be written to: compile for this process alone
        dispatcher._cache = _KeptCode(function)
    return cast(Callable[..., Any], dispatcher)


@cache
def source_stamp() -> tuple[tuple[str, int, int], ...]:
    """Return what changes with any file that the machine code is made from."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)


def aligned(size: int, dtype: DTypeLike = np.float64) -> NDArray[Any]:
    """Return an uninitialised vector that begins on a cache line.

    A vector register read across two lines costs two reads; with rows of a few registers that
    made the sparse kernel a third slower.
    """
    kind = np.dtype(dtype)
    room = np.empty(size * kind.itemsize + CACHE_LINE, np.uint8)
    start = -room.__array_interface__["data"][0] % CACHE_LINE
    return room[start : start + size * kind.itemsize].view(kind)


class _Window:
    """A stretch of another array's memory, described as NumPy wants it described."""

    def __init__(self, array: NDArray[Any], size: int) -> None:
        self.owner = array
        self.__array_interface__ = {
            "version": 3,
            "shape": (size,),
            "typestr": array.dtype.str,
            "data": (array.ctypes.data, False),
        }


def flat_view(array: NDArray[Any], size: int = 1) -> NDArray[Any]:
    """Return a vector over the memory of ``array`` from its first element, nothing copied.

    Numba compiles a version of its own for every layout and for read-only arrays.  The kernels
    count strides themselves and write to their own arrays alone, so one form serves all.
    """
    return np.asarray(_Window(array, size))


def vector_view(array: NDArray[Any], dtype: DTypeLike) -> NDArray[Any]:
    """Return a vector as a contiguous one of ``dtype``, copied only where it must be."""
    vector = np.ascontiguousarray(array, dtype)
    return flat_view(vector, vector.size)
