"""A call of a Python function that needs more than its arguments: an object, say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pysoftmax.comparison.case import Case

__all__ = ["Calling"]


@dataclass(frozen=True, eq=False)
class Calling(Case):
    """A case with all that a course's Python files need around the call.

    Attributes
    ----------
    constructor
        The arguments of the class whose method is called, the function then being
        ``file:Class.method``; None for a plain function. A method that returns None gives its
        object.
    attributes
        What is set on the object before the call, by name.
    variables
        What is set in the function's file before the call, by name.
    ignored
        Places, from 0, of outputs that may be anything; 0 comes in their stead.
    then
        A second call, whose outputs follow those of the first.
    """

    constructor: tuple[Any, ...] | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    ignored: tuple[int, ...] = ()
    then: Calling | None = None

    def parts(self) -> Iterator[Calling]:
        """The call itself and those that follow it."""
        yield self
        if self.then is not None:
            yield from self.then.parts()
