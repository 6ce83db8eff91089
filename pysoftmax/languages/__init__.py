"""The languages in which submissions are written: all that depends on one is asked of it."""

from __future__ import annotations

from pysoftmax.languages.language import Language
from pysoftmax.languages.octave import Octave
from pysoftmax.languages.python import Python

__all__ = ["LANGUAGES", "OCTAVE", "PYTHON", "SUFFIXES", "Language"]

PYTHON: Language = Python()
OCTAVE: Language = Octave()
LANGUAGES = {language.key: language for language in (PYTHON, OCTAVE)}
"""All languages, by their keys in files and reports."""
SUFFIXES = tuple(language.suffix for language in LANGUAGES.values())
"""What the names of source files end in."""
