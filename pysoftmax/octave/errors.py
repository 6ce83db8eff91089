"""What can go wrong in Octave, each as what it is."""

from __future__ import annotations

__all__ = [
    "OctaveCrashError",
    "OctaveError",
    "OctaveMissingError",
    "OctaveNotAskedError",
    "OctaveNotFoundError",
    "OctaveTimeoutError",
]


class OctaveError(Exception):
    """Octave reported an error.

    Attributes
    ----------
    message
        Octave's own words.
    identifier
        Octave's error identifier, such as ``Octave:nonconformant-args``; may be empty.
    where
        The function and line that raised it, as far as known.
    """

    def __init__(self, message: str, identifier: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.identifier = identifier
        self.where = where

    def __str__(self) -> str:
        return f"{self.message} ({self.where})" if self.where else self.message


class OctaveMissingError(OctaveError):
    """Octave has no function of that name on its path."""


class OctaveTimeoutError(OctaveError):
    """A call did not return in time; Octave and all it started were ended."""


class OctaveCrashError(OctaveError):
    """Octave itself ended during a call."""


class OctaveNotAskedError(OctaveError):
    """A call that was not made, since too many before it hung or took Octave down."""


class OctaveNotFoundError(OctaveError):
    """Octave, or octave_kernel to reach it, is not installed, or Octave does not start."""
