"""`pysoftmax new-exercise` and `pysoftmax verify`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


def change(path: Path, old: str, new: str) -> None:
    """Replace a text that is there once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_exercise_takes_under_60_lines(exercise: Path) -> None:
    """An exercise of one function with three typical mistakes has fewer than 60 lines."""
    assert len((exercise / "exercise.py").read_text(encoding="utf-8").splitlines()) < 60


def test_a_new_exercise_is_verified_as_it_is_written(exercise: Path, run: Run) -> None:
    """Every solution of the example, in both languages, gets the verdict that it declares."""
    result = run("verify", exercise)
    assert result.exit_code == 0, result.output
    assert result.output == "6 solutions, 3 mistakes, 1 claim: all as declared\n"


def test_new_exercise_leaves_a_folder_with_files_alone(exercise: Path, run: Run) -> None:
    """A folder that holds anything is refused, and its files stay as they were."""
    (exercise / "exercise.py").write_text("mine")
    result = run("new-exercise", exercise)
    assert result.exit_code == 1
    assert "is not an empty folder; nothing was written" in result.output
    assert (exercise / "exercise.py").read_text() == "mine"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, run: Run) -> list[str]:
    """What verify prints of an exercise with one fault of every kind."""
    folder = tmp_path_factory.mktemp("planted") / "rmse"
    assert run("new-exercise", folder).exit_code == 0
    solutions = folder / "solutions"
    for octave in ("right-octave", "wrong-sum", "wrong-absolute"):
        shutil.rmtree(solutions / octave)
    change(folder / "exercise.py", 'Mistake(\n        "sum"', 'Mistake(\n        "total"')
    change(
        folder / "exercise.py",
        'inputs, ("error",)),)',
        'inputs, ("error",)),\n'
        '              claim("small", "rmse", "of small numbers", inputs, ("error",)),\n'
        '              claim("same", "rmse", "none", lambda c: (inputs(c)[0],) * 2, ("error",)))',
    )
    change(folder / "exercise.py", "hints=HINTS)", 'hints=HINTS, explains=("spare",))')
    shutil.copytree(solutions / "wrong-no-root", solutions / "right-declared")
    (solutions / "right-declared" / "verdict.toml").unlink()
    shutil.copytree(solutions / "right-python", solutions / "wrong-declared")
    (solutions / "wrong-declared" / "verdict.toml").write_text('error = { verdict = "failed" }')
    shutil.copytree(solutions / "wrong-no-root", solutions / "wrong-mistake")
    change(solutions / "wrong-mistake" / "verdict.toml", '"no-root"', '"total"')
    shutil.copytree(solutions / "wrong-no-root", solutions / "wrong-silent")
    (solutions / "wrong-silent" / "verdict.toml").unlink()
    shutil.copytree(solutions / "wrong-no-root", solutions / "half-right")
    shutil.copytree(solutions / "wrong-no-root", solutions / "wrong-key")
    (solutions / "wrong-key" / "verdict.toml").write_text("errors = 1")
    (solutions / "wrong-empty").mkdir()
    (solutions / "wrong-empty" / "verdict.toml").write_text('error = { verdict = "failed" }')
    result = run("verify", folder)
    assert result.exit_code == 1, result.output
    return result.output.splitlines()


@pytest.mark.parametrize(
    "line",
    [
        "right-declared: error failed (no-root); expected passed",
        "wrong-declared: error passed; expected failed",
        "wrong-mistake: error failed with the mistake no-root; expected the mistake total",
        "wrong-silent: it has no verdict.toml; expected one that names the items that fail",
        "half-right: its name begins with neither right- nor wrong-",
        "wrong-key: errors is not known; expected one of language, adapter, conventions, error",
        "mistake total: no wrong solution has it",
        "mistake spare: no wrong solution has it",
        "claim same: no wrong solution violates it",
    ],
)
def test_a_planted_fault_is_reported_in_a_line(line: str, planted: list[str]) -> None:
    """A wrong verdict, an unused mistake and an unviolated claim each have a line of their own."""
    assert line in planted


def test_a_solution_without_files_is_reported(planted: list[str]) -> None:
    """A folder in which there is nothing to grade is named."""
    assert [line for line in planted if line.startswith("wrong-empty: ")]


def test_nothing_else_is_reported(planted: list[str]) -> None:
    """A claim of no item that a wrong solution violates, and verdicts as declared, are fine."""
    assert len(planted) == 12  # those above, the mistake that Octave's solution has, the counts
    assert "mistake absolute: no wrong solution has it" in planted
    assert planted[-1] == "6 solutions, 4 mistakes, 3 claims: 11 problems"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("import numpy as np", "import numpy as", "cannot be loaded: SyntaxError: "),
        ("import numpy as np", "import no_such", "ModuleNotFoundError: No module named 'no_such'"),
        ("import numpy as np", "raise SystemExit(2)", "cannot be loaded: SystemExit: 2"),
        ("EXERCISE =", "EXERCIZE =", "defines no EXERCISE = Description(...)"),
        ('("error",)),),\n    # What is t', '("error",)),"rmse"),\n    # What is t', "has 'rmse'"),
        ('("predicted", "actual")', '("predicted")', "are 'predicted'; expected a tuple of names"),
        (
            'claim("error", "rmse"',
            'claim("error", "rms"',
            "is about rms; expected one of the functions, rmse",
        ),
        ('"The error", "error"', '"The error", "err"', "the claim 'err'; expected one of error"),
        ("hints=HINTS),", "hints=HINTS)", "expected a tuple, with a comma after"),
        ("(1, 6)", "(1, six)", "the inputs of the claim 'error' cannot be made: NameError"),
    ],
)
def test_a_bad_exercise_is_one_clear_line(
    old: str, new: str, message: str, exercise: Path, run: Run
) -> None:
    """What is wrong with exercise.py is one line that says where and what, without a traceback."""
    here = exercise / "solutions" / "right-python"
    change(exercise / "exercise.py", old, new)
    for command in (["verify", exercise], ["check", here, "--exercise", exercise]):
        result = run(*command)
        assert result.exit_code in (1, 2), result.output
        last = result.output.splitlines()[-1]
        assert last.startswith("Error: ")
        assert message in last
        assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_reference_that_fails_is_one_clear_line(exercise: Path, run: Run) -> None:
    """An error of the right answer itself is reported with its item."""
    change(exercise / "reference" / "rmse.py", "return np.sqrt", "return np.root")
    result = run("verify", exercise)
    assert result.exit_code == 1
    assert "Error: the reference fails on a case of the item 'error': " in result.output
    (exercise / "reference" / "rmse.py").unlink()
    assert "has no rmse.py" in run("verify", exercise).output
