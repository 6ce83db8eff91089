"""One exception for each thing that can go wrong in Octave."""

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
        Octave's own message.
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
    """A call did not return in time; Octave and all processes it started were ended."""


class OctaveCrashError(OctaveError):
    """Octave itself ended during a call."""


class OctaveNotAskedError(OctaveError):
    """A call that was not made, because too many calls before it hung or crashed Octave."""


class OctaveNotFoundError(OctaveError):
    """Octave, or octave_kernel to reach it, is not installed, or Octave does not start."""
