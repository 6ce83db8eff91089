"""The bridge: round trips of values, and every way in which a .m file can misbehave."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pysoftmax.octave import (
    Call,
    OctaveCrashError,
    OctaveError,
    OctaveMissingError,
    OctaveSession,
    OctaveTimeoutError,
)

pytestmark = pytest.mark.octave


def _alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def _between(session: OctaveSession, folder: Path, name: str) -> OctaveError | None:
    """The error of `name` asked between two calls that are fine, which must stay fine."""
    replies = session.batch([Call("fine"), Call(name), Call("fine")], folder)
    for fine in (replies[0], replies[2]):
        assert fine.error is None
        assert fine.values[0] == 2
    return replies[1].error


def test_a_call_returns_octaves_values(octave: OctaveSession) -> None:
    """Several outputs come as a tuple of arrays."""
    largest, place = octave.call("max", np.array([[1.0, 5.0, 2.0]]), nargout=2)
    assert (largest.item(), place.item()) == (5.0, 2.0)


def test_an_error_carries_octaves_message_and_identifier(octave: OctaveSession) -> None:
    """An error has Octave's own message and identifier."""
    with pytest.raises(OctaveError) as caught:
        octave.call("mtimes", np.ones((2, 3)), np.ones((2, 3)))
    assert caught.value.identifier == "Octave:nonconformant-args"
    assert "nonconformant arguments (op1 is 2x3, op2 is 2x3)" in caught.value.message


def test_an_error_says_where(session: OctaveSession, folder: Path) -> None:
    """A .m file's own error has its identifier, its function and its line."""
    error = _between(session, folder, "fails")
    assert error is not None
    assert (error.message, error.identifier) == ("the number was 5", "course:wrong")
    assert error.where == "fails, line 2"


def test_a_syntax_error_is_an_error(session: OctaveSession, folder: Path) -> None:
    """Octave reports the line of a syntax error, and the session goes on."""
    error = _between(session, folder, "cannot_be_parsed")
    assert type(error) is OctaveError
    assert "parse error near line 2" in error.message
    assert session.starts == 1


def test_a_path_may_have_any_characters(octave: OctaveSession, tmp_path: Path) -> None:
    """A folder of functions, and a file that one of them is to read."""
    place = tmp_path / "it's naïve €"
    place.mkdir()
    (place / "reads.m").write_text("function y = reads (f)\n  y = fileread (f);\nendfunction\n")
    (place / "Grüße.txt").write_text("Grüße")
    assert octave.call("reads", place / "Grüße.txt", directory=place) == "Grüße"


def test_a_folder_that_is_not_there_is_named(octave: OctaveSession) -> None:
    """A missing folder is an error before Octave is called."""
    with pytest.raises(NotADirectoryError, match="directory: there is no folder /no/such"):
        octave.batch([Call("fine")], "/no/such")


def test_a_missing_function_is_missing(session: OctaveSession, folder: Path) -> None:
    """A missing function has its own exception."""
    assert isinstance(_between(session, folder, "no_such_function"), OctaveMissingError)


def test_a_hung_call_is_ended(session: OctaveSession, folder: Path) -> None:
    """`while true` is reported as a time-out, and its Octave is gone."""
    before = session.pid
    error = _between(session, folder, "hangs")
    assert isinstance(error, OctaveTimeoutError)
    assert "2 seconds" in error.message
    assert not _alive(before)


def test_a_batch_may_end_with_the_call_that_ends_octave(
    session: OctaveSession, folder: Path
) -> None:
    """With go_on=False the call that hangs is the last to get a reply."""
    replies = session.batch([Call("fine"), Call("quits"), Call("fine")], folder, go_on=False)
    assert [reply.ended_octave for reply in replies] == [False, True]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("quits", "exited with status 3"),
        ("killed", "ended by signal 9 (SIGKILL)"),
        ("leaves_a_child", "exited with status 1"),
    ],
)
def test_an_ended_octave_is_a_crash(
    session: OctaveSession, folder: Path, name: str, words: str
) -> None:
    """`exit` and a signal are reported as what they are, and the rest goes on."""
    error = _between(session, folder, name)
    assert isinstance(error, OctaveCrashError)
    assert words in error.message


def test_a_kill_in_mid_batch_costs_one_call(session: OctaveSession, folder: Path) -> None:
    """Killed from outside, Octave loses only the current call; all others are answered."""
    pid, pipe = session.pid, folder / "pipe"
    os.mkfifo(pipe)

    def kill_when_it_is_there() -> None:
        pipe.read_text()  # returns once the function has written to the pipe
        os.kill(pid, 9)

    with ThreadPoolExecutor(1) as pool:
        killed = pool.submit(kill_when_it_is_there)
        calls = [*[Call("fine")] * 3, Call("meets", (str(pipe),)), *[Call("fine")] * 3]
        replies = session.batch(calls, folder, timeout=60)
        killed.result()
    assert [k for k, reply in enumerate(replies) if reply.error is not None] == [3]
    assert "SIGKILL" in str(replies[3].error)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prints", 5),
        ("prints_from_a_program", 6),
        ("clears_the_base", 4),
        ("closes_all_files", 7),
        ("wanders", 8),
        ("restores_the_path", 10),
    ],
)
def test_rude_functions_are_answered(folder: Path, name: str, value: int) -> None:
    """The value is returned despite a megabyte of output, a cleared base or closed files."""
    with OctaveSession(timeout=60) as session:
        replies = session.batch([Call("fine"), Call(name), Call("fine")], folder)
        assert [reply.values[0].item() for reply in replies] == [2, value, 2]
        assert session.call("fine", directory=folder).item() == 2


