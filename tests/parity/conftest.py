"""The two sides that are held to each other."""

from __future__ import annotations

import pytest

from pysoftmax.conformance.implementations import InOctave, InProcess, of_pysoftmax
from pysoftmax.octave import OctaveSession
from pysoftmax.resources import folder


@pytest.fixture(scope="session")
def python() -> InProcess:
    """The functions of pysoftmax."""
    return of_pysoftmax()


@pytest.fixture(scope="session")
def reference(octave: OctaveSession) -> InOctave:
    """octave_ref, in the live session."""
    return InOctave(octave, folder("octave_ref"))
