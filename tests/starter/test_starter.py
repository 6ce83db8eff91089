"""What a student starts from: it stops where it should, and runs once it is filled in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.octave.find import find_octave
from pysoftmax.resources import folder

STARTER = folder("starter_code")
OCTAVE_REF = folder("octave_ref")
STEPS = {2: "softmaxCost", 3: "computeNumericalGradient", 5: "softmaxPredict"}

PYTHON_SOLUTION = {
    2: """
    scores = theta @ data
    scores = scores - scores.max(axis=0)
    P = np.exp(scores)
    P = P / P.sum(axis=0)
    cost = -np.sum(groundTruth * np.log(P)) / M + lambda_ / 2 * np.sum(theta**2)
    gradient = -(groundTruth - P) @ data.T / M + lambda_ * theta
    return cost, gradient.ravel(order="F")
""",
    3: """
    for i in range(theta.size):
        up, down = theta.copy(), theta.copy()
        up[i] += 1e-4
        down[i] -= 1e-4
        numgrad[i] = (J(up)[0] - J(down)[0]) / 2e-4
    return numgrad
""",
    5: """
    return (theta @ data).argmax(axis=0) + 1
""",
}
OCTAVE_SOLUTION = {
    2: """
  scores = theta * data;
  scores = scores - max(scores);
  P = exp(scores);
  P = P ./ sum(P);
  cost = -sum(sum(groundTruth .* log(P))) / M + lambda / 2 * sum(theta(:) .^ 2);
  gradient = -(groundTruth - P) * data' / M + lambda * theta;
  grad = gradient(:);
""",
    3: """
  for i = 1:numel(theta)
    e = zeros(size(theta));
    e(i) = 1e-4;
    numgrad(i) = (J(theta + e) - J(theta - e)) / 2e-4;
  end
""",
    5: """
  [~, pred] = max(theta * data);
""",
}


class Edition:
    """One language's starter: its ending, its empty parts, how its script is run."""

    def __init__(
        self, ending: str, empty: str, solution: dict[int, str], options: Sequence[str]
    ) -> None:
        self.ending, self.empty, self.solution = ending, empty, solution
        self.options = options

    def begin(self, place: Path) -> Path:
        """A fresh copy, as a student gets it."""
        result = CliRunner().invoke(main, ["start", str(place), *self.options])
        assert result.exit_code == 0, result.output
        return place

    def fill(self, place: Path, step: int) -> None:
        """Write the right solution into one empty part."""
        file = place / f"{STEPS[step]}.{self.ending}"
        text, count = re.subn(self.empty, lambda _: self.solution[step].strip(), file.read_text())
        assert count == 1
        file.write_text(text)

    def leave_debug(self, place: Path) -> None:
        """Turn the debug switch off, as the exercise tells the student to."""
        file = place / f"softmaxExercise.{self.ending}"
        false = "False" if self.ending == "py" else "false"
        text, count = re.subn(r"(?mi)^DEBUG = true", f"DEBUG = {false}", file.read_text())
        assert count == 1
        file.write_text(text)

    def run(self, place: Path, elsewhere: Path) -> subprocess.CompletedProcess[str]:
        """Run the script from another folder, with pysoftmax where this test finds it."""
        script = place / f"softmaxExercise.{self.ending}"
        octave = [str(find_octave()), "--no-history", "--norc"]
        command = [*([sys.executable] if self.ending == "py" else octave), str(script)]
        paths = os.pathsep.join([str(STARTER.parent), os.environ.get("PYTHONPATH", "")])
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=120,
            cwd=elsewhere,
            env={**os.environ, "PYTHONPATH": paths},
            check=False,
        )


EDITIONS = {
    "python": Edition("py", r"raise NotImplementedError\(.*\)", PYTHON_SOLUTION, []),
    "octave": Edition("m", r"error\('pysoftmax:empty'.*\);", OCTAVE_SOLUTION, ["--octave"]),
}
both = pytest.mark.parametrize(
    "edition",
    [
        pytest.param(EDITIONS["python"], id="python"),
        pytest.param(EDITIONS["octave"], id="octave", marks=pytest.mark.octave),
    ],
)


