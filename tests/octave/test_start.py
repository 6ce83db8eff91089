"""Octave starts wherever it is installed, or the error says why not; nothing is left at exit."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from pysoftmax.octave import Call, OctaveNotFoundError, OctaveSession, find
from pysoftmax.octave.find import find_octave, octave_command, why_not

pytestmark = pytest.mark.octave

OCTAVE = str(find_octave())


def three() -> float:
    """Return what a new session computes for 1 + 2."""
    with OctaveSession() as session:
        return float(session.call("plus", 1, 2).item())


def program(path: Path, text: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "PS1 ('joe: '); PS2 ('... ');",
        "disp ('Good morning'); more on; PS4 ('$ ');",
        "error ('the start-up file was read');",
        "exit (3);",
        "while true, end",
    ],
)
def test_no_start_up_file_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    """Start-up files of the user, the site and the working folder have no effect."""
    (tmp_path / ".octaverc").write_text(text)
    for name in ("OCTAVE_SITE_INITFILE", "OCTAVE_VERSION_INITFILE"):
        monkeypatch.setenv(name, str(tmp_path / ".octaverc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert three() == 3
    assert [path.name for path in tmp_path.iterdir()] == [".octaverc"]


def test_options_for_jupyter_have_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    """OCTAVE_CLI_OPTIONS has no effect."""
    monkeypatch.setenv("OCTAVE_CLI_OPTIONS", "--eval exit")
    assert three() == 3


@pytest.mark.parametrize("name", ["with a space/octave", "it's/octave-cli", 'a "b" $c/oct ave'])
def test_a_path_may_have_spaces(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """OCTAVE_EXECUTABLE may be a path with spaces and quotation marks."""
    script = program(tmp_path / name, f'exec {OCTAVE} "$@"')
    monkeypatch.setenv("OCTAVE_EXECUTABLE", str(script))
    assert octave_command() == [str(script)]
    assert three() == 3


def test_a_relative_path_is_one_from_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """OCTAVE_EXECUTABLE may be relative to the working folder, and to the home."""
    script = program(tmp_path / "bin" / "octave", f'exec {OCTAVE} "$@"')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for chosen in ("bin/octave", "./bin/octave", "~/bin/octave"):
        monkeypatch.setenv("OCTAVE_EXECUTABLE", chosen)
        assert octave_command() == [str(script)]


@pytest.mark.parametrize(
    ("chosen", "command"),
    [
        ("env OMP_NUM_THREADS=1 {octave}", ["/usr/bin/env", "OMP_NUM_THREADS=1", "{octave}"]),
        ("nice -n 1 '{octave}'", ["/usr/bin/nice", "-n", "1", "{octave}"]),
    ],
)
def test_it_may_be_a_command_line(
    monkeypatch: pytest.MonkeyPatch, chosen: str, command: list[str]
) -> None:
    """OCTAVE_EXECUTABLE may be a wrapper with its arguments."""
    monkeypatch.setenv("OCTAVE_EXECUTABLE", chosen.format(octave=OCTAVE))
    assert octave_command() == [word.format(octave=OCTAVE) for word in command]
    assert three() == 3


def test_a_flatpak_gets_files_that_it_can_see(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`flatpak run org.octave.Octave` starts, and exchanges its files in the user's cache."""
    checks = '[ "$1 $2" = "run org.octave.Octave" ] || exit 9; shift 2'
    program(tmp_path / "bin" / "flatpak", f'{checks}; echo "a note of flatpak"; exec {OCTAVE} "$@"')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "flatpak run org.octave.Octave")
    with OctaveSession() as session:
        assert session.call("plus", 1, 2).item() == 3
        (here,) = (tmp_path / "cache" / "pysoftmax").iterdir()
        assert session._process is not None
        assert session._process.folder == here
    assert not list((tmp_path / "cache" / "pysoftmax").iterdir())


