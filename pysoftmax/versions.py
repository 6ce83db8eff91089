"""What of this machine a result depends on, to compare with another machine's."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

__all__ = ["differences_from", "fingerprint", "versions_here"]


@cache
def versions_here() -> dict[str, str]:
    """Return the versions, in words for a person."""
    import numpy as np
    import scipy

    from pysoftmax import __version__
    from pysoftmax.octave.find import octave_command, why_not

    octave = octave_command()
    own = fingerprint(Path(__file__).parent)
    return {
        "pysoftmax": f"{__version__} ({own})",
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "SciPy": scipy.__version__,
        "Octave": why_not(octave)[0] if octave else "none",
    }


def fingerprint(folder: Path, kinds: Iterable[str] = ("py", "m")) -> str:
    """Return a fingerprint of a folder's files: a version alone says little in a clone."""
    digest = hashlib.sha256()
    for path in (path for kind in kinds for path in sorted(folder.rglob(f"*.{kind}"))):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def differences_from(expected: Mapping[str, str], here: Mapping[str, str]) -> list[str]:
    """Return what is not as expected, in words; none if all is."""
    return [
        f"{what} is {here.get(what, 'none')}; expected {wanted}"
        for what, wanted in expected.items()
        if here.get(what) != wanted
    ]
