"""Softmax regression, UFLDL's exercise, as a value.

`functions`, claims, items, mistakes and conventions each have a module; `SOFTMAX` puts them
together.
"""

from __future__ import annotations

from pysoftmax.exercise.softmax.value import SOFTMAX

__all__ = ["SOFTMAX"]
