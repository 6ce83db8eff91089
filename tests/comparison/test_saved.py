"""Saved cases, and the lines that ask them again."""

from __future__ import annotations

import shlex
from pathlib import Path

from scipy.io import loadmat

from pysoftmax.comparison.choices import SeededChoices
from pysoftmax.comparison.fingerprint import fingerprint
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.exercise.softmax.claims import CLAIMS
from pysoftmax.parity.saved import load_case, save_case


def test_a_saved_case_is_the_case(tmp_path: Path) -> None:
    """In Python to the bit; for Octave with the option that spares it minFunc's mex files."""
    case = CLAIMS["training"].make(SeededChoices(1))
    save_case(SOFTMAX, case, tmp_path / "case", [tmp_path])
    exercise, loaded = load_case(tmp_path / "case.npz")
    assert (exercise, fingerprint(loaded)) == (SOFTMAX, fingerprint(case))
    args = loadmat(tmp_path / "case.mat", simplify_cells=True)["args"]
    assert vars(args[5]).keys() - {"_fieldnames"} == {"maxIter", "display", "useMex"}
    assert args[5].useMex == 0
    assert isinstance(args[5].maxIter, float)


def test_the_lines_survive_a_shell(tmp_path: Path) -> None:
    """Spaces, quotes and dollars in a path; the Python line names the folder that was compared."""
    place = tmp_path / 'it\'s $HOME, "twice"'
    case = CLAIMS["labels"].make(SeededChoices(1))
    python, octave = map(shlex.split, save_case(SOFTMAX, case, place / "case", [place], place))
    assert python[-2:] == [str(place / "case.npz"), str(place)]
    literal = "'" + str(place).replace("'", "''") + "'"
    assert octave[2].startswith(f"format long; addpath ({literal}, ")
