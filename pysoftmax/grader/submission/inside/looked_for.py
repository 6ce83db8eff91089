"""What is looked for in a submission: an exercise's functions, as plain values.

The reader knows no exercise. What it looks for is sent to it with each request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .names import plain

__all__ = ["LookedFor", "Wanted"]


@dataclass(frozen=True)
class Wanted:
    """A function that a submission should define.

    Attributes
    ----------
    name
        The exercise's name for it.
    file, called
        The stem of the file that should hold it, and its name there.
    arguments
        What it is called with.
    outputs
        How many outputs an Octave function must have.
    complete
        Whether the starter code holds all of it, so that students forget to submit it.
    starter
        The starter's source by language, if it leaves something to fill in.
    namesakes
        Functions of other exercises that are submitted in its place: the name, a regular expression
        that the source matches, and what it is.
    """

    name: str
    file: str
    called: str
    arguments: tuple[str, ...]
    outputs: int = 1
    complete: bool = False
    starter: Mapping[str, str] = field(default_factory=dict)
    namesakes: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> Wanted:
        """The inverse of `asdict`, of what JSON holds."""
        namesakes = tuple(tuple(one) for one in table["namesakes"])
        return cls(**{**table, "arguments": tuple(table["arguments"]), "namesakes": namesakes})


@dataclass(frozen=True)
class LookedFor:
    """All that is looked for.

    Attributes
    ----------
    functions
        The functions that will be called.
    others
        Stems of further files by which a folder is known to hold the exercise.
    busy
        Beginnings, in small letters without ``_``, of functions that run the exercise.
    toolbox
        Functions that only a toolbox of MATLAB has.
    elsewhere
        Functions that come in files of their own.
    given
        The runs of the starter code's tokens, by language.
    converted
        Whether Python 2 is converted to Python 3.
    """

    functions: tuple[Wanted, ...]
    others: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()
    toolbox: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    given: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    converted: bool = False

    def stems(self) -> frozenset[str]:
        """The plain stems of all files by which a folder is known to hold the exercise."""
        return frozenset(plain(stem) for stem in (*self.others, *(f.file for f in self.functions)))

    def to_table(self) -> dict[str, Any]:
        """All of it as JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> LookedFor:
        """The inverse of `to_table`."""
        functions = tuple(map(Wanted.from_table, table["functions"]))
        apart = ("functions", "given", "converted")
        rest = {name: tuple(value) for name, value in table.items() if name not in apart}
        given = {language: tuple(hashes) for language, hashes in table["given"].items()}
        return cls(functions, given=given, converted=bool(table["converted"]), **rest)
