"""How many cases were compared with Octave in this pytest session, by function."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from _pysoftmax_pytest import current

if TYPE_CHECKING:
    from pysoftmax.testing.outcome import Outcome

__all__ = ["count", "counts", "record"]


def count(function: str, cases: int = 1, recorded: str = "") -> None:
    """Count compared cases of a function; outside of pytest this has no effect.

    Parameters
    ----------
    function, cases
        The function's name, and how many cases of it.
    recorded
        The version of Octave that made the recording; empty if a live Octave answered.
    """
    state = current()
    if state is not None:
        state.compared[function] += cases
        if recorded:
            state.recorded[recorded] += cases


def record(outcome: Outcome) -> None:
    """Keep how a test ended; outside of pytest this has no effect."""
    state = current()
    if state is not None:
        state.outcomes.append(asdict(outcome))


def counts() -> dict[str, int]:
    """Return the counts so far."""
    state = current()
    return {} if state is None else dict(state.compared)
