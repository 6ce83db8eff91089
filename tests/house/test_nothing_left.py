"""The check at the end of a test run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest

SHARED = Path(__file__).parents[1] / "shared"

BEGIN = """
import sys
import nothing_left

nothing_left.PATIENCE, nothing_left.PLACES = 0.0, [sys.argv[1]]
nothing_left.check_at_exit()
"""


def run(program: str, temporary: Path) -> CompletedProcess[str]:
    """A Python program that ends with the check; its temporary folder is the only place."""
    return subprocess.run(
        [sys.executable, "-c", BEGIN + program, str(temporary)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SHARED), "TMPDIR": str(temporary)},
    )


def test_a_tidy_run_passes(tmp_path: Path) -> None:
    """A process that has ended and a folder that is removed are not left, and the status is 0."""
    (tmp_path / "pysoftmax-before").mkdir()
    done = run(
        "import subprocess, tempfile, os\n"
        "subprocess.run(['true'])\n"
        "os.rmdir(tempfile.mkdtemp(prefix='pysoftmax-'))\n",
        tmp_path,
    )
    assert done.returncode == 0
    assert done.stderr == ""


def test_a_process_that_is_left_fails_the_run(tmp_path: Path) -> None:
    """The check names it, though its parent has gone, and sets the status 1."""
    done = run(
        "import subprocess\n"
        "p = subprocess.Popen(['sleep', '600'], start_new_session=True,"
        " stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "print(p.pid)\n",
        tmp_path,
    )
    os.kill(int(done.stdout), signal.SIGKILL)
    assert done.returncode == 1
    assert f"process {int(done.stdout)}: sleep 600" in done.stderr


def test_a_folder_that_is_left_fails_the_run(tmp_path: Path) -> None:
    """The check names a folder with our prefix; other folders are not ours to judge."""
    done = run(
        "import tempfile\n"
        "print(tempfile.mkdtemp(prefix='pysoftmax-left-'))\n"
        "print(tempfile.mkdtemp(prefix='other-'))\n",
        tmp_path,
    )
    ours, other = done.stdout.split()
    assert done.returncode == 1
    assert f"folder {ours}" in done.stderr
    assert other not in done.stderr


def test_a_folder_that_another_process_leaves_fails_the_run(tmp_path: Path) -> None:
    """A process that a test starts knows nothing of the run, and its folders count all the same."""
    done = run(
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import tempfile;'"
        " 'print(tempfile.mkdtemp(prefix=\"pysoftmax-left-\"), flush=True)'])\n",
        tmp_path,
    )
    assert done.returncode == 1
    assert f"folder {done.stdout.strip()}" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_folder_of_a_run_beside_is_not_left(tmp_path: Path) -> None:
    """A process without the run's mark still has it in its command, and will remove it."""
    folder = tmp_path / "pysoftmax-beside"
    waits = ["sh", "-c", "read line", "sh", str(folder)]
    with subprocess.Popen(waits, stdin=subprocess.PIPE):
        done = run(f"from pathlib import Path\nPath({str(folder)!r}).mkdir()\n", tmp_path)
    assert done.returncode == 0, done.stderr
