"""Where the folders that come with the package lie: in a checkout, or in an installed wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

__all__ = ["folder"]

_PACKAGE = Path(__file__).resolve().parent


def folder(name: Literal["octave_ref", "starter_code", "digits"]) -> Path:
    """The folder of that name.

    Raises
    ------
    FileNotFoundError
        When the installation lacks it.
    """
    candidates = (
        [_PACKAGE / "datasets" / "digits"]
        if name == "digits"
        else [_PACKAGE / "_shipped" / name, _PACKAGE.parent / name]
    )
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(
        f"{name} is not at {candidates[-1]}; install pysoftmax again, it comes with the package"
    )
