"""The report of a run: its files, its figures' numbers, and the command's output."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from matplotlib.image import imread
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from numpy.typing import NDArray

from pysoftmax import SoftmaxModel, softmaxExercise, softmaxTrain
from pysoftmax.cli import main
from pysoftmax.minFunc import StepReport
from pysoftmax.report import figures
from pysoftmax.resources import folder
from pysoftmax.softmaxExercise import GradientCheck, Iteration

NAMES = ["confusion", "gradient", "mistakes", "probabilities", "training", "weights"]


def run(*arguments: Any) -> Result:
    """One call of the exercise on the embedded digits."""
    return CliRunner().invoke(main, ["exercise", *map(str, arguments)])


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report."""
    place = tmp_path_factory.mktemp("report") / "new" / "out"
    result = run("--digits", "--report", place)
    assert result.exit_code == 0, result.output
    assert result.output.endswith(f"Report: {place / 'index.html'}\n")
    return place


@pytest.fixture
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each figure's file is one word; drawing them takes most of a run's time."""
    monkeypatch.setattr("pysoftmax.report.page._png", lambda *_: b"picture")


def test_the_report_is_a_page_six_figures_and_the_model(report: Path) -> None:
    """A new folder holds the page, under 3 MB, and the figures and model as files."""
    files = sorted(file.name for file in report.iterdir())
    assert files == sorted([f"{name}.png" for name in NAMES] + ["index.html", "model.mat"])
    assert (report / "index.html").stat().st_size < 3_000_000
    for name in NAMES:
        picture = imread(report / f"{name}.png")
        assert picture.shape[1] == 660
        assert picture.std() > 0.01
    assert SoftmaxModel.load(report / "model.mat").optTheta.shape == (10, 64)


def test_the_page_describes_the_run(report: Path) -> None:
    """Parameters, accuracy, table, versions and the command to repeat it are on the page."""
    page = (report / "index.html").read_text(encoding="utf-8")
    for text in ("0.0001", "1,347", "92.89 %", "FunEvals", "NumPy", "Loading the data"):
        assert text in page
    assert f"pysoftmax exercise --digits --seed 0 --report {report}" in page
    assert "http" not in page


@pytest.mark.usefixtures("_undrawn")
def test_names_are_escaped(tmp_path: Path) -> None:
    """A folder whose name looks like markup is text on the page."""
    data = tmp_path / "<b>&"
    data.mkdir()
    for file in folder("digits").glob("*-ubyte"):
        (data / file.name).write_bytes(file.read_bytes())
    result = run("--data", data, "--report", tmp_path / "my out")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "my out" / "index.html").read_text(encoding="utf-8")
    assert "<b>" not in page
    assert f"--report &#39;{tmp_path}/my out&#39;" in page
    assert "&lt;b&gt;&amp;" in page


@pytest.mark.usefixtures("_undrawn")
def test_ctrl_c_gives_the_model_so_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt in the third iteration still tests and reports; the exit status is 130."""
    train: Any = softmaxTrain

    def interrupted(*arguments: Any, **keywords: Any) -> Any:
        *others, options = arguments
        note = options["outputFcn"]

        def output(theta: NDArray[Any], report: StepReport, state: str) -> None:
            note(theta, report, state)
            if report.iteration == 3:
                signal.raise_signal(signal.SIGINT)

        return train(*others, {**options, "outputFcn": output}, **keywords)

    monkeypatch.setattr(softmaxExercise, "softmaxTrain", interrupted)
    result = run("--digits", "--report", tmp_path)
    assert result.exit_code == 130, result.output
    assert "Interrupted after 3 iterations. The test uses the model so far." in result.output
    assert 50 < float(result.output.split("Accuracy: ")[1].split("%")[0]) < 92.5
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Training was interrupted" in page
    assert "3 (interrupted)" in page


def test_ctrl_c_before_the_first_iteration_tests_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any iteration the report has no curve, and the start is the model."""

    def interrupted(*_arguments: Any, **_keywords: Any) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(softmaxExercise, "softmaxTrain", interrupted)
    result = run("--digits", "--report", tmp_path)
    assert result.exit_code == 130, result.output
    assert "Interrupted after 0 iterations" in result.output
    assert not (tmp_path / "training.png").exists()


def test_a_missing_extra_is_named_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Matplotlib, the command says what to install and does not train."""
    find = __import__("importlib.util").util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "matplotlib" else find(name)
    )
    result = run("--digits", "--report", tmp_path)
    assert result.exit_code == 1
    assert "--report needs matplotlib; run: pip install 'pysoftmax[plot]'" in result.output
    assert "Step" not in result.output


