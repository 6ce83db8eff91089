"""The notebooks: made from the starter's files, run to the end, and a verdict in each cell."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from click.testing import CliRunner
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient

from pysoftmax import notebook
from pysoftmax.cli import main
from pysoftmax.grader.results import ItemResult, Picture

ROOT = Path(__file__).parents[2]
EXERCISE = ROOT / "starter_code" / "notebook" / "softmaxExercise.ipynb"
SOLUTION = ROOT / "docs" / "notebooks" / "softmaxSolution.ipynb"

WRONG_GRADIENT = """\
%%check softmaxCost.py --tell
import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    theta = np.reshape(theta, (numClasses, inputSize), order="F")
    M = data.shape[1]
    groundTruth = np.zeros((numClasses, M))
    groundTruth[np.ravel(labels).astype(int) - 1, np.arange(M)] = 1
    scores = theta @ data
    P = np.exp(scores - scores.max(axis=0))
    P = P / P.sum(axis=0)
    cost = -np.sum(groundTruth * np.log(P)) / M + lambda_ / 2 * np.sum(theta**2)
    gradient = -((groundTruth - P) @ data.T + lambda_ * theta) / M
    return cost, gradient.ravel(order="F")
"""


def test_the_committed_notebooks_are_those_that_are_made() -> None:
    """A change of the starter's files or of the text reaches both notebooks."""
    path = ROOT / "tools" / "notebooks.py"
    spec = importlib.util.spec_from_file_location("notebooks", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    made = tool.notebooks()
    assert set(made) == {EXERCISE, SOLUTION}
    for path, text in made.items():
        assert path.read_text(encoding="utf-8") == text, "run: make notebooks"


@pytest.mark.parametrize(
    "name",
    [
        *("softmaxCost", "computeNumericalGradient", "softmaxPredict"),
        *("checkNumericalGradient", "softmaxTrain", "softmaxExercise"),
    ],
)
def test_a_cell_is_the_starters_file(name: str) -> None:
    """Below its magic, a cell holds the file to the letter."""
    cells = ["".join(cell["source"]) for cell in json.loads(EXERCISE.read_text())["cells"]]
    (own,) = [cell for cell in cells if re.match(rf"%%\w+ {name}\.py\n", cell)]
    starter = (ROOT / "starter_code" / "python" / f"{name}.py").read_text()
    assert own.partition("\n")[2] + "\n" == starter


def test_the_solution_runs_to_the_scripts_accuracy(tmp_path: Path) -> None:
    """Every cell runs, every step is right, and a wrong gradient is drawn beside the right one."""
    document = nbformat.read(SOLUTION, as_version=4)
    document.cells.append(nbformat.v4.new_code_cell(WRONG_GRADIENT))
    client = NotebookClient(document, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    printed = [
        "".join(o.get("text", "") for o in cell.get("outputs", ())) for cell in document.cells
    ]
    everything = "".join(printed)
    assert "Accuracy: 92.889%" in everything
    assert everything.count("100 of 100 points") == 2
    difference = float(re.findall(r"  relative difference (\S+);", everything)[0])
    assert difference < 1e-7
    assert "its decay term is inside the bracket" in " ".join(printed[-1].split())
    assert "write: gradient = -(groundTruth - P) @ data.T / M + lambda_ * theta" in printed[-1]
    drawn = [
        output for output in document.cells[-1].outputs if output.output_type == "display_data"
    ]
    assert [sorted(output.data) for output in drawn] == [["image/png", "text/plain"]]


def test_a_magic_that_cannot_be_used_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong option or file name is an error of the cell; nothing is written."""
    monkeypatch.chdir(tmp_path)
    shell = InteractiveShell()
    notebook.load_ipython_extension(shell)
    for line, message in (
        ("x.py --help-me", "%check: unrecognized arguments: --help-me"),
        ("../x.py", "the file is '../x.py'; expected a name such as softmaxCost.py"),
        ("x.txt", "the file is 'x.txt'; expected a name such as softmaxCost.py"),
        ("", "%check: the following arguments are required: file"),
    ):
        with pytest.raises(ValueError, match=re.escape(message)):
            shell.run_cell_magic("check", line, "x = 1\n")
    assert not list(tmp_path.iterdir())
    shell.run_line_magic("check", "")
    assert "holds no solution" in capsys.readouterr().out


def test_a_file_is_read_anew_after_each_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a cell defines takes the place of what was imported before."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(notebook, "_show", lambda here, options: None)
    shell = InteractiveShell()
    notebook.load_ipython_extension(shell)
    for number in (1, 2):
        shell.run_cell_magic("check", "part.py", f"def value():\n    return {number}\n")
        assert shell.user_ns["value"]() == number
        assert (tmp_path / "part.py").read_text() == f"def value():\n    return {number}\n"
    with pytest.raises(SyntaxError):
        shell.run_cell_magic("check", "part.py", "def value(:\n")


def test_a_picture_leaves_out_what_is_not_finite() -> None:
    """Both matrices have the same colours; NaN and infinities are left out of them."""
    picture = Picture("grad", [[1.0, None]], [[-2.0, 1.0]])
    item = ItemResult("g", "Gradient", "f", "failed", 0, 1, True, picture=picture)
    figure = notebook.picture_of(item)
    assert figure is not None
    yours, expected = (axes.images[0] for axes in figure.axes[:2])
    assert yours.get_clim() == expected.get_clim() == (-2, 2)
    assert np.isnan(np.ma.filled(np.ma.asarray(yours.get_array()), np.nan)).tolist() == [
        [False, True]
    ]
    assert notebook.picture_of(ItemResult("g", "G", "f", "failed", 0, 1, True)) is None


def test_start_copies_the_notebook(tmp_path: Path) -> None:
    """`start --notebook` makes one file, and names the next command."""
    done = CliRunner().invoke(main, ["start", str(tmp_path / "mine"), "--notebook"])
    assert done.exit_code == 0, done.output
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["softmaxExercise.ipynb"]
    assert done.output.splitlines()[-1] == f"  jupyter lab {tmp_path / 'mine'}"
    both = CliRunner().invoke(main, ["start", str(tmp_path), "--notebook", "--octave"])
    assert "--octave and --notebook exclude each other" in both.output


def test_a_notebook_can_be_checked_and_graded_as_it_is(tmp_path: Path) -> None:
    """Cells that write files stand for these files."""
    shutil.copy(SOLUTION, tmp_path)
    done = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert "100 of 100 points" in done.output, done.output
