"""How many cases were compared with Octave in this run, by function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

__all__ = ["add", "count", "counts"]

_compared: Counter[str] = Counter()


def count(function: str, cases: int = 1) -> None:
    """Count compared cases of a function."""
    _compared[function] += cases


def add(counts: Mapping[str, int]) -> None:
    """Add another process's counts."""
    _compared.update(counts)


def counts() -> dict[str, int]:
    """The counts so far."""
    return dict(_compared)
