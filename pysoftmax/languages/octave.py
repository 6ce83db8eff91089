"""Octave, as submissions are written in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from pysoftmax.comparison.objectives import Objective
from pysoftmax.languages.language import Language

__all__ = ["Octave"]

T = TypeVar("T")


class Octave(Language):
    """GNU Octave: it computes with doubles, and a vector is a column."""

    key = "octave"
    title = "Octave"
    suffix = ".m"
    comment = "%"
    terminator = ";"
    first_index = 1
    label_type = np.float64
    needs_octave = True
    has_vectors = False
    has_objects = False

    def choose(self, *, octave: T, python: T) -> T:
        """Return Octave's."""
        return octave

    def name(self, argument: str) -> str:
        """Return the name as it is."""
        return argument

    def _indexed(self, index: str) -> str:
        return f"({index})"

    def assignment(self, outputs: Sequence[str], call: str) -> str:
        """Return ``[a, b] = call``."""
        return f"[{', '.join(outputs)}] = {call}" if len(outputs) > 1 else f"{outputs[0]} = {call}"

    def script(self, lines: Sequence[str]) -> list[str]:
        """Return the lines as they are."""
        return list(lines)

    def objective(self, objective: Objective) -> str | None:
        """Return an anonymous function."""
        return objective.formula.in_a_line.get(self.key)

    def _struct(self, fields: dict[str, str], values: dict[str, Any]) -> str:
        return "struct(" + ", ".join(f"'{key}', {entry}" for key, entry in fields.items()) + ")"

    def _truth(self, value: bool) -> str:
        return str(value).lower()

    def _text(self, value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    def _array(self, array: np.ndarray[Any, Any]) -> str:
        rows = array.reshape(array.shape[0], -1).tolist()
        return "[" + "; ".join(self._numbers(row, " ") for row in rows) + "]"
