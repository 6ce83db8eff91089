"""Keep BLAS to one thread while grading."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path

import numpy as np

__all__ = ["keep_blas_to_one_thread"]

SETTERS = (
    "scipy_openblas_set_num_threads64_",
    "scipy_openblas_set_num_threads",
    "openblas_set_num_threads64_",
    "openblas_set_num_threads",
)


def keep_blas_to_one_thread() -> bool:
    """Tell the OpenBLAS that NumPy brought along; whether there was one to tell.

    The grader's own matrices are small, and OpenBLAS's threads wait for more work by spinning:
    left alone, they take as much of the processors as the grader itself, which the submissions
    need. An environment variable would come too late, since NumPy is loaded by then.
    """
    told = False
    for library in _libraries():
        for name in SETTERS:
            setter = getattr(library, name, None)
            if setter is not None:
                setter(1)
                told = True
                break
    return told


def _libraries() -> Iterator[ctypes.CDLL]:
    """The OpenBLAS beside NumPy, as loaded: opening it again gives the same one."""
    beside = Path(np.__file__).resolve().parent.parent / "numpy.libs"
    for path in sorted(beside.glob("*openblas*")):
        try:
            yield ctypes.CDLL(str(path))
        except OSError:
            continue
