"""The seed of a class: drawn, kept, repeated, and never shown to a student."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pysoftmax.cli import main
from pysoftmax.comparison.choices import SeededChoices
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.examination import Examination
from pysoftmax.grader.rubric import Rubric
from pysoftmax.grader.store import Store
from pysoftmax.languages import OCTAVE


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    """A class whose only student has handed in a picture, which takes no time to grade."""
    folder = tmp_path / "class"
    (folder / "anna").mkdir(parents=True)
    (folder / "anna" / "scan.png").write_bytes(b"\x89PNG")
    return folder


def grade(folder: Path, report: str, *options: str) -> dict[str, Any]:
    place = folder.parent / report
    arguments = ["grade", str(folder), "--report", str(place), "--jobs", "1", *options]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    document: dict[str, Any] = json.loads((place / "report.json").read_text(encoding="utf-8"))
    return document


def test_a_class_has_a_seed_of_its_own_that_stays(class_folder: Path) -> None:
    """Two gradings from scratch differ in the seed; the same one repeated does not."""
    first = grade(class_folder, "first")["rubric"]["seed"]
    other = grade(class_folder, "other")["rubric"]["seed"]
    assert first != other
    assert grade(class_folder, "first")["rubric"]["seed"] == first
    assert first.bit_length() > 64  # of 128 random bits the upper half is not empty


def test_a_given_seed_repeats_a_grading(class_folder: Path) -> None:
    """--seed asks the questions of another grading, and is kept like a drawn one."""
    drawn = grade(class_folder, "first")["rubric"]
    assert grade(class_folder, "again", "--seed", str(drawn["seed"]))["rubric"] == drawn
    assert grade(class_folder, "again")["rubric"] == drawn
    assert grade(class_folder, "first", "--seed", "5")["rubric"]["seed"] == 5


def test_a_rubrics_seed_binds(class_folder: Path) -> None:
    """A rubric's seed is every class's, and --seed may not contradict it."""
    rubric = class_folder.parent / "ours.toml"
    rubric.write_text("seed = 7")
    options = ["--rubric", str(rubric)]
    assert grade(class_folder, "first", *options)["rubric"]["seed"] == 7
    assert grade(class_folder, "first", *options, "--seed", "7")["rubric"]["seed"] == 7
    done = CliRunner().invoke(main, ["grade", str(class_folder), *options, "--seed", "8"])
    assert done.exit_code == 2
    assert "--seed is 8; the rubric's seed is 7" in done.output


def test_only_the_teacher_sees_the_seed(class_folder: Path) -> None:
    """The class's page and report.json name it; no file of a student does."""
    seed = str(grade(class_folder, "first")["rubric"]["seed"])
    report = class_folder.parent / "first"
    assert seed in (report / "index.html").read_text(encoding="utf-8")
    for folder in ("students", "gradescope"):
        for file in (report / folder).iterdir():
            assert seed not in file.read_text(encoding="utf-8")


def test_the_store_keeps_every_bit(tmp_path: Path) -> None:
    """A seed of 128 bits comes back from the file as it went in."""
    with Store(tmp_path / "results.sqlite") as store:
        store.seed(2**128 - 1)
    with Store(tmp_path / "results.sqlite") as store:
        assert store.seed() == 340282366920938463463374607431768211455


def test_every_bit_of_a_seed_counts() -> None:
    """Seeds that differ in their lowest or in their highest bit make other choices."""
    seeds = (2**127, 2**127 + 1, 0)
    drawn = [SeededChoices([seed, 0]).integer(0, 2**60) for seed in seeds]
    assert len(set(drawn)) == 3


def test_check_asks_by_a_known_seed() -> None:
    """Without a class, a rubric without a seed asks the questions of seed 1."""

    def inputs(rubric: Rubric) -> list[bytes]:
        questions = Examination(rubric).questions(SOFTMAX.item("cost"), OCTAVE)
        return [q.case.args[0].tobytes() for q in questions]

    assert inputs(Rubric(SOFTMAX)) == inputs(Rubric(SOFTMAX, seed=1))
    assert inputs(Rubric(SOFTMAX)) != inputs(Rubric(SOFTMAX, seed=2**128 - 1))
