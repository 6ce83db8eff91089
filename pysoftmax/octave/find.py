"""Where Octave is."""

from __future__ import annotations

import os
import shutil

__all__ = ["find_octave"]

CANDIDATES = ("octave-cli", "octave")
"""`octave-cli` first: it has no graphics to start, nor a missing display to complain of."""


def find_octave() -> str | None:
    """The path of the Octave to use, or None.

    ``OCTAVE_EXECUTABLE`` in the environment comes first, as oct2py has it; then `octave-cli` and
    `octave` on the path.
    """
    chosen = os.environ.get("OCTAVE_EXECUTABLE")
    names = (chosen,) if chosen else CANDIDATES
    return next((path for path in map(shutil.which, names) if path), None)
