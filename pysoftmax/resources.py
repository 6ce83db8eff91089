"""Find the folders that come with the package: in a checkout, or in an installed wheel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["folder"]


def folder(name: Literal["octave_ref", "starter_code", "digits"]) -> Path:
    """Return the folder of that name.

    Raises
    ------
    FileNotFoundError
        If the installation lacks it.
    """
    from pathlib import Path  # takes 4 ms, more than everything else that `import pysoftmax` loads

    package = Path(__file__).resolve().parent
    candidates = (
        [package / "datasets" / "digits"]
        if name == "digits"
        else [package / "_shipped" / name, package.parent / name]
    )
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(
        f"{name} is not at {candidates[-1]}; install pysoftmax again, it comes with the package"
    )
