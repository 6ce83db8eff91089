"""The package as it is shipped."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive of this tree, and the wheel built from that archive."""
    place = tmp_path_factory.mktemp("built")
    # Without isolation the build backend is the installed one, so nothing is fetched.
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(place), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return place


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """The wheel."""
    return next(built.glob("*.whl"))


def test_the_source_archive_holds_what_make_and_the_tests_need(built: Path) -> None:
    """From the unpacked archive `make exercise` and the tests can run."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for name in (
        "Makefile",
        "tools/setup.sh",
        ".ci/run",
        "LICENSE",
        "octave_ref/softmaxCost.m",
        "starter_code/python/softmaxCost.py",
        "examples/sparse_autoencoder/README.md",
        "tests/conftest.py",
        "docs/maintaining.md",
        ".github/workflows/test.yml",
        ".pre-commit-config.yaml",
    ):
        assert name in names
    assert not [name for name in names if ".venv" in name or "__pycache__" in name]


def test_the_wheel_names_the_licences_of_code_and_digits(wheel: Path) -> None:
    """The code is MIT, the digits are CC BY 4.0, and both notices come along."""
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    assert "License-Expression: MIT AND CC-BY-4.0" in lines
    assert "License-File: LICENSE" in lines
    assert "License-File: pysoftmax/datasets/digits/README.md" in lines
    assert "Provides-Extra: all" in lines


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    """Three things are installed: the package, its pytest plugin and the metadata."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
    assert tops == {"pysoftmax", "_pysoftmax_pytest.py", "pysoftmax-1.0.0.dist-info"}


def test_the_wheel_holds_what_the_commands_need(wheel: Path) -> None:
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
        "pysoftmax/_shipped/starter_code/notebook/softmaxExercise.ipynb",
        "pysoftmax/exercise/template/exercise.py",
        "pysoftmax/exercise/template/octave/rmse.m",
        "pysoftmax/exercise/template/solutions/wrong-sum/verdict.toml",
    ):
        assert name in names
    assert not [name for name in names if "tests/" in name or "__pycache__" in name]


def empty_environment(folder: Path) -> Path:
    """A virtual environment that has the dependencies that the package declares, and no more."""
    venv.create(folder)
    (site,) = folder.glob("lib/python*/site-packages")
    needed = [
        re.split(r"[^\w-]", line)[0]
        for line in requires("pysoftmax") or ()
        if "extra ==" not in line
    ]
    assert sorted(needed) == ["click", "numpy", "scipy", "threadpoolctl"]
    installed = Path(sysconfig.get_path("platlib"))
    for name in needed:
        found = [*installed.glob(f"{name}"), *installed.glob(f"{name}.py")]
        assert found, name
        for entry in [*found, *installed.glob(f"{name}.libs"), *installed.glob(f"{name}-*-info")]:
            (site / entry.name).symlink_to(entry)
    return folder / "bin"


def test_the_wheel_runs_the_exercise_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    """Installed with only its dependencies, `pysoftmax exercise` and `start` work."""
    scripts = empty_environment(tmp_path / "empty")
    pip = [sys.executable, "-m", "pip", "--python", scripts / "python", "install", "--quiet"]
    subprocess.run([*map(str, pip), "--no-deps", str(wheel)], check=True)
    run = subprocess.run(
        [scripts / "pysoftmax", "exercise", "--digits"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "Accuracy: 9" in run.stdout
    for edition in ([], ["--octave"]):
        target = tmp_path / f"mine{len(edition)}"
        subprocess.run([scripts / "pysoftmax", "start", target, *edition], check=True)
        assert list(target.iterdir())
