"""Whether an error is about the arguments, or comes from broken code.

The two sides agree on an error only if both reject the arguments. A misspelt name, a failed import
or an index out of range by mistake is not a rejection, whatever the other side does.
"""

from __future__ import annotations

import dis
import re
import traceback
from collections.abc import Mapping
from types import TracebackType

from pysoftmax.comparison.claim import BROKEN
from pysoftmax.octave import OctaveError, OctaveMissingError

__all__ = ["octave_fault", "python_fault", "unexpected_kind"]

MISBOUND = re.compile(r"\(\) (missing|takes|got) .*argument")
"""Python's messages for a call that does not fit the function."""

INDEX = ("Octave:index-out-of-bounds", "Octave:bad-index", "Octave:index out of bound")
"""Identifiers for which an IndexError or KeyError is the counterpart."""


def octave_fault(error: OctaveError) -> str:
    """Return what is broken in the .m file, in words; empty if the error is about the arguments."""
    if isinstance(error, OctaveMissingError) or error.identifier in BROKEN:
        return f"the .m file is broken: {error}"
    if error.message.startswith("parse error"):
        return f"the .m file cannot be parsed: {error}"
    return ""


def python_fault(error: Exception, octave: OctaveError | None = None) -> str:
    """What is broken in the Python code, in words; empty if the error is about the arguments.

    Parameters
    ----------
    error
        What Python raised.
    octave
        Octave's error for the same arguments.
    """
    name = type(error).__name__
    if isinstance(error, SyntaxError):
        return f"Python code cannot be parsed: {name}: {error}"
    if isinstance(error, ImportError):
        return f"Python code cannot be imported: {name}: {error}"
    if isinstance(error, AssertionError):
        return f"a Python assertion failed: {error}"
    if isinstance(error, TypeError) and MISBOUND.search(str(error)):
        return f"the Python call does not fit the function: {error}"
    if name in BROKEN:
        return f"the Python code is broken: {name}: {error}"
    if not isinstance(error, (TypeError, LookupError)) or _is_raised(error.__traceback__):
        return ""
    if isinstance(error, LookupError) and octave is not None and octave.identifier in INDEX:
        return ""
    return f"the Python code is broken: {name}: {error} ({_place(error)})"


def _is_raised(trace: TracebackType | None) -> bool:
    """Return whether a ``raise`` statement raised the error, and not a faulty operation."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return False
    instructions = {i.offset: i.opname for i in dis.get_instructions(trace.tb_frame.f_code)}
    return instructions.get(trace.tb_lasti) == "RAISE_VARARGS"


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}, line {frame.lineno}: {frame.line}"


def unexpected_kind(
    error: Exception, octave: OctaveError, kinds: Mapping[str, type[Exception]] | None
) -> str:
    """Describe what contradicts the table of identifiers and exceptions; empty if nothing does."""
    if kinds is None:
        return ""
    wanted = kinds.get(octave.identifier)
    if wanted is None:
        return (
            f"Octave's error has the identifier {octave.identifier!r}; expected one of "
            f"{sorted(kinds)}: {octave}"
        )
    if isinstance(error, wanted):
        return ""
    return (
        f"Python raises {type(error).__name__} for Octave's {octave.identifier}; expected "
        f"{wanted.__name__}: {error}"
    )
