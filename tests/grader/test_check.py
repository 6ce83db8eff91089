"""`pysoftmax check`: what a student sees."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import check as check_module
from pysoftmax.cli import main
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader import sandbox

from .classroom import lay_out


def check(folder: Path, *options: str, typed: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(main, ["check", str(folder), *options], input=typed)
    return done.exit_code, done.output


def test_a_finished_solution_passes_every_step(tmp_path: Path) -> None:
    """A right one ends with full marks and exit status 0."""
    status, output = check(lay_out("python right helpers", tmp_path))
    assert status == 0, output
    assert "100 of 100 points" in output
    assert "FAIL" not in output


def test_a_failing_step_is_explained_and_the_rest_named(tmp_path: Path) -> None:
    """Step by step: passed, failed with its reason and an input to paste, not checked since."""
    status, output = check(lay_out("octave no decay in gradient", tmp_path))
    assert status == 1
    assert "ok   Step 2: Cost" in output
    assert "FAIL Step 2: Gradient" in output
    assert "its decay term `lambda * theta` is missing" in output
    assert "write:" not in output
    assert output.endswith("\n--hint gives a hint; --tell shows what to write.\n")
    assert "[cost, grad] = softmaxCost(theta, numClasses" in output
    assert "not checked because Gradient failed." in output


def test_the_first_line_names_the_files_of_the_exercise() -> None:
    """Helpers that come with the starter code do not push the student's own files out of sight."""
    files = ["minFunc/minFunc.m", "minFunc/polyinterp.m", "softmaxCost.m", "softmaxPredict.m"]
    line = check_module._files_in_a_line([*files, "data.mat"], SOFTMAX)
    assert line == "softmaxCost.m, softmaxPredict.m and 2 more files"
    assert check_module._files_in_a_line(["softmaxCost.py"], SOFTMAX) == "softmaxCost.py"
    assert check_module._files_in_a_line(["a.py", "b.py"], SOFTMAX) == "a.py, b.py"


def test_an_unfinished_one_is_told_what_is_missing(tmp_path: Path) -> None:
    """What has not been begun is no failure; the first such step is named."""
    status, output = check(lay_out("python untouched starter", tmp_path))
    assert status == 1
    assert "FAIL" not in output
    begun = [line.split()[:4] for line in output.splitlines() if line.endswith("not begun")]
    assert begun == [
        [".", "Step", "2:", "Cost"],
        [".", "Step", "2:", "Gradient"],
        [".", "Step", "2:", "Large"],
        [".", "Step", "3:", "Numerical"],
        [".", "Step", "5:", "Prediction"],
    ]
    waiting = [line.split(maxsplit=3)[3] for line in output.splitlines() if line[:2] == "- "]
    assert [" ".join(words.split()) for words in waiting] == [
        "Training waits for Cost.",
        "The whole run on handwritten digits waits for Prediction.",
    ]
    assert output.splitlines()[-2:] == [
        "Next: Step 2: Cost (softmaxCost).",
        "--hint gives a hint.",
    ]


def test_one_wrong_step_is_explained_at_a_time(tmp_path: Path) -> None:
    """The second step that is wrong is only named; --all explains it too."""
    folder = lay_out("python right helpers", tmp_path)
    (folder / "softmaxPredict.py").write_text("def softmaxPredict(model, data):\n    return oops\n")
    (folder / "computeNumericalGradient.py").write_text(
        "def computeNumericalGradient(J, theta):\n    return missing\n"
    )
    _, output = check(folder)
    assert output.index("FAIL Step 3: Numerical gradient") < output.index("FAIL Step 5: Prediction")
    assert "missing is not defined (computeNumericalGradient.py" in output
    assert "oops" not in output
    assert "\n1 more step failed: --all shows why.\n" in output
    _, output = check(folder, "--all")
    assert "oops is not defined (softmaxPredict.py" in output


