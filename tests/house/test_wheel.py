"""The package as it is shipped."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from this tree."""
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(place), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return next(place.glob("*.whl"))


def test_the_wheel_holds_what_the_commands_need(wheel):
    """The wheel contains the digits, the Octave reference and the starter, and no tests."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        digits = sum(i.file_size for i in archive.infolist() if "/digits/" in i.filename)
    assert 100_000 < digits < 200_000
    for name in (
        "pysoftmax/py.typed",
        "pysoftmax/_shipped/octave_ref/softmaxCost.m",
        "pysoftmax/_shipped/octave_ref/minFunc/minFunc.m",
        "pysoftmax/_shipped/starter_code/python/softmaxCost.py",
        "pysoftmax/_shipped/starter_code/octave/softmaxCost.m",
        "pysoftmax/exercise/template/exercise.py",
        "pysoftmax/exercise/template/octave/rmse.m",
        "pysoftmax/exercise/template/solutions/wrong-sum/verdict.toml",
    ):
        assert name in names
    assert not [name for name in names if "tests/" in name or "__pycache__" in name]


def test_the_wheel_runs_the_exercise_in_an_empty_environment(wheel, tmp_path):
    """Installed with only its dependencies, `pysoftmax exercise` and `start` work."""
    venv.create(tmp_path / "empty", with_pip=True)
    scripts = tmp_path / "empty" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    run = subprocess.run(
        [scripts / "pysoftmax", "exercise", "--digits"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "Accuracy: 9" in run.stdout
    for edition in ([], ["--octave"]):
        target = tmp_path / f"mine{len(edition)}"
        subprocess.run([scripts / "pysoftmax", "start", target, *edition], check=True)
        assert list(target.iterdir())
