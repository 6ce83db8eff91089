"""The comparisons of a claim with Octave, live or from a recording next to the test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.claim import Claim
from pysoftmax.comparison.fingerprint import fingerprint
from pysoftmax.comparison.in_process import InProcess
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.parity.octave_folder import in_octave
from pysoftmax.testing import tally
from pysoftmax.testing.digests import m_files_digest, strategies_digest
from pysoftmax.testing.oracle import Oracle
from pysoftmax.testing.recording import Recording
from pysoftmax.testing.replay import examine
from pysoftmax.testing.strategies import cases

__all__ = ["RECORDED", "agreeing", "fitting", "hold"]

RECORDED = 100
"""How many examples of a claim a recording holds: enough for every kind of case, and small."""


def hold(
    claim: Claim,
    python: InProcess,
    oracle: Oracle,
    directory: Path,
    examples: int,
    start: int = 0,
    recorded: int = RECORDED,
) -> int:
    """Compare Python's answers with Octave's on generated cases; return the number of cases.

    Parameters
    ----------
    claim
        What is claimed.
    python
        The Python side.
    oracle
        A live Octave, or the test's recording.
    directory
        Where the .m files are.
    examples, start
        How many examples, and their seed, where Octave answers.
    recorded
        The number of examples in a recording.
    """
    fits = fitting(claim, directory, recorded, start)
    if oracle.mode == "replay":
        recording = Recording.read(oracle.recording, fits)
        tally.count(claim.function, len(recording.cases), recording.octave)
        agreeing(claim, python, recording.cases)
        return len(recording.cases)
    session = oracle.session
    assert session is not None
    side = in_octave(SOFTMAX, session, directory)
    pairs: dict[bytes, tuple[Case, Answer]] = {}

    def expected(asked: Sequence[Case]) -> list[Answer]:
        tally.count(claim.function, len(asked))
        return side.answer(asked)

    def check(case: Case, answer: Answer) -> None:
        pairs.setdefault(fingerprint(case), (case, answer))
        agreeing(claim, python, [(case, answer)])

    record = oracle.mode == "record"
    examine(cases(claim), expected, check, recorded if record else examples, start)
    if record:
        whole = Recording(oracle.octave_version(), fits, list(pairs.values()))
        whole.write(oracle.recording, oracle.test)
    return len(pairs)


def agreeing(claim: Claim, python: InProcess, pairs: Sequence[tuple[Case, Answer]]) -> None:
    """Require that Python's answers are right beside Octave's."""
    for case, answer in pairs:
        verdict = claim.judge(case, python.answer([case])[0], answer)
        assert verdict.agrees, str(verdict)


def fitting(claim: Claim, directory: Path, examples: int, start: int = 0) -> dict[str, str]:
    """Return what a recording of a claim must have been made with."""
    folders = [folder for folder in (directory / "minFunc",) if folder.is_dir()]
    file = directory / f"{claim.function}.m"
    return {
        "m_file": f"{file.name} {m_files_digest(file, folders)}",
        "strategies": strategies_digest(claim.make),
        "seed": f"{start}, {examples} examples",
    }
