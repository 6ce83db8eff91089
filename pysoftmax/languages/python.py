"""Python, as submissions are written in it."""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from pysoftmax.comparison.objectives import Objective
from pysoftmax.languages.language import Language

__all__ = ["Python"]

T = TypeVar("T")

_MODEL = ["", "class Model(dict):", "    __getattr__ = dict.__getitem__", ""]
"""A struct whose fields can be read as a dict's and as an object's."""


class Python(Language):
    """Python 3 with NumPy."""

    key = "python"
    title = "Python"
    suffix = ".py"
    comment = "#"
    terminator = ""
    first_index = 0
    label_type = np.int64
    needs_octave = False
    has_vectors = True
    has_objects = True

    def choose(self, *, octave: T, python: T) -> T:
        """Return Python's."""
        return python

    def name(self, argument: str) -> str:
        """Return the name, a reserved word with an underscore after it."""
        return f"{argument}_" if keyword.iskeyword(argument) else argument

    def _indexed(self, index: str) -> str:
        return f"[{index}]"

    def assignment(self, outputs: Sequence[str], call: str) -> str:
        """Return ``a, b = call``."""
        return f"{', '.join(outputs)} = {call}"

    def script(self, lines: Sequence[str]) -> list[str]:
        """Return the lines below the imports and the class that they need."""
        imports = [line for line in lines if line.startswith(("import ", "from "))]
        model = _MODEL if any(" = Model(" in line for line in lines) else []
        rest = [line for line in lines if line not in imports]
        return ["import numpy as np", *dict.fromkeys(imports), *model, *rest]

    def objective(self, objective: Objective) -> str | None:
        """Return a lambda expression."""
        formula = objective.formula.in_a_line.get(self.key)
        if formula is None or objective.nargout < 2:
            return formula
        variable, _, value = formula.partition(": ")
        return f"{variable}: ({value}, None)"

    def record(self, value: Mapping[str, Any]) -> str:
        """Return a struct that can be read as a dict and as an object."""
        return f"Model({self._dict({key: self.expression(one) for key, one in value.items()})})"

    def by_keyword(self, name: str, value: Any) -> str:
        """Return ``name=value``, or a dict of one entry if the name is a reserved word."""
        written = self.expression(value)
        if keyword.iskeyword(name):
            return f"**{self._dict({name: written})}"
        return f"{name}={written}"

    def _struct(self, fields: dict[str, str], values: dict[str, Any]) -> str:
        if any(np.ndim(entry) == 2 for entry in values.values()):
            return "Model(" + ", ".join(f"{key}={entry}" for key, entry in fields.items()) + ")"
        return self._dict(fields)

    @staticmethod
    def _dict(fields: Mapping[str, str]) -> str:
        return "{" + ", ".join(f'"{key}": {entry}' for key, entry in fields.items()) + "}"

    def _truth(self, value: bool) -> str:
        return str(value)

    def _text(self, value: str) -> str:
        return repr(value)

    def _array(self, array: np.ndarray[Any, Any]) -> str:
        rows = [array.tolist()] if array.ndim == 1 else array.tolist()
        written = ", ".join(f"[{self._numbers(row, ', ')}]" for row in rows)
        return f"np.array({written if array.ndim == 1 else f'[{written}]'})"
