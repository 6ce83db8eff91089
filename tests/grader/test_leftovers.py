"""Whatever ends the grader, its processes end and its folders go."""

from __future__ import annotations

import itertools
import os
import select
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from pysoftmax.leftovers import TemporaryFolder

ENDED = """
import os, sys, threading
from pathlib import Path
import numpy as np
from pysoftmax.comparison.case import Case
from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.looked_for import looked_for
from pysoftmax.grader.submission import in_folder
from pysoftmax.grader.workers import Workers
from pysoftmax.languages import LANGUAGES

expected = looked_for(SOFTMAX, SOFTMAX.conventions)
number, folder, sandboxed, language = sys.argv[1:]
limits = Limits(wall_seconds=600.0, cpu_seconds=600.0)
case = Case("softmaxCost", (np.zeros(6), 3, 2, 0.1, np.zeros((2, 4)), np.ones(4)), 2)
hang = Case("hangs", (), 1)
workers = Workers(2, sandboxed=sandboxed == "sandboxed", limits=limits)
own = LANGUAGES[language]
one, other = (workers.open(in_folder(Path(folder), own, expected)) for _ in range(2))
assert one.answer([case])[0].failure is None, one.answer([case])
assert other.answer([case])[0].failure is None
threading.Thread(target=one.answer, args=([hang],), daemon=True).start()
print(workers.folder, workers._folder.watcher, flush=True)
os.kill(os.getpid(), int(number))
"""
FILES = {
    "softmaxCost.py": "def softmaxCost(*args):\n    return 0.0, args[0]\n",
    "hangs.py": "def hangs():\n    while True:\n        pass\n",
    "softmaxCost.m": "function [c, g] = softmaxCost(t, varargin)\n  c = 0; g = t;\nend\n",
    "hangs.m": "function x = hangs()\n  x = 0;\n  while true, end\nend\n",
}


def marked(marker: str) -> set[int]:
    """Every process that has a folder in its environment or its arguments."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            text = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            if marker.encode() in text:
                found.add(int(entry.name))
    return found


def wait_for(pid: int) -> None:
    """Return when a process that is not our child is gone."""
    with suppress(ProcessLookupError):
        descriptor = os.pidfd_open(pid)
        try:
            assert select.select([descriptor], [], [], 60)[0], pid
        finally:
            os.close(descriptor)


WAYS = [
    (signal.SIGKILL, "sandboxed", "python"),
    (signal.SIGKILL, "sandboxed", "octave"),
    (signal.SIGKILL, "unsandboxed", "python"),
    (signal.SIGKILL, "unsandboxed", "octave"),
    (signal.SIGTERM, "sandboxed", "octave"),
    (signal.SIGHUP, "sandboxed", "python"),
    (signal.SIGABRT, "unsandboxed", "octave"),
]
"""The watcher does not see which signal it was, so most of them are sent once."""
OTHER_WAYS = [
    way
    for way in itertools.product(
        (signal.SIGTERM, signal.SIGHUP, signal.SIGABRT),
        ("sandboxed", "unsandboxed"),
        ("python", "octave"),
    )
    if way not in WAYS
]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.octave
@pytest.mark.parametrize(
    ("number", "sandboxed", "language"),
    [*WAYS, *(pytest.param(*way, marks=pytest.mark.soak) for way in OTHER_WAYS)],
    ids=lambda value: getattr(value, "name", value),
)
def test_nothing_is_left_of_a_grader_that_was_ended(
    tmp_path: Path, number: signal.Signals, sandboxed: str, language: str
) -> None:
    """While one submission hangs and another waits, the grader is ended: nothing stays."""
    submission, temporary = tmp_path / "submission", tmp_path / "temporary"
    submission.mkdir()
    temporary.mkdir()
    tmp_path.chmod(0o711)
    for name, text in FILES.items():
        if name.endswith({"python": ".py", "octave": ".m"}[language]):
            (submission / name).write_text(text)
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "TMPDIR": str(temporary),
    }
    command = [sys.executable, "-c", ENDED, str(int(number)), str(submission), sandboxed, language]
    run = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=200, check=False
    )
    assert run.returncode == -number, run.stderr
    folder, watcher = run.stdout.split()
    wait_for(int(watcher))
    for pid in marked(folder):
        wait_for(pid)
    assert not marked(folder)
    assert not Path(folder).exists()
    assert not list(temporary.iterdir())


def test_closing_removes_the_folder_and_its_watcher(tmp_path: Path) -> None:
    """An ordinary end leaves neither."""
    folder = TemporaryFolder("one-", tmp_path)
    (folder.path / "inner").mkdir()
    (folder.path / "inner" / "file").write_text("x")
    folder.close()
    assert not list(tmp_path.iterdir())
    with pytest.raises(ProcessLookupError):
        os.kill(folder.watcher, 0)


BUSY_RM = """#!/bin/sh
"$REAL_RM" "$@"
[ -e "$ONCE" ] && exit
for folder; do :; done
mkdir "$folder"
touch "$folder/file" "$ONCE"
"""
"""Removes a folder, into which something then writes a file; it does so once."""


@pytest.fixture
def still_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary ones, each of which has a file again when it was first removed."""
    programs, place = tmp_path / "programs", tmp_path / "place"
    programs.mkdir()
    place.mkdir()
    for name, text in {"rm": BUSY_RM, "sleep": "#!/bin/sh\n"}.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("REAL_RM", shutil.which("rm") or "")
    monkeypatch.setenv("ONCE", str(tmp_path / "once"))
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return place


