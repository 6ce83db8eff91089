"""`pysoftmax parity`: exit status, reports, and lines that replay a saved case."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.resources import folder
from pysoftmax.testing import tally

pytestmark = pytest.mark.octave


def _run(tmp_path: Path, *arguments: str) -> tuple[int, str]:
    save = ["--save", str(tmp_path / "the worst of it's")]
    result = CliRunner().invoke(main, ["parity", "--cases", "20", *save, *arguments])
    tally.count("softmaxCost", 20)
    return result.exit_code, result.output


def test_agreement_is_status_0_with_a_table(tmp_path: Path) -> None:
    """Every function has its line; the tolerances are named with their reasons."""
    report = tmp_path / "report.html"
    status, output = _run(tmp_path, "--report", str(report))
    assert status == 0, output
    for function in ("softmaxCost", "softmaxTrain", "minFunc", "display_network"):
        assert re.search(rf"^{function}\s+2\d\s", output, re.MULTILINE)
    assert "tolerance cost: N eps |theta||data|" in output
    page = report.read_text()
    assert page.startswith("<!doctype html>")
    assert "softmaxPredict" in page


def test_the_worst_case_replays_in_each_language(tmp_path: Path) -> None:
    """Both printed lines run as they stand, and give the same cost."""
    _, output = _run(tmp_path)
    python_line = next(x for x in output.splitlines() if "replay" in x and "softmaxCost.npz" in x)
    octave_line = next(x for x in output.splitlines() if "octave-cli" in x and "softmaxCost" in x)
    command = python_line.replace("python ", f"{sys.executable} ", 1)
    ours = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    theirs = subprocess.run(octave_line, shell=True, capture_output=True, text=True, check=True)
    cost = float(re.search(r"out1 =\s*array\((\S+)\)", ours.stdout)[1])  # type: ignore[index]
    printed = float(re.search(r"out1 = (\S+)", theirs.stdout)[1])  # type: ignore[index]
    assert printed == pytest.approx(cost, rel=1e-14)


def test_disagreement_is_status_1_and_shown(tmp_path: Path) -> None:
    """A wrong softmaxCost.m is named, with the wrong entry and how to see it again."""
    wrong = tmp_path / "wrong"
    shutil.copytree(folder("octave_ref"), wrong)
    text = (wrong / "softmaxCost.m").read_text()
    (wrong / "softmaxCost.m").write_text(text.replace("lambda / 2", "lambda"))
    report = tmp_path / "report.json"
    status, output = _run(tmp_path, "--octave-dir", str(wrong), "--report", str(report))
    assert status == 1
    assert "Octave differs from the reference: cost differs" in output
    assert "the smallest disagreement again:" in output
    by_name = {f["function"]: f for f in json.loads(report.read_text())["functions"]}
    assert by_name["softmaxCost"]["disagreements"] > 0
    assert by_name["softmaxPredict"]["disagreements"] == 0


def test_a_function_that_ends_octave_is_given_up(tmp_path: Path) -> None:
    """Three crashes are disagreements; the other cases are not asked, and the run goes on."""
    for name, body in (("loadMNISTLabels", "exit (3);"), ("loadMNISTImages", "x = 1;")):
        (tmp_path / f"{name}.m").write_text(f"function x = {name} (file)\n {body}\nend\n")
    report = tmp_path / "report.json"
    status, output = _run(tmp_path, "--octave-dir", str(tmp_path), "--report", str(report))
    assert status == 1
    assert "17 skipped: the function hung or crashed Octave too often" in output
    by_name = {f["function"]: f for f in json.loads(report.read_text())["functions"]}
    labels, images = by_name["loadMNISTLabels"], by_name["loadMNISTImages"]
    assert (labels["cases"], labels["disagreements"], labels["not_asked"]) == (3, 3, 17)
    assert (images["not_asked"], images["cases"] > 3) == (0, True)


SOLVED = {
    "computeNumericalGradient": """
    for i in range(theta.size):
        e = np.eye(theta.size)[i].reshape(theta.shape) * 1e-4
        numgrad.flat[i] = (J(theta + e)[0] - J(theta - e)[0]) / 2e-4
    return numgrad""",
    "softmaxPredict": """
    from checks import finite
    return (theta @ finite(data)).argmax(axis=0) + 1""",
}


def test_the_starter_kit_is_compared_as_it_is(tmp_path: Path) -> None:
    """What the exercise does not ask for is not held against it; a helper may lie beside it."""
    for name, solution in SOLVED.items():
        text = (folder("starter_code") / "python" / f"{name}.py").read_text()
        solved, count = re.subn(r" *raise NotImplementedError\(.*\)", solution, text)
        assert count == 1
        (tmp_path / f"{name}.py").write_text(solved)
    (tmp_path / "checks.py").write_text(
        "def finite(data):\n    assert (abs(data) < float('inf')).all()\n    return data\n"
    )
    status, output = _run(tmp_path, "--python-dir", str(tmp_path))
    assert status == 0, output
    assert f"not compared: softmaxCost, which {tmp_path.name} lacks" in output
    assert "not compared: confidences, which Python does not return" in output
    assert re.search(r"^softmaxPredict +2\d ", output, re.MULTILINE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import sys\nsys.exit(0)\n", "cannot be imported: SystemExit: 0"),
        ("def softmaxCost(\n", "cannot be parsed: line 1: '(' was never closed"),
        ("import no_such_module\n", "No module named 'no_such_module'"),
        ("def another():\n    pass\n", "holds no function softmaxCost"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str, words: str) -> None:
    """Whatever a file does when it is imported, the run says which file, and fails."""
    (tmp_path / "softmaxCost.py").write_text(text)
    status, output = _run(tmp_path, "--python-dir", str(tmp_path))
    assert status == 1
    assert output.startswith(f"Error: {tmp_path / 'softmaxCost.py'}")
    assert words in output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--report", "/no/such/report.html"],
        ["--report", "report.txt"],
        ["--save", "/dev/null/worst"],
    ],
)
def test_what_cannot_be_written_is_said_at_once(tmp_path: Path, arguments: list[str]) -> None:
    """A misspelt folder costs no run."""
    status, output = _run(tmp_path, *arguments)
    assert status == 2
    assert f"Invalid value for {arguments[0]}" in output
    assert "comparing" not in output


def test_nothing_compared_is_a_failure(tmp_path: Path) -> None:
    """Two sides without a common function did not agree; they did not meet."""
    (tmp_path / "empty").mkdir()
    status, output = _run(tmp_path, "--python-dir", str(tmp_path / "empty"))
    assert status == 1
    assert "nothing was compared" in output


def _wrong_cost(tmp_path: Path) -> Path:
    """A folder with a softmaxCost.m that is wrong from the first case on."""
    wrong = tmp_path / "wrong"
    shutil.copytree(folder("octave_ref"), wrong)
    text = (folder("octave_ref") / "softmaxCost.m").read_text()
    (wrong / "softmaxCost.m").write_text(text.replace("lambda / 2", "lambda"))
    return wrong


def test_only_the_functions_named_are_compared(tmp_path: Path) -> None:
    """`--only` may be repeated; the report repeats the command and holds the versions."""
    report = tmp_path / "report.json"
    only = ["--only", "loadMNISTLabels", "--only", "loadMNISTImages"]
    status, output = _run(tmp_path, *only, "--report", str(report))
    assert status == 0, output
    whole = json.loads(report.read_text())
    assert {f["function"] for f in whole["functions"]} == {"loadMNISTLabels", "loadMNISTImages"}
    assert "not compared" not in output.replace("not compared  disagree", "")
    assert set(whole["versions"]) == {"pysoftmax", "Octave", "Python", "NumPy"}
    assert whole["command"] == (
        "pysoftmax parity --cases 20 --seed 0 --only loadMNISTLabels --only loadMNISTImages"
    )
    assert output.splitlines()[-2].startswith("AGREE: 2 functions agree in 4")


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    """The message lists the names that there are."""
    status, output = _run(tmp_path, "--only", "softmaxcost")
    assert status == 2
    assert "NAME is 'softmaxcost'; expected one of softmaxCost, " in output


def test_the_smallest_disagreement_is_shown_and_repeated(tmp_path: Path) -> None:
    """A wrong weight decay shows with few numbers; Octave's line prints all digits."""
    wrong = _wrong_cost(tmp_path)
    _, output = _run(tmp_path, "--octave-dir", str(wrong), "--only", "softmaxCost")
    lines = output.splitlines()
    (start,) = (k for k, line in enumerate(lines) if "DISAGREE in" in line)
    assert lines[start].endswith("Octave differs from the reference: cost differs")
    assert lines[start + 1].strip().startswith("softmaxCost(float64[")
    assert re.match(r" +cost: Python \S+, Octave \S+ \(allowed difference", lines[start + 2])
    assert output.splitlines()[-1].startswith("DISAGREE: softmaxCost (")
    line = next(line for line in lines if "octave-cli" in line and "softmaxCost.mat" in line)
    shown = subprocess.run(line, shell=True, capture_output=True, text=True, check=True)
    printed = re.search(r"Octave (\S+) \(", lines[start + 2])
    again = re.search(r"out1 = (\S+)", shown.stdout)
    assert printed is not None
    assert again is not None
    assert float(again[1]) == pytest.approx(float(printed[1]), rel=1e-14)
    assert (tmp_path / "the worst of it's" / "softmaxCost-worst.npz").is_file()