def test_the_confusion_counts_have_true_classes_in_rows() -> None:
    """A 1 predicted as 3 counts in the first row and third column."""
    counts = figures.confusion_counts(np.array([1, 1, 2, 3, 1]), np.array([1, 3, 2, 3, 3]), 3)
    assert counts.tolist() == [[1, 0, 2], [0, 1, 0], [0, 0, 1]]


def test_the_most_confident_mistakes_come_first() -> None:
    """Wrong predictions only, by falling probability of the predicted class."""
    labels, pred = np.array([1, 2, 1, 2]), np.array([2, 2, 2, 1])
    confidences = np.array([[0.4, 0.0, 0.1, 0.7], [0.6, 1.0, 0.9, 0.3]])
    assert figures.most_confident_mistakes(labels, pred, confidences).tolist() == [2, 3, 0]
    assert figures.most_confident_mistakes(labels, pred, confidences, 1).tolist() == [2]


def test_a_weight_tile_is_the_picture_read_column_by_column() -> None:
    """The second parameter of a class is the second pixel from the top of the first column."""
    figure = figures.weights(np.array([[1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 0.0, 0.0]]))
    tile = figure.axes[0].images[0].get_array()
    assert np.asarray(tile).tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert [axes.get_title() for axes in figure.axes[:2]] == ["1", "2"]


def test_the_curves_show_each_iteration() -> None:
    """Cost and step length are drawn by iteration."""
    rows = [Iteration(1, 3, 0.5, 2.0, 9.0), Iteration(2, 4, 1.0, 0.7, 1.0)]
    upper, lower = figures.cost_and_steps(rows).axes
    assert np.asarray(upper.lines[0].get_xydata()).tolist() == [[1.0, 2.0], [2.0, 0.7]]
    assert np.asarray(lower.lines[0].get_xydata()).tolist() == [[1.0, 0.5], [2.0, 1.0]]


def test_the_gradients_are_beside_their_difference() -> None:
    """Three panels, with the difference on a scale of its own."""
    check = GradientCheck(np.array([[1.0, 2.0]]), np.array([[1.0, 1.5]]))
    panels = figures.gradients(check).axes
    assert [axes.get_title() for axes in panels] == ["gradient", "numerical", "difference"]
    assert np.asarray(panels[2].images[0].get_array()).tolist() == [[0.0, 0.5]]
    assert panels[2].images[0].get_clim() == (-0.5, 0.5)


def test_the_bars_are_the_probabilities() -> None:
    """A bar for each class, the true one in its own colour; label 10 is the digit 0."""
    confidence = np.array([0.1, 0.2, 0, 0, 0, 0, 0, 0, 0, 0.7])
    left, right = figures.probabilities(np.zeros(4), 10, confidence).axes
    assert left.get_title() == "a 0"
    assert [
        bar.get_width() for bar in right.patches if isinstance(bar, Rectangle)
    ] == confidence.tolist()
    colours = [bar.get_facecolor() for bar in right.patches]
    assert colours.count(colours[9]) == 1
    assert len(set(colours)) == 2


def test_probabilities_are_not_rounded_to_certainty() -> None:
    """What is nearly 0 or 1 is written as a bound."""
    confidence = np.array([0.996, 0.004, 0.5])
    texts = figures.probabilities(np.zeros(4), 1, confidence).axes[1].texts
    assert [text.get_text() for text in texts] == ["> 99 %", "< 1 %", "50 %"]


def test_a_mistake_is_drawn_with_its_true_and_predicted_digit() -> None:
    """The title has the true digit, the predicted one and the probability."""
    figure = figures.mistakes(np.zeros((4, 1)), np.array([3]), np.array([10]), np.array([0.876]))
    assert figure.axes[0].get_title() == "3 as 0\n88 %"


def test_no_text_is_smaller_than_8_points() -> None:
    """The page's test of legibility on a phone counts on it."""
    theta = np.arange(30.0).reshape(3, 10)[:, :9]
    check = GradientCheck(theta, theta + 0.1)
    iterations = [Iteration(1, 3, 0.5, 2.0, 1.0), Iteration(2, 4, 1.0, 1.0, 0.5)]
    images, labels = np.ones((9, 2)), np.array([1, 2])
    with figures.theme(figures.LIGHT):
        drawn = [
            figures.weights(theta),
            figures.cost_and_steps(iterations),
            figures.confusion_matrix(np.array([[3, 1], [2, 4]])),
            figures.mistakes(images, labels, labels, np.array([0.5, 0.4])),
            figures.gradients(check),
            figures.probabilities(images[:, 0], 1, np.array([0.5, 0.5])),
        ]
        texts = [text for one in drawn for text in one.findobj(Text) if isinstance(text, Text)]
        sizes = [float(text.get_fontsize()) for text in texts if text.get_text()]
    assert len(sizes) > 30
    assert min(sizes) >= 8
