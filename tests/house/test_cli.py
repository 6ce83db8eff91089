"""The commands that need only the package itself: exercise, start, doctor."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from pysoftmax.cli import COMMANDS, main
from pysoftmax.resources import folder


@pytest.fixture(autouse=True)
def _mnist_is_not_fetched(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ignore MNIST files that this computer's user has downloaded."""
    monkeypatch.setenv("PYSOFTMAX_MNIST", str(tmp_path_factory.getbasetemp() / "nowhere"))


def run(*arguments: object) -> Result:
    """One call of the command line."""
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_exercise_announces_its_steps_and_reaches_its_accuracy() -> None:
    """The output has steps 0 to 5, minFunc's table, and an accuracy well over 90 %."""
    result = run("exercise")
    assert result.exit_code == 0, result.output
    for step in range(6):
        assert f"Step {step}: " in result.output
    table = [line for line in result.output.splitlines() if line.split()[:1] == ["50"]]
    assert len(table) == 1
    assert len(table[0]) == 10 + 1 + 10 + 1 + 15 + 1 + 15 + 1 + 15
    difference = float(result.output.split("relative difference: ")[1].split()[0])
    assert 0 < difference < 1e-8
    assert float(result.output.split("Accuracy: ")[1].rstrip("%\n")) > 90


