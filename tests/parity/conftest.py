"""The two sides that are held to each other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pysoftmax.comparison.in_octave import InOctave
from pysoftmax.comparison.in_process import InProcess
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.reference import of_pysoftmax
from pysoftmax.octave import OctaveSession
from pysoftmax.parity.octave_folder import in_octave
from pysoftmax.resources import folder


@pytest.fixture(scope="session")
def python() -> InProcess:
    """The functions of pysoftmax."""
    return of_pysoftmax()


@pytest.fixture(scope="session")
def reference(octave: OctaveSession) -> InOctave:
    """octave_ref, in the live session."""
    return in_octave(SOFTMAX, octave, folder("octave_ref"))


@pytest.fixture
def original(tmp_path: Path) -> Path:
    """A folder laid out as the original zip, its minFunc in need of a compiled helper.

    Written in the manner of the course's files; minFunc's own routines are octave_ref's, behind a
    door that opens for ``useMex = 0`` only, as the genuine one's does.
    """
    place = tmp_path / "original"
    shutil.copytree(Path(__file__).parent / "original_layout", place)
    shutil.copytree(folder("octave_ref") / "minFunc", place / "minFunc")
    signature = "function [x, f, exitflag, output] = minFunc (funObj, x0, options, varargin)\n"
    text = (place / "minFunc" / "minFunc.m").read_text()
    assert signature in text
    (place / "minFunc" / "minFunc.m").write_text(
        text.replace(signature, f"{signature}  ask_for_mex (options);\n")
    )
    (place / "minFunc" / "ask_for_mex.m").write_text(
        "function ask_for_mex (options)\n"
        "  place = find (strcmpi (fieldnames (options), 'useMex'));\n"
        "  values = struct2cell (options);\n"
        "  if (isempty (place) || values{place})\n"
        "    lbfgsC ();\n"
        "  endif\n"
        "endfunction\n"
    )
    return place