@both
def test_a_student_is_led_from_step_to_step(edition: Edition, tmp_path: Path) -> None:
    """Each run stops at the next empty part and names it; filled in, all of it runs."""
    mine, elsewhere = edition.begin(tmp_path / "my exercise"), tmp_path
    for step in (2, 3):
        stopped = edition.run(mine, elsewhere)
        assert stopped.returncode != 0
        assert f"step {step}: " in stopped.stderr
        assert f"{STEPS[step]}.{edition.ending}" in stopped.stderr
        edition.fill(mine, step)

    checked = edition.run(mine, elsewhere)
    assert checked.returncode == 0, checked.stderr
    assert checked.stderr == ""
    assert "2.1452e-12" in checked.stdout
    differences = [float(d) for d in re.findall(r"relative difference (\S+);", checked.stdout)]
    assert len(differences) == 1
    assert 0 < differences[0] < 1e-7

    edition.leave_debug(mine)
    stopped = edition.run(mine, elsewhere)
    assert stopped.returncode != 0
    assert "step 5: " in stopped.stderr
    edition.fill(mine, 5)

    done = edition.run(mine, elsewhere)
    assert done.returncode == 0, done.stderr
    assert [f"Step {step}:" in done.stdout for step in (0, 1, 2, 4, 5)] == [True] * 5
    accuracy = re.search(r"Accuracy: (\S+)%", done.stdout)
    assert accuracy is not None
    assert float(accuracy[1]) > 91


@both
def test_training_takes_maxIter_in_any_case(edition: Edition, tmp_path: Path) -> None:
    """As minFunc does: a maxIter written otherwise is the student's, not one too many."""
    mine = edition.begin(tmp_path / "mine")
    edition.fill(mine, 2)
    if edition.ending == "py":
        call = "softmaxTrain(2, 2, 0.1, np.eye(2), np.array([1, 2]), {'MAXITER': 1})"
        code = f"import numpy as np; from softmaxTrain import softmaxTrain; {call}"
        command = [sys.executable, "-c", code]
    else:
        code = "softmaxTrain(2, 2, 0.1, eye(2), [1 2], struct('MAXITER', 1));"
        command = [str(find_octave()), "--no-history", "--norc", "--eval", code]
    paths = os.pathsep.join([str(STARTER.parent), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, cwd=mine, check=False,
        env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Exceeded Maximum Number of Iterations" in done.stdout


@pytest.mark.parametrize("edition", EDITIONS)
def test_exactly_the_steps_to_do_are_empty(edition: str) -> None:
    """Three files have one empty part each, which names its step; no other file has one."""
    ending, empty = EDITIONS[edition].ending, EDITIONS[edition].empty
    found = {
        file.stem: re.findall(empty, file.read_text())
        for file in (STARTER / edition).glob(f"*.{ending}")
    }
    for step, name in STEPS.items():
        assert len(found[name]) == 1
        assert f"step {step}: " in found[name][0]
    assert sum(map(len, found.values())) == len(STEPS)


COMPLETE = [
    "checkNumericalGradient",
    "simpleQuadraticFunction",
    "loadMNISTImages",
    "loadMNISTLabels",
    "loadDigits",
    "readIDX",
    "display_network",
]


def test_complete_octave_files_are_those_of_the_reference(tmp_path: Path) -> None:
    """What a student gets complete is the reference's file, which is written once."""
    mine = EDITIONS["octave"].begin(tmp_path / "mine")
    for name in COMPLETE:
        assert (mine / f"{name}.m").read_bytes() == (OCTAVE_REF / f"{name}.m").read_bytes()
        assert not (STARTER / "octave" / f"{name}.m").exists()


def test_no_solution_lies_in_the_starter(tmp_path: Path) -> None:
    """The copy that a student of Octave gets holds no filled softmaxCost."""
    mine = EDITIONS["octave"].begin(tmp_path / "mine")
    costs = list(mine.rglob("softmaxCost.m"))
    assert [cost.relative_to(mine).as_posix() for cost in costs] == ["softmaxCost.m"]
    assert costs[0].read_bytes() == (STARTER / "octave" / "softmaxCost.m").read_bytes()
