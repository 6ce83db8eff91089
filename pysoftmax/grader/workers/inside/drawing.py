"""What stands for matplotlib: nothing is drawn, since there is no screen, and the run goes on.

Many solutions import it at their top, for `display_network`; that must not cost them anything,
whatever is installed where they are graded.
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
    """Has every attribute and takes every call; what comes of it is the same again."""

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
