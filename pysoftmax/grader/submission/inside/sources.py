"""What the reader asks of a language: the only module here that knows which there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from . import octave, python, tokens
from .findings import Finding, SourceText
from .looked_for import LookedFor, Wanted
from .octave_split import split_octave
from .python2 import Sign, convert, first_sign
from .tokens import Grammar

__all__ = ["SOURCES", "Sources"]

Split = Callable[[Mapping[str, bytes], Sequence[str]], tuple[dict[str, bytes], list[Finding]]]
Look = Callable[[str, str, Wanted, LookedFor, Sequence[str]], list[Finding]]


@dataclass(frozen=True)
class Sources:
    """The source files of one language.

    Attributes
    ----------
    suffix
        What their names end in.
    definition
        Matches the beginning of a function, its name in a group.
    declares_encoding
        Whether a file may declare another encoding than UTF-8.
    look
        What can be said about a file: of its text, its name, the function that it should hold, all
        that is looked for, and the names of all files.
    is_untouched
        Whether a file's text is the starter code's, for a function.
    grammar
        Its tokens.
    old_version
        An old version of the language, which the course does not use.
    old_sign
        The first thing in a text that only the old version knows.
    convert
        Converts a text from the old version; it raises ValueError if it cannot.
    converted
        What a text is then, in words.
    split
        Of files and the names of functions that should have files of their own: those that are
        made of what other files define, and remarks on these.
    error
        What keeps the language from reading a file, of its text and name; None if nothing does, or
        if only the language's own program knows.
    """

    suffix: str
    definition: re.Pattern[str]
    declares_encoding: bool
    look: Look
    is_untouched: Callable[[str, Wanted], bool]
    grammar: Grammar
    old_version: str = ""
    old_sign: Callable[[str], Sign | None] = lambda text: None
    convert: Callable[[str], str] | None = None
    converted: str = ""
    split: Split = lambda files, wanted: ({}, [])
    error: Callable[[str, str], Finding | None] = lambda text, file: None

    def reads(self, source: SourceText) -> bool:
        """Return whether the language reads a file's encoding."""
        return source.encoding == "UTF-8" or (source.declared and self.declares_encoding)


SOURCES = {
    "python": Sources(
        ".py",
        re.compile(r"^[ \t]*def[ \t]+(\w+)", re.MULTILINE),
        True,
        python.look_at_python,
        python.is_untouched,
        tokens.PYTHON,
        "Python 2",
        first_sign,
        convert,
        "converted to Python 3 by fissix",
        error=python.syntax_error,
    ),
    "octave": Sources(
        ".m",
        re.compile(r"^[ \t]*function\b(?:[^=\n(%#]*=)?[ \t]*(\w+)", re.MULTILINE),
        False,
        octave.look_at_octave,
        octave.is_untouched,
        tokens.OCTAVE,
        split=split_octave,
    ),
}
