"""All use of Numba's private API, which may change with any release.

Known to work: Numba 0.62 and 0.68.  With another version that lacks a name used below,
importing this module raises `ImportError`, and `pysoftmax.kernels` falls back to ``blocked``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from operator import attrgetter
from typing import Any

import numba

KNOWN_VERSIONS = ("0.62", "0.68")


def _incompatible(name: str) -> ImportError:
    return ImportError(
        f"Numba {numba.__version__} has no {name}; install a version that is known to work"
        f" ({', '.join(KNOWN_VERSIONS)})"
    )


def _private(module: str, name: str) -> Any:
    try:
        return attrgetter(name)(import_module(module))
    except (ImportError, AttributeError) as error:
        raise _incompatible(f"{module}.{name}") from error


FunctionCache = _private("numba.core.caching", "FunctionCache")
for _method in ("flush", "load_overload", "save_overload"):
    _private("numba.core.caching", f"FunctionCache.{_method}")
for _method in ("cast", "get_dummy_value", "make_array"):
    _private("numba.core.base", f"BaseContext.{_method}")


def load_quickly() -> None:
    """Import Numba's array functions without SciPy's linear algebra.

    They import all of ``scipy.linalg`` to check for a BLAS, which adds half as much again to a warm
    start.  The check is unnecessary, since this package depends on SciPy.  Numba repeats it before
    it compiles a product, so other code is not affected.
    """
    from numba.np import linalg

    check = getattr(linalg, "ensure_blas", None)
    if check is None or "numba.np.arraymath" in sys.modules:
        return
    linalg.ensure_blas = lambda: None
    try:
        import numba.np.arraymath  # noqa: F401
    finally:
        linalg.ensure_blas = check


class _DiskCache(FunctionCache):  # type: ignore[misc, valid-type]
    """Machine code on disk; without it, functions are only slower to start."""

    def __init__(self, function: Callable[..., Any], stamp: object) -> None:
        super().__init__(function)
        file: Any = getattr(self, "_cache_file", None)
        if not hasattr(file, "_source_stamp"):
            raise _incompatible("FunctionCache._cache_file._source_stamp")
        # Numba's own stamp covers only the file of the function itself.
        file._source_stamp = stamp

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the machine code for a signature, or None if the file is unreadable."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # unpickling a truncated file may raise anything
            self._clear()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Write machine code, unless the disk is full."""
        try:
            super().save_overload(sig, data)
        except Exception:
            self._clear()

    def _clear(self) -> None:
        """Empty the index, which may be damaged or name a file that was not written."""
        with suppress(OSError):
            self.flush()


def cache_on_disk(dispatcher: Any, function: Callable[..., Any], stamp: object) -> None:
    """Cache machine code on disk until ``stamp`` changes, if a folder is writable."""
    with suppress(RuntimeError):
        dispatcher._cache = _DiskCache(function, stamp)


def data_of(context: Any, builder: Any, array_type: Any, array: Any) -> Any:
    """Return the address of an array's first element."""
    return context.make_array(array_type)(context, builder, array).data


def cast(context: Any, builder: Any, value: Any, old: Any, new: Any) -> Any:
    """Convert a value from one Numba type to another."""
    return context.cast(builder, value, old, new)


def nothing(context: Any) -> Any:
    """Return the value of a function that returns nothing."""
    return context.get_dummy_value()
