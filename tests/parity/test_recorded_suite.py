"""The recordings of this suite: they fit, they are small, and they find a fault of 1e-9."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lockstep import LOCKSTEP
from recorded import RECORDED, agreeing, fitting

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.in_process import InProcess
from pysoftmax.exercise.softmax.claims import CLAIMS
from pysoftmax.resources import folder
from pysoftmax.testing.oracle import recording_path
from pysoftmax.testing.recording import Recording, StaleRecordingError

REFERENCE = folder("octave_ref")
TESTS = Path(__file__).with_name("test_functions.py")
OUTPUTS = [
    ("cost-and-gradient", "cost"),
    ("cost-and-gradient", "grad"),
    ("confidences", "pred"),
    ("confidences", "confidences"),
    ("predict-anything", "pred"),
    ("numerical-gradient", "numgrad"),
    ("images", "images"),
    ("labels", "labels"),
    ("pictures", "array"),
    ("minimising", "x"),
    ("minimising", "f"),
    ("training", "optTheta"),
]


def _cases(claim: Claim, directory: Path = REFERENCE) -> list[tuple[Case, Answer]]:
    path = recording_path(TESTS, f"test_python_and_octave_agree[{claim.key}]")
    return list(Recording.read(path, fitting(claim, directory, RECORDED)).cases)


@pytest.mark.parametrize(("key", "output"), OUTPUTS)
def test_a_fault_of_1e_9_is_found_from_a_recording(
    key: str, output: str, python: InProcess
) -> None:
    """One output of one function, off by a relative 1e-9, fails without Octave."""
    claim = CLAIMS[key]
    place = claim.outputs.index(output)
    wrong: list[Any] = []

    def unpack(case: Case, values: tuple[Any, ...]) -> tuple[Any, ...]:
        judged = claim.unpack(case, values)
        if not any(values is mine for mine in wrong):
            return judged
        off = np.asarray(judged[place]) * (1 + 1e-9)
        return (*judged[:place], off, *judged[place + 1 :])

    class Faulty(InProcess):
        def answer(self, cases: Any) -> list[Answer]:
            answers = python.answer(cases)
            wrong.extend(answer.values for answer in answers)
            return answers

    agreeing(claim, python, _cases(claim))
    with pytest.raises(AssertionError, match=rf"^{output}(\[.*\])?=.*, but should be"):
        agreeing(replace(claim, unpack=unpack), Faulty("faulty", {}), _cases(claim))


def test_each_recording_fits(tmp_path: Path) -> None:
    """All are of this version of the .m files and claims; a changed file is named, as stale."""
    for claim in CLAIMS.values():
        if recording_path(TESTS, f"test_python_and_octave_agree[{claim.key}]").exists():
            assert len(_cases(claim)) >= RECORDED // 2
    shutil.copytree(REFERENCE, tmp_path / "changed")
    file = tmp_path / "changed" / "softmaxCost.m"
    file.write_text(file.read_text().replace("lambda / 2", "lambda / 3"))
    with pytest.raises(StaleRecordingError, match="does not fit any more: m_file changed; record"):
        _cases(CLAIMS["cost-and-gradient"], tmp_path / "changed")


def test_every_comparison_is_recorded() -> None:
    """No test of the suite is left to a machine with Octave; together they are below 5 MB."""
    recordings = list(recording_path(TESTS, "any").parent.glob("test_functions.*.octave"))
    assert len(recordings) == 15 + 8 + len(LOCKSTEP)
    assert sum(path.stat().st_size for path in recordings) < 5_000_000
