"""Parity in parts, by other processes: the report is that of one process."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.octave import OctaveSession
from pysoftmax.parity import remote
from pysoftmax.parity.octave_folder import in_octave
from pysoftmax.parity.python_folder import of_folder
from pysoftmax.parity.remote import (
    Instructions,
    SomeCases,
    WorkerDiffersError,
    compare_part,
    differences,
    spread,
)
from pysoftmax.parity.run import FunctionParity, compare_function, planned_cases

pytestmark = pytest.mark.octave
WRONG = """import numpy as np
from pysoftmax import softmaxPredict as right


def softmaxPredict(model, data, nargout=1):
    pred = right(model, data)
    return np.where(pred > 2, 1, pred)
"""


class Here(Executor):
    """An executor that calls at once."""

    def __init__(self) -> None:
        self.parts: list[SomeCases] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.parts.append(args[1])
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.fixture
def python_dir(tmp_path: Path) -> Path:
    (tmp_path / "softmaxPredict.py").write_text(WRONG)
    return tmp_path


@pytest.fixture
def instructions(python_dir: Path) -> Iterator[Instructions]:
    assert SOFTMAX.octave_folder is not None
    yield Instructions.of("softmax", SOFTMAX.octave_folder, python_dir, True, 30)
    remote.close()


def told(parity: FunctionParity) -> Any:
    """All that a report says of a function."""
    causes = [
        (cause.key, cause.count, cause.smallest.number, cause.smallest.claim, cause.worst.number)
        for cause in parity.by_count
    ]
    kept = {k: v for k, v in vars(parity).items() if k not in ("closest", "causes")}
    closest = parity.closest and (parity.closest.claim, parity.closest.number)
    return kept, list(parity.tolerances), causes, closest


def test_parts_make_the_report_of_the_whole(
    instructions: Instructions, python_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cases compared in parts, sent and put together are as compared in one run."""
    monkeypatch.setattr(remote, "CASES", 7)
    done: list[int] = []
    here = Here()
    apart = spread(SOFTMAX, "softmaxPredict", 40, 3, (), instructions, here, 2, done.append)
    assert SOFTMAX.octave_folder is not None
    with OctaveSession() as session:
        whole = compare_function(
            of_folder(SOFTMAX, python_dir),
            in_octave(SOFTMAX, session, SOFTMAX.octave_folder),
            planned_cases(SOFTMAX, "softmaxPredict", 40, 3),
            "softmaxPredict",
            SOFTMAX,
            SOFTMAX.reference(),
        )
    assert told(apart) == told(whole)
    assert apart.disagreed > 0
    assert apart.by_count[0].key[0] == "Python"
    assert sum(done) == apart.asked >= 40
    assert [(part.first, part.last) for part in here.parts[:3]] == [(0, 7), (7, 14), (14, 21)]
    assert here.parts[-1].last == apart.asked


@pytest.mark.parametrize("function", ["softmaxCost", "minFunc", "loadMNISTImages"])
def test_what_was_kept_of_a_part_travels(function: str, instructions: Instructions) -> None:
    """Arrays, formulas, files and bounds that are functions arrive as they were."""
    reference = replace(instructions, python_dir=None, expected={})
    apart = spread(SOFTMAX, function, 12, 1, (), reference, Here(), 1)
    assert apart.disagreed == 0
    assert apart.closest is not None
    assert apart.closest.claim is SOFTMAX.claims[apart.closest.claim.key]
    assert apart.closest.verdict.comparisons[0].tolerance.name


def test_counts_are_added() -> None:
    """What follows is added, and the largest differences stay."""
    first, later = FunctionParity("f"), FunctionParity("f")
    first.cases, first.equal, first.rejected, first.undecided, first.not_asked = 10, 4, 3, 2, 1
    later.cases, later.equal, later.rejected, later.undecided, later.not_asked = 20, 8, 6, 4, 2
    first.ulps, first.relative, first.used = 5.0, 0.25, 0.5
    later.ulps, later.relative, later.used = 7.0, 0.125, 0.75
    first.deviations["empty"] = 1
    later.deviations["empty"] = 2
    later.not_possible["disk"] = 3
    first.tolerances = {"identical": "why"}
    later.tolerances = {"cost": "because"}
    first.add(later)
    assert (first.cases, first.equal, first.rejected) == (30, 12, 9)
    assert (first.undecided, first.not_asked) == (6, 3)
    assert (first.ulps, first.relative, first.used) == (7.0, 0.25, 0.75)
    assert first.deviations == {"empty": 3}
    assert first.not_possible == {"disk": 3}
    assert first.tolerances == {"identical": "why", "cost": "because"}


@pytest.mark.parametrize("what", ["pysoftmax", "NumPy", "Octave", "--octave-dir", "--python-dir"])
def test_a_worker_that_differs_refuses(instructions: Instructions, what: str) -> None:
    """It says what is here and what is expected, and compares nothing."""
    assert differences(instructions) == []
    other = replace(instructions, expected={**instructions.expected, what: "other"})
    assert differences(other) == [f"{what} is {instructions.expected[what]}; expected other"]
    with pytest.raises(WorkerDiffersError, match=f"{what} is .*; expected other"):
        compare_part(other, SomeCases("softmaxPredict", 1, 0, (), 0, 1))


def test_a_bad_address_is_refused() -> None:
    """The command says what is expected."""
    result = CliRunner().invoke(main, ["parity", "--cases", "1", "--cluster", "local:0"])
    assert result.exit_code == 1
    assert "--cluster is local:0; expected local:N with N from 1 to 256" in result.output


@pytest.mark.soak
def test_a_local_cluster_gives_the_same_report(tmp_path: Path) -> None:
    """Two workers compare as this process does."""
    written = []
    for more in ([], ["--cluster", "local:2"]):
        command = ["parity", "--cases", "1100", "--only", "softmaxCost", "--seed", "5", *more]
        place = ["--save", str(tmp_path / "w"), "--report", str(tmp_path / "report.xml")]
        result = CliRunner().invoke(main, [*command, *place])
        assert result.exit_code == 0, result.output
        written.append((tmp_path / "report.xml").read_text())
    assert written[0] == written[1]
