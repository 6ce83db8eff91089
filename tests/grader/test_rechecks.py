"""`check --watch`: only what a change can affect is asked again, and nothing is left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader import sandbox
from pysoftmax.grader.affected import affected_items
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.rechecks import Rechecks, texts_in
from pysoftmax.grader.results import ItemResult
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.submission import Reader, find_submissions
from pysoftmax.grader.workers import Workers

from .classroom import lay_out
from .folders import LOOKED_FOR

COST = {"cost", "gradient", "overflow", "training", "full-run"}
PREDICT = {"predict", "confidences", "full-run"}
NUMERICAL = {"numerical-gradient"}
EVERYTHING = COST | PREDICT | NUMERICAL

FILES = {
    "softmaxCost": "import helper\ndef softmaxCost(): pass",
    "softmaxPredict": "def softmaxPredict(): pass",
    "softmaxTrain": "from softmaxCost import softmaxCost",
    "computeNumericalGradient": "def computeNumericalGradient(): pass",
    "helper": "x = 1",
    "unused": "x = 1",
}


def passed(failing: str = "") -> list[ItemResult]:
    return [
        ItemResult(key, key, "f", "failed" if key == failing else "passed", 0, 1, True)
        for key in EVERYTHING
    ]


@pytest.mark.parametrize("suffix", [".py", ".m"])
@pytest.mark.parametrize(
    ("changed", "affected"),
    [
        ({}, set()),
        ({"softmaxCost": "x"}, COST),
        ({"softmaxPredict": "x"}, PREDICT),
        ({"softmaxTrain": "x"}, {"training", "full-run"}),
        ({"computeNumericalGradient": "x"}, NUMERICAL),
        ({"helper": "x"}, COST),
        ({"unused": "x"}, set()),
        ({"added": "x"}, EVERYTHING),
        ({"helper": None}, EVERYTHING),
        ({"softmaxPredict": "x", "computeNumericalGradient": "y"}, PREDICT | NUMERICAL),
    ],
)
def test_a_change_affects_what_depends_on_it(
    suffix: str, changed: dict[str, str | None], affected: set[str]
) -> None:
    """A file affects its own items, those of files that mention it, and what needs these."""
    before = {name + suffix: text for name, text in FILES.items()}
    after = before | {name + suffix: text or "" for name, text in changed.items()}
    for name, text in changed.items():
        if text is None:
            del after[name + suffix]
    found = affected_items(SOFTMAX, SOFTMAX.conventions, before, after, passed())
    assert found == affected


@pytest.mark.parametrize(
    "name", ["data.mat", "lib/part.py", "__init__.py", "notes.txt", "private/part.m"]
)
def test_some_files_concern_every_function(name: str) -> None:
    """Data, folders and packages may be read by any of them."""
    before = {f"{key}.py": text for key, text in FILES.items()} | {name: "1"}
    found = affected_items(SOFTMAX, SOFTMAX.conventions, before, before | {name: "2"}, passed())
    assert found == EVERYTHING


@pytest.mark.parametrize("word", ["exec(code)", "importlib.import_module(n)", "feval(f, 1)"])
def test_a_file_that_may_reach_any_other_depends_on_all(word: str) -> None:
    """What is named only when it runs cannot be followed."""
    before = {f"{key}.py": text for key, text in FILES.items()}
    before["computeNumericalGradient.py"] = word
    after = before | {"unused.py": "x = 2"}
    found = affected_items(SOFTMAX, SOFTMAX.conventions, before, after, passed())
    assert found == NUMERICAL


def test_what_an_item_waits_for_is_asked_with_it_if_it_had_failed() -> None:
    """The full run says why it is not checked, so a failed prediction is asked again."""
    before = {f"{key}.py": text for key, text in FILES.items()}
    after = before | {"softmaxTrain.py": "x"}
    found = affected_items(SOFTMAX, SOFTMAX.conventions, before, after, passed("predict"))
    assert found == {"training", "predict", "confidences", "full-run"}


@pytest.mark.parametrize("language", ["python", "octave"])
def test_results_that_hold_are_kept(tmp_path: Path, language: str) -> None:
    """After a change of one file its items are asked; the verdict is that of a whole check."""
    folder = lay_out(f"{language} right helpers" + " + more" * (language == "octave"), tmp_path)
    numerical = folder / f"computeNumericalGradient{'.py' if language == 'python' else '.m'}"
    right = numerical.read_text()
    examination = Examination(Rubric(SOFTMAX, seed=1))
    with (
        Reader() as reader,
        Workers(1, library=SOFTMAX.library, sandboxed=sandbox.status()[0]) as workers,
    ):
        rechecks = Rechecks(workers, examination, ahead=True)

        def check() -> tuple[float, set[str]]:
            texts = texts_in(folder)
            (submission,) = find_submissions([folder], LOOKED_FOR, reader=reader)
            result = rechecks.grade(submission, texts)  # type: ignore[arg-type]
            return result.points, set(result.seconds) - {"total"}

        assert check() == (100, EVERYTHING)
        assert check() == (100, set())
        numerical.write_text("x = missing\n" if language == "python" else "x = missing;\n")
        points, asked = check()
        assert points == 90
        assert asked <= NUMERICAL
        numerical.write_text(right)
        assert check() == (100, NUMERICAL)


def test_texts_follow_every_kind_of_file(tmp_path: Path) -> None:
    """Sources count by their text, other files by size and time, hidden ones not at all."""
    (tmp_path / "a.py").write_text("x = 1")
    (tmp_path / "data.txt").write_text("1")
    (tmp_path / ".pysoftmax-hints.json").write_text("{}")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("")
    before = texts_in(tmp_path)
    assert set(before) == {"a.py", "data.txt"}
    os.utime(tmp_path / "data.txt", ns=(1, 1))
    (tmp_path / "a.py").touch()
    after = texts_in(tmp_path)
    assert after["a.py"] == before["a.py"] == "x = 1"
    assert after["data.txt"] != before["data.txt"]
    assert texts_in(tmp_path / "a.py") == {".": "x = 1"}


@pytest.mark.soak
@pytest.mark.parametrize("language", ["python", "octave"])
def test_two_hundred_saves_leave_nothing_behind(
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The last of 200 saves find no more processes, open files or memory than the first.

    The process for the next save is starting meanwhile, so one count of its helpers says little:
    the least of the last 20 counts is compared with the most of the first 20.
    """
    folder = lay_out(f"{language} right helpers" + " + more" * (language == "octave"), tmp_path)
    file = folder / ("softmaxCost.py" if language == "python" else "softmaxCost.m")
    right, comment = file.read_text(), "#" if language == "python" else "%"
    first: list[tuple[int, int, int]] = []
    last: list[tuple[int, int, int]] = []

    def saves(directory: Path) -> Iterator[object]:
        me = psutil.Process()
        for number in range(1, 201):
            file.write_text(f"{right}\n{comment} {number}\n")
            yield None
            if number <= 20 or number > 180:
                counts = len(me.children(recursive=True)), me.num_fds(), me.memory_info().rss
                (first if number <= 20 else last).append(counts)

    monkeypatch.setattr("pysoftmax.cli.check._saves", saves)
    done = CliRunner().invoke(main, ["check", str(folder), "--watch"])
    assert done.output.count("100 of 100 points") == 201
    for which, more in enumerate((0, 0, 20_000_000)):
        assert min(count[which] for count in last) <= max(count[which] for count in first) + more
