"""`pysoftmax check --hint` and `--tell`: how much of the answer a student sees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.cli.hints_given import HintsGiven
from pysoftmax.exercise import ExerciseError, load_exercise
from pysoftmax.exercise.softmax import SOFTMAX

from .classroom import lay_out

DECAY_IN_OCTAVE = "gradient = -(groundTruth - P) * data' / M + lambda * theta;"


def check(folder: Path, *options: str) -> str:
    return CliRunner().invoke(main, ["check", str(folder), *options]).output


def hints_in(output: str) -> list[str]:
    """The beginnings of the hints."""
    lines = [line.strip() for line in output.splitlines()]
    return [line.partition(":")[0] for line in lines if line.startswith("hint ")]


def test_each_call_gives_one_more_hint(tmp_path: Path) -> None:
    """Three calls give three hints, the earlier ones again; a fourth adds nothing."""
    folder = lay_out("python untouched starter", tmp_path)
    first = check(folder, "--hint")
    assert hints_in(first) == ["hint 1 of 3"]
    assert "If the true class of an example has probability 1, what should" in first
    assert first.endswith("\n--hint gives the next hint.\n")
    assert hints_in(check(folder, "--hint")) == ["hint 1 of 3", "hint 2 of 3"]
    for _ in range(2):
        last = check(folder, "--hint")
        assert hints_in(last) == ["hint 1 of 3", "hint 2 of 3", "hint 3 of 3"]
        assert "cost = -np.sum(... * np.log(P)) / ... + lambda_ / 2 * np.sum(...)" in last
        assert "gives the next" not in last


def test_hints_and_lines_are_those_of_the_step_and_language(tmp_path: Path) -> None:
    """The step that failed has its own hints; --tell adds the line to paste."""
    folder = lay_out("octave no decay in gradient", tmp_path)
    memory = '{"octave": {"cost": 1, "gradient": 2}, "python": {"gradient": 1}}'
    (folder / ".pysoftmax-hints.json").write_text(memory)
    output = check(folder, "--hint", "--tell")
    assert output.index("FAIL Step 2: Gradient") < output.index("hint 1 of 3: Take one example")
    assert "gradient = -(groundTruth - ...) * ... / M + ...;" in output
    assert f"     write: {DECAY_IN_OCTAVE}\n" in output


def test_watching_repeats_hints_and_gives_no_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A save shows the hints of that step again: saving is not asking."""
    folder = lay_out("python untouched starter", tmp_path)

    def saves(directory: Path) -> Iterator[object]:
        yield from (None, None)

    monkeypatch.setattr("pysoftmax.cli.check._saves", saves)
    assert hints_in(check(folder, "--watch", "--hint")) == ["hint 1 of 3"] * 3


@pytest.mark.parametrize("text", ["", "[]", '{"python": 3}', '{"python": {"cost": "x"}}', "\xff"])
def test_a_memory_that_cannot_be_read_is_begun_anew(tmp_path: Path, text: str) -> None:
    """Whatever the file holds, the first hint comes first."""
    (tmp_path / ".pysoftmax-hints.json").write_text(text, encoding="latin-1")
    given = HintsGiven(tmp_path)
    assert given.show("python", "cost", ["a", "b"], one_more=True) == ("a",)
    assert HintsGiven(tmp_path).show("python", "cost", ["a", "b"], one_more=True) == ("a", "b")
    assert HintsGiven(tmp_path).show("octave", "cost", ["a", "b"], one_more=False) == ("a",)


def test_all_hints_are_given_if_none_can_be_remembered(tmp_path: Path) -> None:
    """A folder that cannot be written to is said to be one, and no hint is out of reach."""
    folder = lay_out("python untouched starter", tmp_path)
    (folder / ".pysoftmax-hints.json").mkdir()
    output = check(folder, "--hint")
    assert "How many hints you had cannot be remembered: " in output
    assert len(hints_in(output)) == 3


def test_hints_of_a_file_are_remembered_beside_it(tmp_path: Path) -> None:
    """A solution may be one file."""
    file = tmp_path / "softmaxCost.py"
    file.write_text("")
    HintsGiven(file).show("python", "cost", ["a"], one_more=True)
    assert {path.name for path in tmp_path.iterdir()} == {".pysoftmax-hints.json", file.name}


@pytest.mark.parametrize("language", ["python", "octave"])
def test_no_hint_is_the_line(language: str) -> None:
    """Every step has three hints; the last leaves something to find."""
    for item in SOFTMAX.items:
        hints = item.hints_in(language)
        assert len(hints) == 3, item.key
        assert "?" in hints[0]
        if item.key != "full-run":
            assert "..." in hints[2]
        for hint in hints:
            assert ".argmax(axis=0) + 1\n" not in hint
            assert "-(groundTruth - P)" not in hint
            assert "np.sum(groundTruth * np.log(P))" not in hint
            assert "groundTruth .* log(P)" not in hint


def test_a_teachers_exercise_gives_its_hints(tmp_path: Path) -> None:
    """The template has three; a text in place of a tuple is an error that says so."""
    folder = tmp_path / "rmse"
    assert CliRunner().invoke(main, ["new-exercise", str(folder)]).exit_code == 0
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "rmse.py").write_text("def rmse(predicted, actual):\n    return 1.0\n")
    (mine / ".pysoftmax-hints.json").write_text('{"python": {"error": 2}}')
    output = check(mine, "--exercise", str(folder), "--hint")
    assert "hint 1 of 3: How far is each prediction" in output
    assert "hint 2 of 3: Square the differences" in output
    assert "hint 3 of 3: Fill in the dots: np.sqrt(" in output
    described = folder / "exercise.py"
    described.write_text(described.read_text().replace("hints=HINTS", 'hints="Think."'))
    with pytest.raises(ExerciseError, match="the hints of the item 'error' are one text; expected"):
        load_exercise(str(folder))