def test_closing_goes_on_while_something_is_written(
    still_written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where removing a folder fails, its shell removes it before `close` ends, again if need be."""
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    folder = TemporaryFolder("one-", still_written)
    folder.close()
    assert (tmp_path / "once").exists()
    assert not list(still_written.iterdir())
    with pytest.raises(ProcessLookupError):
        os.kill(folder.watcher, 0)


KILLED = """
import os, sys
from pysoftmax.leftovers import TemporaryFolder
folder = TemporaryFolder("one-", sys.argv[1])
print(folder.watcher, flush=True)
os.kill(os.getpid(), 9)
"""


def test_what_is_written_after_the_end_is_removed(still_written: Path, tmp_path: Path) -> None:
    """A process that writes on for a moment after ours was killed leaves nothing."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", KILLED, str(still_written)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    wait_for(int(run.stdout))
    assert (tmp_path / "once").exists()
    assert not list(still_written.iterdir())


def test_a_forked_process_leaves_the_folder_alone(tmp_path: Path) -> None:
    """`close` in a child of this process does nothing."""
    folder = TemporaryFolder("one-", tmp_path)
    pid = os.fork()
    if pid == 0:
        folder.close()
        os._exit(0)
    os.waitpid(pid, 0)
    assert folder.path.is_dir()
    folder.close()
    assert not folder.path.exists()


ODD = """
import os, signal, sys
from pysoftmax.leftovers import TemporaryFolder
folder = TemporaryFolder(sys.argv[2], sys.argv[1])
locked = folder.path / "-rf x" / "locked"
locked.mkdir(parents=True)
(locked / "$(id) 'a'").write_text("x")
os.symlink(sys.argv[1] + "/kept", folder.path / "link")
locked.chmod(0)
print(folder.watcher, flush=True)
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):  # as a shutdown sends to all
    os.kill(folder.watcher, number)
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("prefix", ["plain-", "with space ", "-rf ", "$(id)'\"`", "a\nb"])
def test_only_the_folder_itself_is_removed(tmp_path: Path, prefix: str) -> None:
    """Odd names and locked folders inside go, links are not followed, and neighbours stay."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("x")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run(
        [sys.executable, "-c", ODD, str(tmp_path), prefix],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    wait_for(int(run.stdout))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (tmp_path / "kept" / "file").read_text() == "x"


def test_a_process_that_is_not_ours_is_not_ended(tmp_path: Path) -> None:
    """A number that belongs to another process by now is left alone."""
    code = (
        "import os, sys\nfrom pysoftmax.leftovers import TemporaryFolder\n"
        "folder = TemporaryFolder('one-', sys.argv[1])\nfolder.ends_with_it(int(sys.argv[2]))\n"
        "print(folder.watcher, flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, start_new_session=True) as other:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        command = [sys.executable, "-c", code, str(tmp_path), str(other.pid)]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        wait_for(int(run.stdout))
        assert other.poll() is None
        assert other.stdin is not None
        other.stdin.close()
        assert other.wait() == 0
    assert not list(tmp_path.iterdir())


SLEEPER = """
import os, subprocess, sys
from pysoftmax.leftovers import MARK, TemporaryFolder
folder = TemporaryFolder("one-", sys.argv[1])
sleeper = subprocess.Popen(
    ["sh", "-c", "sleep 600 & sleep 600"],
    env={**os.environ, MARK: str(folder.path)},
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
    start_new_session=True,
)
folder.ends_with_it(sleeper.pid)
print(folder.path, sleeper.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def test_what_was_given_to_it_is_ended(tmp_path: Path) -> None:
    """A process that would go on for ever ends with us, and so does all that it started."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", SLEEPER, str(tmp_path)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    folder, pid = run.stdout.split()
    wait_for(int(pid))
    for child in marked(folder):
        wait_for(child)
    assert not marked(folder)
    assert not list(tmp_path.iterdir())
