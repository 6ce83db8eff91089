"""Softmax regression, UFLDL's exercise, as a value.

Claims, items, mistakes and conventions each have a module; `SOFTMAX` puts them together. It is made
when it is first asked for, so that the exercise's own commands start without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pysoftmax.exercise.exercise import Exercise
    from pysoftmax.exercise.softmax.value import SOFTMAX

__all__ = ["SOFTMAX"]


def __getattr__(name: str) -> Exercise:
    if name == "SOFTMAX":
        from pysoftmax.exercise.softmax.value import SOFTMAX

        return SOFTMAX
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
