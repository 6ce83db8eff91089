"""What the sandbox shows, and what is said where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

import pysoftmax
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader import installed, sandbox
from pysoftmax.grader.workers import Workers
from pysoftmax.grader.workers.library import build_library
from pysoftmax.resources import folder

pytestmark = pytest.mark.usefixtures("fresh_status")


@pytest.fixture
def fresh_status() -> Iterator[None]:
    sandbox.status.cache_clear()
    yield
    sandbox.status.cache_clear()


def inside(library: Path, code: str) -> str:
    """What a Python program prints in the sandbox."""
    command = sandbox.command(library, [sandbox.interpreter(), "-S", "-c", code])
    environment = {"PYTHONPATH": f"{sandbox.LIBRARY}:{sandbox.SITE}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("library")
    build_library(built, SOFTMAX.library)
    return built


def test_there_is_a_sandbox_here() -> None:
    """The machine that runs these tests has bubblewrap, and its namespaces work."""
    assert sandbox.status() == (True, "bubblewrap")


def test_a_missing_bubblewrap_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without bubblewrap the message says what to install, and no worker starts."""
    monkeypatch.setenv("PATH", "/no/such/folder")
    works, why = sandbox.status()
    assert not works
    assert "install" in why
    with pytest.raises(sandbox.SandboxMissingError, match="install"):
        Workers(1, sandboxed=True)


