"""The arguments of one call: by position, and as pairs of a name and a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Arguments"]


@dataclass(init=False, frozen=True)
class Arguments:
    """The arguments of one call, for `against_octave`.

    Python receives the named ones as keyword arguments, Octave as ``"name", value`` pairs after
    the others. If none is named, a plain tuple is enough.

    Parameters
    ----------
    *values
        The arguments by position.
    **names
        The arguments by name.

    Examples
    --------
    >>> Arguments([1.0, 2.0], tol=1e-3).for_octave()
    ([1.0, 2.0], 'tol', 0.001)
    """

    values: tuple[Any, ...]
    names: dict[str, Any] = field(default_factory=dict)

    def __init__(self, *values: Any, **names: Any) -> None:
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "names", names)

    def for_octave(self) -> tuple[Any, ...]:
        """Return the arguments that Octave receives."""
        return (*self.values, *(part for pair in self.names.items() for part in pair))

    def for_python(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments for Python, by position and by name; of a `Pair`, its Python part."""
        names = {name: _python_part(value) for name, value in self.names.items()}
        return tuple(map(_python_part, self.values)), names


def _python_part(value: Any) -> Any:
    """Return the value with each `Pair` replaced by its Python part."""
    from pysoftmax.octave.values import Pair

    if isinstance(value, Pair):
        return value.python
    if type(value) in (list, tuple):
        return type(value)(map(_python_part, value))
    if type(value) is dict:
        return {key: _python_part(entry) for key, entry in value.items()}
    return value
