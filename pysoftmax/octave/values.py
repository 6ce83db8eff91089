"""Python values for types that Python lacks: cells with a shape, struct arrays, maps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from weakref import WeakValueDictionary

__all__ = ["Cell", "Map", "NotCarried", "Pair", "StructArray"]


class _Shaped(list[Any]):
    """A list of the entries column by column, with the shape of the array that they fill."""

    shape: tuple[int, ...]

    def __init__(self, entries: Iterable[Any] = (), shape: tuple[int, ...] | None = None) -> None:
        super().__init__(entries)
        self.shape = (1, len(self)) if shape is None else tuple(shape)
        size = 1
        for length in self.shape:
            size *= length
        if size != len(self) or len(self.shape) < 2:
            name = type(self).__name__
            raise ValueError(
                f"shape is {self.shape}; expected at least two lengths that multiply to "
                f"{len(self)}, the number of entries of the {name}"
            )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({super().__repr__()}, shape={self.shape})"


class Cell(_Shaped):
    """A cell array: a list of its entries column by column, with its shape.

    A plain list or tuple is a cell of one row.

    Parameters
    ----------
    entries
        The entries, column by column.
    shape
        The lengths, at least two; one row by default.

    Examples
    --------
    >>> Cell(["a", "b"], (2, 1))  # octave: {"a"; "b"}
    Cell(['a', 'b'], shape=(2, 1))
    """


class StructArray(_Shaped):
    """A struct array: a list of dicts column by column, all with the same keys, with its shape.

    Parameters
    ----------
    entries
        The dicts, column by column.
    shape
        The lengths, at least two; one row by default.
    fields
        The names of the fields, needed only if there is no entry.

    Examples
    --------
    >>> StructArray([{"x": 1}, {"x": 2}])  # octave: struct ("x", {1, 2})
    StructArray([{'x': 1}, {'x': 2}], shape=(1, 2))
    """

    def __init__(
        self,
        entries: Iterable[Mapping[str, Any]] = (),
        shape: tuple[int, ...] | None = None,
        fields: Iterable[str] = (),
    ) -> None:
        super().__init__(entries, shape)
        self.fields = tuple(self[0] if self else fields)
        for place, entry in enumerate(self):
            if set(entry) != set(self.fields):
                raise ValueError(
                    f"entry {place} has the fields {list(entry)}; expected {list(self.fields)}, as "
                    "in the first entry"
                )


class Map(dict[Any, Any]):
    """A ``containers.Map``: a dict whose keys are all text or all numbers."""


@dataclass(frozen=True)
class Pair:
    """One argument in two forms: a Python object, and an Octave expression for its counterpart.

    Use it to pass a function handle, or anything else that has no common form.

    Attributes
    ----------
    python
        What the Python function receives.
    octave
        An Octave expression; its value is what the Octave function receives.

    Examples
    --------
    >>> square = Pair(lambda x: x**2, "@(x) x .^ 2")
    """

    python: Callable[..., Any] | Any
    octave: str

    def __post_init__(self) -> None:
        _pairs[self.octave] = self

    @staticmethod
    def known(octave: str) -> Pair | None:
        """Return the pair with that expression, if one was made and still exists."""
        return _pairs.get(octave)

    def __repr__(self) -> str:
        return f"Pair({getattr(self.python, '__name__', self.python)}, {self.octave!r})"


_pairs: WeakValueDictionary[str, Pair] = WeakValueDictionary()
"""The existing pairs, by expression: a recording contains only the expression."""


class NotCarried:
    """Replaces an Octave value that has no form in Python, such as a handle.

    Using it as a number, a sequence or a function raises a TypeError that names the class.
    """

    def __init__(self, description: str) -> None:
        self.description = description

    def __repr__(self) -> str:
        return f"<a value of class {self.description}>"

    def refuse(self, *_: Any, **__: Any) -> NoReturn:
        """Raise the TypeError."""
        raise TypeError(
            f"Octave returned a value of class {self.description}, which has no form in Python; "
            "return numbers, text, structs, cells or maps instead"
        )

    __array__ = __float__ = __int__ = __len__ = __iter__ = __getitem__ = __call__ = refuse
    __bool__ = __add__ = __radd__ = __sub__ = __mul__ = __truediv__ = refuse