def test_refused_namespaces_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the system refuses namespaces, bubblewrap's own words and the remedy are given."""
    refusing = tmp_path / "bwrap"
    refusing.write_text("#!/bin/sh\necho 'bwrap: No permissions to create namespace' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    works, why = sandbox.status()
    assert not works
    assert "No permissions to create namespace" in why
    assert "apparmor" in why


def test_a_setuid_bubblewrap_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One that makes its caller root is no sandbox, and the message says how to change it."""
    setuid = tmp_path / "bwrap"
    shutil.copy(str(shutil.which("bwrap")), setuid)
    setuid.chmod(0o4755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    works, why = sandbox.status()
    assert not works
    assert f"{setuid} is setuid" in why
    assert f"chmod u-s {setuid}" in why
    with pytest.raises(sandbox.SandboxMissingError, match="setuid"):
        Workers(1, sandboxed=True)


def test_the_trial_makes_the_mounts_of_grading(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mount that bubblewrap refuses is found by the trial, not by the first submission."""
    packages = [*sandbox._packages(), "/no/such/package"]
    monkeypatch.setattr(sandbox, "_packages", lambda: iter(packages))
    works, why = sandbox.status()
    assert not works
    assert "/no/such/package" in why


def test_the_trial_imports_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sandbox in which NumPy cannot be imported is none, and says so."""
    monkeypatch.setattr(sandbox, "_packages", lambda: iter([]))
    works, why = sandbox.status()
    assert not works
    assert "NumPy cannot be imported" in why


def test_nothing_is_mounted_on_a_link(
    library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is masked is named by its real path: bubblewrap 0.12 refuses to mount on a link."""
    shown, real = tmp_path / "shown", tmp_path / "shown" / "real"
    (real / "inner").mkdir(parents=True)
    (real / "inner" / "secret").write_text("the answer")
    (shown / "link").symlink_to("real")
    (shown / "outside").symlink_to("/var")
    interpreters = [*installed.python_files(), str(shown)]
    monkeypatch.setattr(sandbox, "_interpreters", lambda: iter(interpreters))
    hidden = [shown / "link" / "inner", shown / "outside", shown / "link"]
    monkeypatch.setattr(sandbox, "_hidden", lambda: map(str, hidden))
    command = sandbox.command(library, ["true"])
    masked = [command[at + 1] for at, word in enumerate(command) if word == "--tmpfs"]
    assert str(real) in masked
    assert not [path for path in masked if path.startswith((f"{shown}/link", "/var"))]
    code = f"import os; print(os.listdir({str(real)!r}), os.listdir({str(shown / 'link')!r}))"
    assert inside(library, code).split() == ["[]", "[]"]


@pytest.mark.octave
@pytest.mark.parametrize("make", ["script", "copy", "link"])
def test_octave_in_a_home_shows_no_home(
    library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make: str
) -> None:
    """With Octave in ~/bin, a submission's Octave starts, and nothing else of the home is seen."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "letters").mkdir()
    (tmp_path / "diary.txt").write_text("private")
    octave = tmp_path / "bin" / "octave-cli"
    real = Path(str(shutil.which("octave-cli"))).resolve()
    if make == "script":
        octave.write_text(f'#!/bin/sh\nexec {real} "$@"\n')
        octave.chmod(0o755)
    elif make == "copy":
        shutil.copy(real, octave)
    else:
        octave.symlink_to(real)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OCTAVE_EXECUTABLE", str(octave))
    assert sandbox.octave_problem(sandboxed=True) == ""
    code = f"""
import os
for where, folders, files in os.walk({str(tmp_path)!r}):
    print(*sorted(folders + files))
"""
    seen = inside(library, code).split()
    assert (
        seen == {"script": ["bin", "octave-cli"], "copy": ["bin", "octave-cli"], "link": []}[make]
    )


def test_a_python_in_a_home_shows_no_home(
    library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With a home as Python's prefix, only the interpreter and its library are mounted."""
    monkeypatch.setenv("HOME", sys.base_prefix)
    mounted = list(installed.python_files())
    assert os.path.realpath(sys.base_prefix) not in mounted
    assert installed.interpreter() in mounted
    assert str(Path(sysconfig.get_path("stdlib")).resolve()) in mounted
    for path in mounted:
        assert Path(path).name.startswith(("python", "libpython")), path


@pytest.mark.octave
def test_an_octave_that_fails_in_the_sandbox_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It starts outside, but needs a file that the sandbox does not show: that is said."""
    elsewhere = tmp_path / "settings"
    elsewhere.write_text("true")
    octave = tmp_path / "octave"
    octave.write_text(f'#!/bin/sh\n. {elsewhere} || exit 7\nexec octave-cli "$@"\n')
    octave.chmod(0o755)
    monkeypatch.setenv("OCTAVE_EXECUTABLE", str(octave))
    assert sandbox.octave_problem(sandboxed=False) == ""
    problem = sandbox.octave_problem(sandboxed=True)
    assert f"{octave} does not start as Octave in the sandbox" in problem
    assert str(elsewhere) in problem


def test_little_is_seen_inside(library: Path) -> None:
    """There is the system, NumPy and SciPy, and the worker; no home, no /proc, no devices."""
    printed = inside(library, "import os; print(*os.listdir('/'), '|', *os.listdir('/dev'))")
    top, devices = (set(part.split()) for part in printed.split("|"))
    assert not top & {"proc", "sys", "home", "run", "var", "work", "mnt", "srv", "opt"}
    assert devices == {"null", "zero", "full", "random", "urandom"}


def test_the_reference_is_not_inside(library: Path) -> None:
    """No solution of the exercise is in the sandbox, nor where it is installed."""
    places = [Path(pysoftmax.__file__).parent, folder("octave_ref"), folder("starter_code")]
    code = f"""
import os
wanted = {{"softmaxCost.py", "softmaxCost.m", "softmaxTrain.py", "softmaxTrain.m"}}
for top in set(os.listdir("/")) - {{"usr", "bin", "lib", "lib64", "sbin"}}:
    for where, folders, files in os.walk("/" + top):
        if wanted & set(files):
            print(where)
for place in {list(map(str, places))}:
    if os.path.exists(place):
        print(place)
"""
    assert inside(library, code) == ""


def test_an_installation_for_all_users_is_hidden(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package may lie where Python does, its data within it, and a second copy elsewhere."""
    standard = Path(sysconfig.get_path("stdlib")).resolve()
    monkeypatch.setattr(sandbox, "_interpreters", lambda: iter([str(standard.parents[1])]))
    package = standard / "unittest"
    monkeypatch.setattr(sandbox, "_hidden", lambda: [str(package), str(next(package.iterdir()))])
    monkeypatch.setattr(sandbox, "_INSTALLED", ("lib/python3*/wsgiref",))
    code = f"import os; print(os.listdir({str(package)!r}), os.listdir({str(standard)!r}))"
    within, beside = inside(library, code).split("] [")
    assert within == "["
    assert "'json'" in beside
    listed = inside(library, f"import os; print(os.listdir({str(standard / 'wsgiref')!r}))")
    assert listed.strip() == "[]"


def test_nothing_can_be_written_inside(library: Path) -> None:
    """Before a run mounts its scratch folder, no folder takes a file."""
    code = """
import os
for where in ("/", "/tmp", "/scratch", "/library", "/site", "/dev", "/etc", "/usr"):
    try:
        open(os.path.join(where, "x"), "w")
    except OSError:
        continue
    print(where)
"""
    assert inside(library, code) == ""


def test_what_the_exercise_hands_out_is_inside(library: Path) -> None:
    """The library holds minFunc and the loaders, readable by any user, and no solution."""
    names = {path.name for path in (library / "pysoftmax").iterdir()}
    assert {"minFunc", "loadMNISTImages.py", "loadMNISTLabels.py"} <= names
    assert not {name for name in names if name.startswith(("softmax", "compute", "check"))}
    for path in library.rglob("*"):
        assert path.stat().st_mode & 0o004
