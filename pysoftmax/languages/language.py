"""What the engine asks of a language."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

import numpy as np

from pysoftmax.comparison.objectives import Objective

__all__ = ["Language"]

T = TypeVar("T")


class Language(ABC):
    """A language in which a submission is written.

    Nothing outside this package branches on which language it is.

    Attributes
    ----------
    key
        Its name in files and reports.
    title
        Its name in sentences.
    suffix
        What its source files end in.
    comment
        What begins a comment.
    terminator
        What ends a statement that prints nothing.
    first_index
        The index of an array's first entry.
    label_type
        The NumPy type of whole numbers in arrays.
    needs_octave
        Whether Octave runs it.
    has_vectors
        Whether an array may have one dimension, so that a function can be asked with two forms of
        a vector.
    has_objects
        Whether calls may need an object, attributes or variables (`Calling`).
    """

    key: ClassVar[str]
    title: ClassVar[str]
    suffix: ClassVar[str]
    comment: ClassVar[str]
    terminator: ClassVar[str]
    first_index: ClassVar[int]
    label_type: ClassVar[type[np.generic]]
    needs_octave: ClassVar[bool]
    has_vectors: ClassVar[bool]
    has_objects: ClassVar[bool]

    def __str__(self) -> str:
        return self.key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Language) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)

    @abstractmethod
    def choose(self, *, octave: T, python: T) -> T:
        """Return the one of two that is written in this language."""

    @abstractmethod
    def name(self, argument: str) -> str:
        """Return an argument's name as the language can write it."""

    def index(self, index: tuple[int, ...]) -> str:
        """Return an index, given from 0, as the language writes it; empty for a number."""
        shown = ", ".join(str(k + self.first_index) for k in index)
        return self._indexed(shown) if index else ""

    @abstractmethod
    def _indexed(self, index: str) -> str: ...

    @abstractmethod
    def assignment(self, outputs: Sequence[str], call: str) -> str:
        """Return the line that gives names to the results of a call."""

    @abstractmethod
    def script(self, lines: Sequence[str]) -> list[str]:
        """Return statements as a script that runs: with the imports and endings that it needs."""

    @abstractmethod
    def objective(self, objective: Objective) -> str | None:
        """Return a function as an expression; None if it has no short form."""

    def expression(self, value: Any) -> str:
        """Return a number, array, text, tuple or struct as an expression."""
        if isinstance(value, dict):
            return self._struct(
                {key: self.expression(entry) for key, entry in value.items()}, value
            )
        if isinstance(value, tuple):
            return f"({', '.join(map(self.expression, value))})"
        if isinstance(value, bool):
            return self._truth(value)
        if isinstance(value, str):
            return self._text(value)
        array = np.asarray(value)
        return _number(array.item()) if array.ndim == 0 else self._array(array)

    def record(self, value: Mapping[str, Any]) -> str:
        """Return a struct that is an argument of its own, as an expression."""
        return self.expression(dict(value))

    def by_keyword(self, name: str, value: Any) -> str:
        """Return an argument that is passed by its name."""
        return f"{name}={self.expression(value)}"

    @abstractmethod
    def _struct(self, fields: dict[str, str], values: dict[str, Any]) -> str: ...

    @abstractmethod
    def _truth(self, value: bool) -> str: ...

    @abstractmethod
    def _text(self, value: str) -> str: ...

    @abstractmethod
    def _array(self, array: np.ndarray[Any, Any]) -> str: ...

    @staticmethod
    def _numbers(values: Sequence[float], between: str) -> str:
        return between.join(map(_number, values))


def _number(value: float) -> str:
    """Return the shortest text that is read as the same number."""
    if isinstance(value, bool):
        return str(int(value))
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))
