"""The harness is tested: each property catches its mutants, in Python and in Octave."""

from __future__ import annotations

from pathlib import Path

import pytest
from lockstep import LOCKSTEP, python_routines
from mutants import ALL, OCTAVE, PYTHON, caught_after, mutated_folder, python_mutant

from pysoftmax.comparison.in_process import InProcess
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.reference import of_pysoftmax
from pysoftmax.octave import OctaveSession
from pysoftmax.parity.octave_folder import in_octave
from pysoftmax.resources import folder


def _python_oracle(name: str) -> InProcess:
    return InProcess("pysoftmax", python_routines()) if name in LOCKSTEP else of_pysoftmax()


@pytest.mark.parametrize("name", ALL)
def test_a_python_mutant_is_caught(name: str, record_property: pytest.FixtureRequest) -> None:
    """Held to pysoftmax, the mutant disagrees within 400 cases."""
    after = caught_after(ALL[name], python_mutant(ALL[name]), _python_oracle(name))
    assert after is not None, f"{PYTHON[name][0]}: not caught"
    record_property("caught after", after)  # type: ignore[operator]


@pytest.mark.parametrize("name", ALL)
def test_an_octave_mutant_is_caught(
    name: str, octave: OctaveSession, tmp_path: Path, record_property: pytest.FixtureRequest
) -> None:
    """A .m file with one thing changed disagrees within 400 cases."""
    place = mutated_folder(name, folder("octave_ref"), tmp_path / "mutant")
    after = caught_after(ALL[name], in_octave(SOFTMAX, octave, place), _python_oracle(name))
    assert after is not None, f"{OCTAVE[name]}: not caught"
    record_property("caught after", after)  # type: ignore[operator]


def test_every_property_has_its_mutants() -> None:
    """A new property needs a mutant in each language."""
    assert set(PYTHON) == set(OCTAVE) == set(ALL)
