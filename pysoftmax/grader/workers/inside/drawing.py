"""A replacement for matplotlib that draws nothing, since there is no screen.

Many solutions import matplotlib for `display_network`. They must not fail for that, whether or not
it is installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = [
    *("axis", "clf", "close", "colorbar", "draw", "figure", "gca", "gcf", "grid", "hist", "imread"),
    *("imsave", "imshow", "legend", "pause", "plot", "savefig", "scatter", "show", "subplot"),
    *("subplots", "suptitle", "title", "xlabel", "xlim", "ylabel", "ylim"),
]


class Nothing:
    """Has every attribute and accepts every call; each returns the same kind of object."""

    def __getattr__(self, name: str) -> Nothing:
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Nothing:
        return self

    def __getitem__(self, _: Any) -> Nothing:
        return self

    def __setitem__(self, _: Any, __: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Nothing]:
        return iter((self, self))  # figure, axes = subplots()

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *_: object) -> None:
        pass


_NOTHING = Nothing()


def __getattr__(name: str) -> Nothing:
    nothing: Nothing = getattr(_NOTHING, name)
    return nothing
