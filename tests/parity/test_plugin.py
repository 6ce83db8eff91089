"""The plugin: its options, its summary, and what it loads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pysoftmax.testing import tally

ROOT = Path(__file__).parents[2]
ONE_TEST = """
from pysoftmax.testing import tally

def test_one(octave):
    tally.count("plus")
    assert octave.call("plus", 1, 2).item() == 3
"""


def _pytest(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.octave
def test_the_summary_counts_what_was_compared(tmp_path: Path) -> None:
    """With a live Octave the test runs, and its case is counted."""
    (tmp_path / "test_one.py").write_text(ONE_TEST)
    run = _pytest(tmp_path, "--octave=require")
    assert run.returncode == 0, run.stdout
    assert "compared with Octave: 1 case (plus 1)" in run.stdout


@pytest.mark.octave
def test_xdists_workers_are_counted_too(tmp_path: Path) -> None:
    """Each worker hands over its count."""
    (tmp_path / "test_one.py").write_text(ONE_TEST)
    (tmp_path / "test_two.py").write_text(ONE_TEST)
    run = _pytest(tmp_path, "--octave=require", "-n", "2")
    assert run.returncode == 0, run.stdout
    assert "compared with Octave: 2 cases (plus 2)" in run.stdout


def test_nothing_compared_fails_where_octave_is_required(tmp_path: Path) -> None:
    """A run that was to compare and did not is a failure, though every test passed."""
    (tmp_path / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
    run = _pytest(tmp_path, "--octave=require")
    assert run.returncode == 1, run.stdout
    assert "nothing was compared" in run.stdout
    assert _pytest(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("option", "status", "words"),
    [
        ("--octave=auto", 0, "1 skipped"),
        ("--octave=skip", 0, "1 skipped"),
        ("--octave=require", 1, "--octave=require, but Octave is not installed"),
    ],
)
def test_without_octave(tmp_path: Path, option: str, status: int, words: str) -> None:
    """Where there is none, tests are skipped, or fail where it is required."""
    (tmp_path / "test_one.py").write_text(ONE_TEST)
    run = _pytest(tmp_path, option, OCTAVE_EXECUTABLE="/no/such/octave")
    assert run.returncode == status, run.stdout
    assert words in run.stdout


def test_a_soak_runs_only_when_asked(tmp_path: Path) -> None:
    """`--soak` runs the tests marked so; it is an option of this repository only."""
    text = "import pytest\n\n@pytest.mark.soak\ndef test_long():\n    pass\n"
    (tmp_path / "test_soak.py").write_text(text)
    assert _pytest(tmp_path, "--soak").returncode == pytest.ExitCode.USAGE_ERROR
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    for helper in ("nothing_left.py", "signals.py"):
        (tmp_path / helper).write_text((ROOT / "tests" / "shared" / helper).read_text())
    assert "1 skipped" in _pytest(tmp_path).stdout
    assert "1 passed" in _pytest(tmp_path, "--soak").stdout


def test_the_plugin_imports_nothing_until_it_is_used(tmp_path: Path) -> None:
    """A pytest run that compares nothing pays for neither NumPy nor the package."""
    others = ("-p", "no:hypothesispytest", "-p", "no:randomly")  # plugins that import NumPy
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "pytest", *others],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == pytest.ExitCode.NO_TESTS_COLLECTED, run.stdout
    imported = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines()}
    assert "pluggy" in imported
    assert "pysoftmax-" in run.stdout, "the plugin is loaded"
    heavy = ("numpy", "pysoftmax", "hypothesis", "oct2py", "scipy")
    assert not [name for name in imported if name.partition(".")[0] in heavy]


OTHER = """
import pytest

def pytest_addoption(parser):
    parser.addoption("--octave", type=int, default=7, help="an octave of a keyboard")

def pytest_configure(config):
    config.addinivalue_line("markers", "octave(n): plays an octave")
"""


@pytest.mark.parametrize("way", [("-p", "keyboard"), ()])
def test_names_of_another_plugin_stay_its_own(tmp_path: Path, way: tuple[str, ...]) -> None:
    """Options and markers that a plugin or a conftest has are left alone; the long names work."""
    (tmp_path / "keyboard.py").write_text(OTHER)
    if not way:
        (tmp_path / "conftest.py").write_text("from keyboard import *\n")
    (tmp_path / "test_piano.py").write_text(
        "import pytest\n\n"
        "@pytest.mark.octave(3)\n"
        "def test_play(request):\n"
        "    assert request.config.getoption('--octave') == 5\n\n"
        "@pytest.mark.pysoftmax_octave\n"
        "def test_compare():\n"
        "    pass\n"
    )
    names = ("--octave=5", "--pysoftmax-octave=skip", "--strict-markers")
    run = _pytest(tmp_path, *way, *names, PYTHONPATH=str(tmp_path))
    assert "1 passed, 1 skipped" in run.stdout, run.stdout + run.stderr


def test_an_ini_file_may_say_how_octave_is_used(tmp_path: Path) -> None:
    """The short options work in ``addopts``, in whatever folder pytest starts."""
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --octave=skip\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "tests" / "test_one.py").write_text(ONE_TEST)
    run = _pytest(tmp_path / "elsewhere", "../tests")
    assert "1 skipped" in run.stdout, run.stdout + run.stderr


def test_the_name_of_version_1_0_loads_the_plugin(tmp_path: Path) -> None:
    """``-p pysoftmax.testing.plugin`` works where plugins are not loaded by themselves."""
    (tmp_path / "test_one.py").write_text(ONE_TEST)
    options = ("-p", "pysoftmax.testing.plugin", "--octave=skip")
    run = _pytest(tmp_path, *options, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    assert "1 skipped" in run.stdout, run.stdout + run.stderr


def test_a_session_within_a_session_counts_for_itself(tmp_path: Path) -> None:
    """Pytest run by a test, in the same process, has a count of its own."""
    (tmp_path / "test_inner.py").write_text(
        "from pysoftmax.testing import tally\n\n"
        "def test_inner():\n"
        "    tally.count('inner')\n"
        "    assert tally.counts() == {'inner': 1}\n"
    )
    before = tally.counts()
    inner = pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)])
    assert inner == 0
    assert tally.counts() == before
