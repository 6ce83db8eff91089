"""Matrices as heat maps: the wrong gradient next to the correct one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pysoftmax.grader.results import Picture

__all__ = ["HeatMap", "Tile", "heat_maps"]

Rows = Sequence[Sequence[float | None]]

NOT_FINITE = "#9a9a9a"
BLUE, WHITE, RED = (33, 102, 172), (247, 247, 247), (178, 24, 43)


@dataclass(frozen=True)
class Tile:
    """One entry of a matrix."""

    x: int
    y: int
    color: str
    label: str


@dataclass(frozen=True)
class HeatMap:
    """A matrix to draw, `width` by `height` tiles of one unit each."""

    caption: str
    width: int
    height: int
    tiles: tuple[Tile, ...]


def heat_maps(picture: Picture) -> tuple[HeatMap, ...]:
    """Both matrices and their difference, on one scale: that of the correct one's largest entry."""
    scale = _largest(picture.expected) or 1.0
    difference = [
        [None if a is None or e is None else a - e for a, e in zip(one, other, strict=True)]
        for one, other in zip(picture.answer, picture.expected, strict=True)
    ]
    named = (
        ("yours", picture.answer),
        ("right", picture.expected),
        ("difference", difference),
    )
    return tuple(_heat_map(caption, rows, scale) for caption, rows in named)


def _heat_map(caption: str, rows: Rows, scale: float) -> HeatMap:
    tiles = tuple(
        Tile(x, y, _color(value, scale), _label(value, x, y))
        for y, row in enumerate(rows)
        for x, value in enumerate(row)
    )
    return HeatMap(caption, len(rows[0]) if rows else 0, len(rows), tiles)


def _largest(rows: Rows) -> float:
    return max((abs(value) for row in rows for value in row if value is not None), default=0.0)


def _label(value: float | None, x: int, y: int) -> str:
    shown = "not a finite number" if value is None else f"{value:.4g}"
    return f"class {y + 1}, feature {x + 1}: {shown}"


def _color(value: float | None, scale: float) -> str:
    """Return blue if negative, red if positive, white if zero, grey if NaN or infinite."""
    if value is None:
        return NOT_FINITE
    share = max(-1.0, min(1.0, value / scale))
    end = RED if share > 0 else BLUE
    mixed = (round(w + (c - w) * abs(share)) for w, c in zip(WHITE, end, strict=True))
    return "#{:02x}{:02x}{:02x}".format(*mixed)
