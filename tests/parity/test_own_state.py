"""What lasts from one case to the next: folders, packages, globals, persistents, random numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from pysoftmax.octave import OctaveSession
from pysoftmax.octave_random import OctaveRandom
from pysoftmax.testing import against_octave

pytestmark = pytest.mark.octave


@pytest.fixture
def m_files(tmp_path: Path) -> Path:
    """A function that uses a global, one that counts its calls, one that draws."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "elsewhere.m").write_text("function y = elsewhere ()\n  y = 5;\nend\n")
    bodies = {
        "scaled": "global factor\n  y = factor * x;",
        "called": "persistent n = 0;\n  n++;\n  y = n + 0 * x;",
        "drawn": "y = x + rand () + randn () + rande () + randg (2) + randp (3);",
        "calls": "y = x + elsewhere ();",
    }
    for name, body in bodies.items():
        (tmp_path / f"{name}.m").write_text(f"function y = {name} (x)\n  {body}\nend\n")
    return tmp_path


def _run(octave: OctaveSession, path: Path, function: Any, **options: Any) -> None:
    against_octave(path, st.integers(0, 9), examples=12, **options)(function)(octave=octave)


def test_setup_lasts_for_the_test(octave: OctaveSession, m_files: Path) -> None:
    """Globals and folders that a line of setup sets are there for every case."""
    setup = ("global factor", "factor = 3")
    _run(octave, m_files / "scaled.m", lambda x: 3 * x, setup=setup)
    folder = f"addpath ('{m_files / 'other'}')"
    _run(octave, m_files / "calls.m", lambda x: x + 5, setup=(folder,))
    with pytest.raises(AssertionError, match="elsewhere"):
        _run(octave, m_files / "calls.m", lambda x: x + 5)


def test_a_failure_is_found_and_shrunk_with_the_setup(octave: OctaveSession, m_files: Path) -> None:
    """What is asked alone while shrinking has the setup too."""
    setup = ("global factor", "factor = 3")
    with pytest.raises(AssertionError, match="x = 4"):
        _run(octave, m_files / "scaled.m", lambda x: 3 * x if x < 4 else 0, setup=setup)


def test_a_setup_line_that_fails_is_named(octave: OctaveSession, m_files: Path) -> None:
    """The test fails with Octave's words."""
    with pytest.raises(AssertionError, match=r"a line of setup fails in Octave: .*no_such"):
        _run(octave, m_files / "scaled.m", lambda x: x, setup=("no_such_function ()",))


def test_state_is_cleared_if_asked(octave: OctaveSession, m_files: Path) -> None:
    """Persistent variables and globals are new in each case, or at least in each test."""
    _run(octave, m_files / "called.m", lambda x: 1, reset="case")
    _run(octave, m_files / "called.m", lambda x: 1, reset="case")
    with pytest.raises(AssertionError, match=r"Octave [2-9]"):
        _run(octave, m_files / "called.m", lambda x: 1, reset="test")
    octave.call("pysoftmax_setup", ["global factor", "factor = 7"], False, nargout=0)
    with pytest.raises(AssertionError, match=r"shape 0x0|Octave"):
        _run(octave, m_files / "scaled.m", lambda x: 7 * x, reset="test")


def test_random_numbers_start_where_they_are_told(octave: OctaveSession, m_files: Path) -> None:
    """Each call draws what OctaveRandom draws from the same seed."""

    def drawn(x: int) -> float:
        random = OctaveRandom(7)
        drawn = random.rand(1) + random.randn(1) + random.rande(1)
        return float((x + drawn + random.randg(2, 1) + random.randp(3, 1)).item())

    _run(octave, m_files / "drawn.m", drawn, random_seed=7, relative=1e-14)