@pytest.mark.parametrize("name", ["clears_all", "clears_its_caller"])
def test_clear_all_is_an_error_of_that_call(
    session: OctaveSession, folder: Path, name: str
) -> None:
    """A function that clears its caller's variables fails; other calls are not affected."""
    error = _between(session, folder, name)
    assert error is not None
    assert not isinstance(error, (OctaveCrashError, OctaveTimeoutError))
    assert session.starts == 1


def test_the_output_of_a_call_reaches_nobody(
    session: OctaveSession, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither start, nor printing, nor exit shows on the terminal."""
    session.batch([Call("prints"), Call("quits"), Call("fine")], folder)
    session.close()
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err == ""


def test_two_folders_do_not_mix(session: OctaveSession, tmp_path: Path) -> None:
    """The function is taken from the given folder, if another folder has the same name."""
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        text = f"function y = which_one ()\n  y = {number};\nendfunction\n"
        (tmp_path / str(number) / "which_one.m").write_text(text)
    asked = [session.call("which_one", directory=tmp_path / str(n)).item() for n in (1, 2, 1)]
    assert asked == [1, 2, 1]


def test_a_seed_sets_both_generators(octave: OctaveSession) -> None:
    """The same seed gives the same numbers, whatever was drawn before."""
    calls = [Call("randn", (3.0,), seed=42), Call("rand", (9.0,)), Call("randn", (3.0,), seed=42)]
    first, _, again = octave.batch(calls)
    assert first.values[0][0, 0] == -0.0065459203894670274
    assert np.array_equal(first.values[0], again.values[0])


def test_closing_leaves_nothing(tmp_path: Path, folder: Path) -> None:
    """No process, no zombie, no file is left behind."""
    with OctaveSession(timeout=2) as session:
        session.batch([Call("fine"), Call("quits"), Call("fine")], folder)
        pid, scratch = session.pid, session._process.folder  # type: ignore[union-attr]
        assert scratch.is_dir()
    assert not _alive(pid)
    assert not scratch.exists()
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    assert not (folder / "octave-workspace").exists()


def _python(code: str, *arguments: str, cwd: Path | None = None) -> Any:
    """Run a script in a fresh process."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=50, check=False
    )


def test_the_working_folder_stays_as_it_is(tmp_path: Path) -> None:
    """The first use leaves no file octave-workspace."""
    code = "from pysoftmax.octave import OctaveSession\nprint(OctaveSession().call('plus', 1, 2))"
    run = _python(code, cwd=tmp_path)
    assert (run.stdout, run.stderr) == ("[[3.]]\n", "")
    assert not list(tmp_path.iterdir())


def test_an_octave_ended_while_idle_is_replaced(session: OctaveSession) -> None:
    """If Octave is killed while idle, the next call is answered."""
    pid = session.pid
    os.kill(pid, 9)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert session.call("plus", 1, 2).item() == 3


def test_threads_take_turns(octave: OctaveSession) -> None:
    """Asked from several threads at once, each gets its own answers."""
    with ThreadPoolExecutor(4) as threads:
        asked = list(threads.map(lambda k: octave.call("plus", k, 0.5).item(), range(40)))
    assert asked == [k + 0.5 for k in range(40)]


FORKED = """
import os, sys
from pysoftmax.octave import OctaveSession

session = OctaveSession()
session.call("plus", 1, 2)
if os.fork() == 0:
    try:
        session.call("plus", 1, 2)
    except RuntimeError as error:
        print(error, flush=True)
    sys.exit()
os.wait()
print(session.call("plus", 1, 2), session.starts)
"""


def test_a_forked_child_leaves_octave_alone() -> None:
    """A forked child is rejected with advice, and its exit does not end the parent's Octave."""
    run = _python(FORKED)
    refused, answered = run.stdout.splitlines()
    assert "make an OctaveSession in each process" in refused
    assert (answered, run.stderr) == ("[[3.]] 1", "")


INTERRUPTED = """
import os, pathlib, signal, sys, threading
from pysoftmax.octave import Call, OctaveSession

def interrupt():
    while not pathlib.Path(sys.argv[1], "begun").exists():
        threading.Event().wait(0.05)
    os.kill(os.getpid(), signal.SIGINT)

session = OctaveSession(timeout=60)
pid = session.pid
threading.Thread(target=interrupt, daemon=True).start()
try:
    session.batch([Call("begins")], sys.argv[1])
except KeyboardInterrupt:
    print("interrupted", pid)
"""


def test_ctrl_c_ends_the_batch(folder: Path) -> None:
    """An interrupt reaches the caller, and Octave does not go on without one."""
    hanging = (
        "function x = begins ()\n x = 0;\n fclose (fopen ('begun', 'w'));\n while true\n end\nend\n"
    )
    (folder / "begins.m").write_text(hanging)
    run = _python(INTERRUPTED, str(folder))
    assert run.stdout.startswith("interrupted"), run.stderr
    assert not _alive(int(run.stdout.split()[1]))
    assert run.stderr == ""
