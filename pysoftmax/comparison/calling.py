"""A call of a Python function that needs more than its arguments, such as an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pysoftmax.comparison.case import Case

__all__ = ["Calling"]


@dataclass(frozen=True, eq=False)
class Calling(Case):
    """A case with the context that a course's Python files need for the call.

    Attributes
    ----------
    constructor
        The arguments of the class whose method is called, the function then being
        ``file:Class.method``; None for a plain function. If a method returns None, its
        object is the answer.
    keywords
        What is passed by keyword.
    closure
        The arguments of the function that the called one returns; None if it returns the answer.
    attributes
        What is set on the object before the call, by name.
    variables
        What is set in the function's file before the call, by name.
    ignored
        Positions, from 0, of outputs that are ignored; 0 replaces them. If all outputs of a method
        are ignored, its object is the answer.
    then
        A second call, whose outputs follow those of the first.
    """

    constructor: tuple[Any, ...] | None = None
    keywords: Mapping[str, Any] = field(default_factory=dict)
    closure: tuple[Any, ...] | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    ignored: tuple[int, ...] = ()
    then: Calling | None = None

    def parts(self) -> Iterator[Calling]:
        """Yield the call itself and those that follow it."""
        yield self
        if self.then is not None:
            yield from self.then.parts()