def test_watching_checks_again_after_each_save(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each save is followed by a new verdict; a folder without a solution is said to be one."""
    folder = lay_out("python right helpers", tmp_path)
    right = (folder / "softmaxPredict.py").read_text()

    def saves(directory: Path) -> Iterator[object]:
        assert directory == folder
        (folder / "softmaxPredict.py").write_text("def softmaxPredict(m, d):\n    return oops\n")
        yield None
        (folder / "softmaxPredict.py").write_text(right)
        yield None

    monkeypatch.setattr("pysoftmax.cli.check._saves", saves)
    status, output = check(folder, "--watch")
    points = [line for line in output.splitlines() if line.endswith("of 100 points")]
    assert [line.split()[0] for line in points] == ["100", "75", "100"]
    again = output.split("of 100 points")[1].splitlines()
    assert again[1:3] == ["", "FAIL Step 5: Prediction                                0/20"]
    assert status == 0


def test_watching_sees_a_save(tmp_path: Path) -> None:
    """Watchfiles reports a file that is written after the watch has begun."""
    seen = check_module._saves(tmp_path)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(next, seen)
        while not first.done():
            (tmp_path / "softmaxCost.py").write_text("x = 1\n")
            wait([first], timeout=0.05)
        assert first.result()


def test_a_folder_without_a_solution_is_refused(tmp_path: Path) -> None:
    """Nothing to check is an error that says where to look."""
    status, output = check(tmp_path)
    assert status != 0
    assert "no solution" in output


@pytest.fixture
def no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without bubblewrap."""
    monkeypatch.setattr(sandbox, "status", lambda: (False, "bubblewrap is not installed"))


def leaves_a_trace(folder: Path) -> Path:
    """A solution that writes a file as soon as it is loaded."""
    trace = folder / "was here"
    submission = folder / "submission"
    submission.mkdir()
    code = f"open({str(trace)!r}, 'w').close()\ndef softmaxCost(*args):\n    pass\n"
    (submission / "softmaxCost.py").write_text(code)
    folder.chmod(0o777)
    return trace


@pytest.mark.usefixtures("no_sandbox")
@pytest.mark.parametrize("somebody", [False, True])
def test_without_a_sandbox_nothing_runs_unasked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, somebody: bool
) -> None:
    """First it says that the code would run with the user's rights; without a yes it stops."""
    trace = leaves_a_trace(tmp_path)
    monkeypatch.setattr("pysoftmax.cli.check._somebody_is_there", lambda: somebody)
    status, output = check(tmp_path / "submission", typed="n\n")
    assert status == 1
    assert output.startswith("There is no sandbox here: bubblewrap is not installed.\nThe code in ")
    assert "runs with your rights: it can read, change and delete your files." in output
    assert output.rstrip().endswith("Nothing was run.") or "add --unsandboxed" in output
    assert ("Do you trust this code?" in output) == somebody
    assert not trace.exists()


@pytest.mark.usefixtures("no_sandbox")
@pytest.mark.parametrize("options", [["--unsandboxed"], []])
def test_without_a_sandbox_trusted_code_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: list[str]
) -> None:
    """With --unsandboxed, or after a yes, it is said all the same, and the code runs."""
    trace = leaves_a_trace(tmp_path)
    monkeypatch.setattr("pysoftmax.cli.check._somebody_is_there", lambda: True)
    _, output = check(tmp_path / "submission", *options, typed="y\n")
    assert output.index("There is no sandbox here") < output.index("python: softmaxCost.py")
    assert trace.exists()


def test_in_a_sandbox_nothing_is_asked(tmp_path: Path) -> None:
    """Where there is a sandbox, the code runs in it, with --unsandboxed too."""
    trace = leaves_a_trace(tmp_path)
    for options in ([], ["--unsandboxed"]):
        _, output = check(tmp_path / "submission", *options)
        assert "no sandbox" not in output
    assert not trace.exists()


@pytest.mark.parametrize("chosen", ["/no/such/octave", "/bin/false", "false --really"])
def test_a_missing_octave_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chosen: str
) -> None:
    """An Octave solution without Octave: one line with what was tried and what to do."""
    monkeypatch.setenv("OCTAVE_EXECUTABLE", chosen)
    status, output = check(lay_out("octave no decay in gradient", tmp_path))
    assert status == 1
    (line,) = output.splitlines()
    assert line.startswith("Error: ")
    assert chosen.split()[0] in line
    assert "OCTAVE_EXECUTABLE" in line


def test_python_needs_no_octave(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A Python solution is checked where there is no Octave."""
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/no/such/octave")
    status, output = check(lay_out("python right helpers", tmp_path))
    assert status == 0, output


def grade(folder: Path, *options: str) -> tuple[int, str]:
    report = folder.parent / "report"
    arguments = ["grade", str(folder), "--report", str(report), "--seed", "1", *options]
    done = CliRunner().invoke(main, arguments)
    return done.exit_code, done.output


@pytest.mark.parametrize("options", [[], ["--unsandboxed"]])
@pytest.mark.parametrize("chosen", ["/no/such/octave", "/bin/false"])
def test_a_class_that_needs_octave_is_refused_without_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chosen: str, options: list[str]
) -> None:
    """One submission in Octave, and no Octave: nothing is graded, and no grade is written."""
    monkeypatch.setenv("OCTAVE_EXECUTABLE", chosen)
    students = tmp_path / "class"
    students.mkdir()
    lay_out("python right helpers", students)
    lay_out("octave no decay in gradient", students)
    status, output = grade(students, *options)
    assert status == 1
    assert "is written in Octave, which cannot be used here. Nothing was graded." in output
    assert chosen in output
    assert "Traceback" not in output
    assert not list((tmp_path / "report").glob("*"))


def test_a_class_in_python_is_graded_without_octave(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Octave is needed only by who uses it."""
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/no/such/octave")
    students = tmp_path / "class"
    students.mkdir()
    lay_out("python right helpers", students)
    status, output = grade(students, "--jobs", "1")
    assert status == 0, output
    assert (tmp_path / "report" / "gradebook.csv").exists()