def test_little_shared_memory_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """If /dev/shm is small, as in a container, files are exchanged in the temporary folder."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=64 << 20))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with OctaveSession() as session:
        assert session.call("plus", 1, 2).item() == 3
        assert [path.name[:16] for path in tmp_path.iterdir()] == ["pysoftmax-octave"]
    assert not list(tmp_path.iterdir())


def test_a_full_folder_is_named() -> None:
    """If the folder is full, the error names it and says what to do."""
    if not Path("/dev/full").exists():
        pytest.skip("no device that is full")
    with OctaveSession() as session:
        assert session.call("plus", 1, 2).item() == 3
        assert session._process is not None
        request = session._process.folder / "request"
        request.unlink()
        request.symlink_to("/dev/full")
        with pytest.raises(OSError, match="is full; set TMPDIR to a folder with more room"):
            session.batch([Call("numel", (np.zeros(1000),))])


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("true", ["ended with status 0 and printed nothing"]),
        (
            "echo 'octave: error while loading shared libraries: libqt.so.5' >&2; exit 127",
            ["ended with status 127", "printed: octave: error while loading", "libqt.so.5"],
        ),
        ("kill -SEGV $$", ["was ended by signal 11 and printed nothing"]),
        ("echo one; echo two; exit 2", ["ended with status 2 and printed: one / two"]),
    ],
)
def test_what_does_not_start_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, words: list[str]
) -> None:
    """The error has the command that was tried, what it printed, and what to do."""
    path = program(tmp_path / "octave", script)
    monkeypatch.setenv("OCTAVE_EXECUTABLE", str(path))
    with pytest.raises(OctaveNotFoundError) as caught:
        OctaveSession().call("plus", 1, 2)
    said = str(caught.value)
    assert said.startswith(f"{path} does not start as Octave: {path} --norc --no-gui --quiet")
    assert "set OCTAVE_EXECUTABLE to the command that starts Octave" in said
    for part in words:
        assert part in said


@pytest.mark.parametrize(
    "chosen", ["/no/such/octave", "no-such-octave --norc", "'unbalanced", "/etc/passwd", "''"]
)
def test_what_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, chosen: str) -> None:
    """A setting that names no program is quoted, with what is expected."""
    monkeypatch.setenv("OCTAVE_EXECUTABLE", chosen)
    assert octave_command() is None
    with pytest.raises(OctaveNotFoundError) as caught:
        OctaveSession().call("plus", 1, 2)
    assert str(caught.value).startswith(f"OCTAVE_EXECUTABLE is {chosen!r}; expected a program or")


def test_what_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program that never ends is reported as such, and ended with what it started."""
    waits = tmp_path / "pid"
    script = program(tmp_path / "octave", f"sleep 600 & echo $! > {waits}; echo hello; wait")
    monkeypatch.setattr(find, "_TRIAL_SECONDS", 1)
    version, problem = why_not([str(script)])
    assert version == ""
    assert "was still running after 1 seconds and printed: hello" in problem
    wait_for(int(waits.read_text()))


def test_a_machine_without_octave_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without Octave the error says what was looked for, and how to install it."""
    monkeypatch.delenv("OCTAVE_EXECUTABLE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OctaveNotFoundError, match=r"no octave-cli or octave on PATH.*apt install"):
        OctaveSession().call("plus", 1, 2)


def test_the_version_is_found_among_other_words(tmp_path: Path) -> None:
    """Output of a wrapper before Octave's is not parsed as its version."""
    script = program(tmp_path / "octave", f'echo 99.1; echo 98 >&2; exec {OCTAVE} "$@"')
    version, problem = why_not([str(script)])
    assert problem == ""
    assert version.split(".")[0] in {"6", "7", "8", "9", "10", "11"}


ENDED = """
import os, signal, sys
from pysoftmax.octave import Call, OctaveSession

session = OctaveSession(timeout=600)
session.call("plus", 1, 2)
process = session._process
print(session.pid, process._folder.watcher, process.folder, flush=True)
if sys.argv[2] == "busy":
    import threading
    threading.Thread(target=session.batch, args=([Call("hangs")], sys.argv[3])).start()
os.kill(os.getpid(), int(sys.argv[1]))
"""


def wait_for(pid: int) -> None:
    """Return when a process that is not our child is gone."""
    with suppress(ProcessLookupError):
        descriptor = os.pidfd_open(pid)
        try:
            assert select.select([descriptor], [], [], 50)[0]
        finally:
            os.close(descriptor)


@pytest.mark.parametrize("busy", ["idle", "busy"])
@pytest.mark.parametrize(
    "signal_number",
    [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, signal.SIGSEGV],
    ids=lambda number: number.name,
)
def test_nothing_is_left_of_what_was_ended(
    folder: Path, tmp_path: Path, signal_number: signal.Signals, busy: str
) -> None:
    """However our process ends, Octave ends too, in a call or not, and its folder is removed."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "TMPDIR": str(temporary),
    }
    command = [sys.executable, "-c", ENDED, str(int(signal_number)), busy, str(folder)]
    run = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert run.returncode == -signal_number, run.stderr
    octave, watcher, scratch = run.stdout.split()
    wait_for(int(watcher))
    wait_for(int(octave))
    assert not Path(scratch).exists()
    assert not list(temporary.iterdir())


def test_closing_ends_the_watcher(folder: Path) -> None:
    """`close` also ends the shell that waits for our end."""
    with OctaveSession() as session:
        session.call("plus", 1, 2)
        assert session._process is not None
        watcher = session._process._folder.watcher
        os.kill(watcher, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(watcher, 0)
