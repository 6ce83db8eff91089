"""How many cases were compared with Octave in this pytest session, by function."""

from __future__ import annotations

from _pysoftmax_pytest import current

__all__ = ["count", "counts"]


def count(function: str, cases: int = 1) -> None:
    """Count compared cases of a function; outside of pytest there is nothing to count for."""
    state = current()
    if state is not None:
        state.compared[function] += cases


def counts() -> dict[str, int]:
    """The counts so far."""
    state = current()
    return {} if state is None else dict(state.compared)
