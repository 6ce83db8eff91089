"""A live Octave that answers many calls at once, and recovers from whatever a .m file does.

`find_octave`
    where Octave is, `octave-cli` first.
`OctaveSession`
    one Octave process, started at the first call and again after a crash; `call` makes one call,
    `batch` makes many in one round trip. Built on octave_kernel, as oct2py is.
`Cell`, `Map`, `Pair`, `StructArray`
    Python values for types that only Octave has.
`OctaveError`
    an error in Octave, with its identifier. It has subclasses for time-outs, crashes and missing
    functions.
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
