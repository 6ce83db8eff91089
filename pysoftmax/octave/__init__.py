"""A live Octave that answers many calls at once, and survives what a .m file does to it.

`find_octave`
    where Octave is, `octave-cli` first.
`OctaveSession`
    one Octave process, started when first asked and started again after a crash; `call` asks one
    thing, `batch` many in one go. Built on octave_kernel, as oct2py is.
`Cell`, `Map`, `Pair`, `StructArray`
    Python values for what only Octave has.
`OctaveError`
    what Octave said, with its identifier. A time-out, a crash and a missing function are its kinds.
"""

from pysoftmax.octave.errors import (
    OctaveCrashError,
    OctaveError,
    OctaveMissingError,
    OctaveNotAskedError,
    OctaveNotFoundError,
    OctaveTimeoutError,
)
from pysoftmax.octave.find import find_octave
from pysoftmax.octave.session import Call, OctaveSession, Reply
from pysoftmax.octave.values import Cell, Map, NotCarried, Pair, StructArray

__all__ = [
    "Call",
    "Cell",
    "Map",
    "NotCarried",
    "OctaveCrashError",
    "OctaveError",
    "OctaveMissingError",
    "OctaveNotAskedError",
    "OctaveNotFoundError",
    "OctaveSession",
    "OctaveTimeoutError",
    "Pair",
    "Reply",
    "StructArray",
    "find_octave",
]
