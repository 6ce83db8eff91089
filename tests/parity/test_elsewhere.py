"""Recordings made in MATLAB; Octave stands in for it here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pysoftmax.testing.elsewhere import SCRIPT

TEST = """
import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pysoftmax.octave import Map
from pysoftmax.testing import Pair, against_octave

HALF = Pair(lambda x: x / 2, "@(x) x / 2")
CUBES = arrays(float, (2, 3, 2), elements=st.integers(-9, 9))


@against_octave("many.m", CUBES, st.just(HALF), st.integers(-3, 3), nargout=6, examples=40)
def test_many(A, f, k):
    if k < 0:
        raise ValueError(k)
    return f(A), {"k": k}, [["a", 1], [True, k]], A[:, :, 0] > 0, "text", Map(k=k)
"""
M_FILE = """function [B, s, c, l, t, m] = many (A, f, k)
  if (k < 0)
    error ("many:k", "k is negative");
  end
  B = f (A); s.k = k; c = {'a', 1; true, k}; l = A(:, :, 1) > 0; t = 'text';
  m = containers.Map ('k', k);
end
"""


def _run(folder: Path, *command: str) -> str:
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.octave
def test_a_folder_is_answered_without_python(tmp_path: Path) -> None:
    """Cases go out, the script answers them, and the recording that comes back is compared."""
    project, folder = tmp_path / "project", tmp_path / "for matlab"
    project.mkdir()
    (project / "many.m").write_text(M_FILE)
    (project / "test_many.py").write_text(TEST)
    record = (sys.executable, "-m", "pysoftmax.testing", "record")
    _run(project, *record, "--with", "matlab", str(folder), "test_many.py")
    early = subprocess.run(
        [*record, "--from", str(folder)], capture_output=True, text=True, check=False
    )
    assert early.returncode == 1
    assert "run record.m in MATLAB or Octave" in early.stderr
    assert {p.suffix for p in folder.rglob("*") if p.is_file()} == {".m", ".mat", ".frozen"}
    assert re.search(r"many: \d+ cases", _run(folder, "octave-cli", "--eval", "record"))
    assert "wrote" in _run(project, *record, "--from", str(folder))
    said = _run(project, sys.executable, "-m", "pytest", "--octave=replay")
    assert re.search(r"compared with Octave: \d+ cases \(many \d+\); \d+ from recordings", said)
    wrong = (project / "test_many.py").read_text().replace('"text", Map', '"Text", Map')
    (project / "test_many.py").write_text(wrong)
    failed = subprocess.run(
        [sys.executable, "-m", "pytest", "--octave=replay"], cwd=project, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert "output 5: Octave 'text', Python 'Text'" in failed.stdout


OCTAVE_ONLY = {
    "a comment that MATLAB does not know": r"^\s*#",
    "a string in double quotes": r'"',
    "a negation that MATLAB does not know": r"!",
    "an operator that MATLAB does not have": r"\+\+|\+=|-=|\*=",
    "an end that MATLAB does not have": r"\bend(if|for|while|function|switch|_try_catch)\b",
    "a function that MATLAB does not have": r"\b(printf|puts|rows|columns|ifelse|unwind_protect)\b",
}


@pytest.mark.parametrize("what", OCTAVE_ONLY)
def test_the_script_has_only_the_syntax_of_both(what: str) -> None:
    """MATLAB must be able to run it."""
    assert not re.search(OCTAVE_ONLY[what], SCRIPT.read_text(), re.MULTILINE)


def test_what_cannot_be_answered_elsewhere_is_named(tmp_path: Path) -> None:
    """Random numbers differ in MATLAB, so such a test fails with the reason."""
    (tmp_path / "many.m").write_text(M_FILE)
    (tmp_path / "test_it.py").write_text(TEST.replace("nargout=6,", "nargout=6, random_seed=1,"))
    run = subprocess.run(
        [sys.executable, "-m", "pysoftmax.testing", "record", "--with", "matlab", "out"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert "it draws random numbers, which MATLAB draws differently" in run.stdout