def test_exercise_runs_on_idx_files_under_either_name(tmp_path: Path) -> None:
    """MNIST's four files may be plain or .gz, with a hyphen or a dot."""
    digits = folder("digits")
    for file in digits.glob("*-ubyte"):
        name = file.name.replace("-idx", ".idx")
        if "train" in name:
            (tmp_path / f"{name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        else:
            (tmp_path / name).write_bytes(file.read_bytes())
    result = run("exercise", "--data", tmp_path)
    assert result.exit_code == 0, result.output
    assert run("exercise").output.split("Step 2")[1] == result.output.split("Step 2")[1]


def test_exercise_uses_mnist_once_it_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All four files in the fetch command's folder are used by default, and the output says so."""
    monkeypatch.setenv("PYSOFTMAX_MNIST", str(tmp_path))
    for file in folder("digits").glob("*-ubyte"):  # small files under MNIST's names
        assert "Using MNIST" not in run("exercise", "--seed", 1).output.split("Step 2")[0]
        (tmp_path / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
    result = run("exercise")
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"Using MNIST from {tmp_path} (--digits: the embedded digits)")
    assert f"450 test digits, from {tmp_path}" in result.output
    assert "embedded in pysoftmax" in run("exercise", "--digits").output
    assert "exclude each other" in run("exercise", "--digits", "--data", tmp_path).output


def test_exercise_without_its_files_says_which_are_missing(tmp_path: Path) -> None:
    """The error is one line, without a traceback."""
    result = run("exercise", "--data", tmp_path)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "train-images" in result.output


def test_exercise_names_what_is_wrong_with_its_data(tmp_path: Path) -> None:
    """Swapped files, a truncated file and a seed out of range are each reported in one line."""
    for file in folder("digits").glob("*-ubyte"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    images, labels = tmp_path / "train-images-idx3-ubyte", tmp_path / "train-labels-idx1-ubyte"
    whole = images.read_bytes()
    for content, message in (
        (labels.read_bytes(), "magic number 2049 (a labels file); expected 2051"),
        (whole[:-1], "it is cut off"),
        (whole + b"!", "goes on after"),
    ):
        images.write_bytes(content)
        result = run("exercise", "--data", tmp_path)
        assert result.exit_code == 1
        assert result.output.startswith(f"Error: {images} ")
        assert message in result.output
        assert "Step" not in result.output
    assert "0<=x<=4294967295" in run("exercise", "--seed", 2**32).output


def test_exercise_ends_quietly_when_its_reader_does() -> None:
    """A closed pipe, as with `| head`, is not reported as an error of the data."""
    command = [sys.executable, "-m", "pysoftmax", "exercise"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder("octave_ref").parent
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("edition", [[], ["--octave"]])
def test_start_copies_the_starter(tmp_path: Path, edition: str) -> None:
    """A new folder contains the exercise's files, for Octave with minFunc and the digits."""
    result = run("start", tmp_path / "mine", *edition)
    assert result.exit_code == 0, result.output
    names = {str(p.relative_to(tmp_path / "mine")) for p in (tmp_path / "mine").rglob("*")}
    ending = "m" if edition else "py"
    for function in ("softmaxCost", "softmaxPredict", "softmaxTrain", "computeNumericalGradient"):
        assert f"{function}.{ending}" in names
    assert ("minFunc/minFunc.m" in names) == bool(edition)


def test_start_ends_with_a_command_that_works_without_an_active_environment(tmp_path: Path) -> None:
    """The last line can be run as it is, though pysoftmax is not on the PATH."""
    pysoftmax = Path(sys.executable).parent / "pysoftmax"
    shell: dict[str, Any] = {
        "cwd": tmp_path,
        "env": {"PATH": "/usr/bin:/bin"},
        "capture_output": True,
    }
    started = subprocess.run([pysoftmax, "start", "my work"], check=True, text=True, **shell)
    command = started.stdout.splitlines()[-1].strip()
    assert command == f"{pysoftmax} check 'my work'"
    checked = subprocess.run(["sh", "-c", f"{command} --unsandboxed"], text=True, **shell)
    assert "0 of 100 points" in checked.stdout


def test_the_version_has_a_short_option_too() -> None:
    """`-V` prints what `--version` does."""
    assert run("-V").output == run("--version").output == "pysoftmax, version 1.0.0\n"


def test_start_never_overwrites(tmp_path: Path) -> None:
    """If one file exists, nothing is copied and the file is unchanged."""
    mine = tmp_path / "softmaxCost.py"
    mine.write_text("my work")
    result = run("start", tmp_path)
    assert result.exit_code == 1
    assert "softmaxCost.py" in result.output
    assert mine.read_text() == "my work"
    assert list(tmp_path.iterdir()) == [mine]


def test_start_takes_back_what_it_copied_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up during the copy leaves no partial starter."""
    copied: list[int] = []

    def full(source: str, target: str) -> None:
        if copied:
            raise OSError(28, "No space left on device")
        copied.append(Path(target).write_bytes(Path(source).read_bytes()))

    monkeypatch.setattr("shutil.copyfile", full)
    result = run("start", tmp_path / "mine")
    assert result.exit_code == 1
    assert "No space left" in result.output
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_doctor_tells_of_an_octave_that_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken installation is a missing part with what was tried, not a traceback."""
    for chosen in ("/no/such/octave", "/bin/false"):
        monkeypatch.setenv("OCTAVE_EXECUTABLE", chosen)
        result = run("doctor")
        assert result.exit_code == 0, result.output
        (line,) = (line for line in result.output.splitlines() if " Octave  " in line)
        assert line.startswith("missing Octave")
        assert chosen in line


def test_doctor_tells_of_every_part() -> None:
    """The command prints what is installed, and which features need what is missing."""
    result = run("doctor")
    assert result.exit_code == 0, result.output
    for part in ("Python", "NumPy", "SciPy", "kernel", "Octave", "oct2py", "sandbox", "matplotlib"):
        assert part in result.output


def test_doctor_warns_of_what_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions with known holes are named below their part."""
    monkeypatch.setattr("platform.python_version", lambda: "3.12.3")
    monkeypatch.setattr("pysoftmax.grader.sandbox.version", lambda: "bubblewrap 0.4.0")
    lines = run("doctor").output.splitlines()
    assert lines[0] == "warning Python           3.12.3"
    assert "older than 3.12.11, which repairs CVE-2025-4517" in lines[1]
    assert "bubblewrap 0.4.0 is older than 0.12.0" in "".join(lines)


def test_doctor_gives_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """--json lists every part with its name, presence, description and warning."""
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/no/such/octave")
    parts = {part["name"]: part for part in json.loads(run("doctor", "--json").output)["parts"]}
    assert parts["NumPy"] == {
        "name": "NumPy",
        "present": True,
        "words": np.__version__,
        "warning": "",
    }
    assert parts["Octave"]["present"] is False
    assert "OCTAVE_EXECUTABLE is '/no/such/octave'" in parts["Octave"]["words"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    """--help of each command says more than its name."""
    result = run(name, "--help")
    assert result.exit_code == 0
    assert len(result.output) > 100


def test_the_shipped_folders_are_found() -> None:
    """A checkout contains all three, with digits of both sets."""
    assert (folder("octave_ref") / "softmaxCost.m").is_file()
    assert (folder("starter_code") / "python" / "softmaxCost.py").is_file()
    assert np.fromfile(folder("digits") / "t10k-labels-idx1-ubyte", np.uint8).size > 100
