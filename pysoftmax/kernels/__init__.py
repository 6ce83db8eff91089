"""The arithmetic of the exercise, behind one interface.

Three kernels give the same numbers at different speeds: ``plain``, the formula on one screen;
``blocked``, with only NumPy; ``compiled``, with Numba (the extra ``pysoftmax[fast]``).  The fastest
one that is installed is used unless another is chosen::

    softmaxTrain(..., kernel="blocked")

    with kernels.use("plain"):
        softmaxTrain(...)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache

from pysoftmax.kernels.seam import Kernel, PreparedExamples

__all__ = ["Kernel", "KernelDescription", "PreparedExamples", "available", "describe", "get", "use"]


def _plain() -> Kernel:
    from pysoftmax.kernels.plain import PlainKernel

    return PlainKernel()


def _blocked() -> Kernel:
    from pysoftmax.kernels.blocked import BlockedKernel

    return BlockedKernel()


def _compiled() -> Kernel:
    from pysoftmax.kernels.compiled import CompiledKernel

    return CompiledKernel()


# Fastest first: the order in which kernels are tried if none is named.
_MAKERS: dict[str, Callable[[], Kernel]] = {
    "compiled": _compiled,
    "blocked": _blocked,
    "plain": _plain,
}
_INSTALL = {"compiled": "pip install 'pysoftmax[fast]'"}
_chosen: ContextVar[str | None] = ContextVar("pysoftmax_kernel", default=None)


@dataclass(frozen=True)
class KernelDescription:
    """A kernel as `describe` reports it; ``why_not`` is empty if it is available."""

    name: str
    available: bool
    why_not: str
    threads: int
    chosen: bool


@cache
def _load(name: str) -> Kernel | str:
    """Return the kernel of that name, or why it cannot be used."""
    try:
        return _MAKERS[name]()
    except ModuleNotFoundError as error:
        return f"{error}; install it with: {_INSTALL[name]}"
    except Exception as error:
        if name not in _INSTALL:
            raise  # it needs only NumPy, so this is a bug
        # An installed Numba fails with all kinds of errors: for example if it does not support this
        # NumPy, or rejects a setting. A kernel that nobody asked for must not stop the others.
        return f"Numba is installed but fails with {type(error).__name__}: {error}"


def available() -> list[str]:
    """Return the names of the kernels that can be used here, fastest first."""
    return [name for name in _MAKERS if not isinstance(_load(name), str)]


def get(name: str | None = None) -> Kernel:
    """Return the kernel of that name, else the one chosen by `use`, else the fastest.

    Raises
    ------
    ValueError
        If there is no kernel of that name.
    ImportError
        If a package that it needs is not installed or does not work.
    """
    name = name if name is not None else _chosen.get()
    if name is None:
        return next(kernel for kernel in map(_load, _MAKERS) if not isinstance(kernel, str))
    _require_known(name)
    kernel = _load(name)
    if isinstance(kernel, str):
        raise ImportError(
            f"kernel {name!r} cannot be used: {kernel}. Without it: {', '.join(available())}"
        )
    return kernel


def _require_known(name: object) -> None:
    if not isinstance(name, str) or name not in _MAKERS:
        raise ValueError(f"kernel is {name!r}; expected {', '.join(map(_offer, _MAKERS))}")


def _offer(name: str) -> str:
    kernel = _load(name)
    return f"{name!r} (cannot be used: {kernel})" if isinstance(kernel, str) else repr(name)


@contextmanager
def use(name: str) -> Iterator[Kernel]:
    """Use a kernel inside the ``with`` block, in this thread or task only.

    A generator that yields inside the block also changes the kernel of its caller until it resumes;
    in a generator, pass ``kernel=`` to each call instead.

    Raises
    ------
    ValueError
        If there is no kernel of that name, or it is None.
    ImportError
        If a package that it needs is not installed or does not work.
    """
    _require_known(name)
    kernel = get(name)
    previous = _chosen.set(name)
    try:
        yield kernel
    finally:
        _chosen.reset(previous)


def describe() -> list[KernelDescription]:
    """Describe every kernel, fastest first."""
    chosen = get().name
    return [_describe(name, chosen) for name in _MAKERS]


def _describe(name: str, chosen: str) -> KernelDescription:
    kernel = _load(name)
    if isinstance(kernel, str):
        return KernelDescription(name, False, kernel, 0, False)
    return KernelDescription(name, True, "", kernel.threads, name == chosen)
