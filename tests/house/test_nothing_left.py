"""The check at the end of a test run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess

SHARED = Path(__file__).parents[1] / "shared"

BEGIN = "import nothing_left; nothing_left.PATIENCE = 0.0; nothing_left.check_at_exit()\n"


def run(program: str) -> CompletedProcess[str]:
    """A Python program that ends with the check."""
    return subprocess.run(
        [sys.executable, "-c", BEGIN + program],
        check=False, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(SHARED)},
    )  # fmt: skip


def test_a_tidy_run_passes() -> None:
    """A process that has ended and a folder that is removed are not left, and the status is 0."""
    done = run(
        "import subprocess, tempfile, os\n"
        "subprocess.run(['true'])\n"
        "os.rmdir(tempfile.mkdtemp(prefix='pysoftmax-'))\n"
    )
    assert done.returncode == 0
    assert done.stderr == ""


def test_a_process_that_is_left_fails_the_run() -> None:
    """The check names it, though its parent has gone, and sets the status 1."""
    done = run(
        "import subprocess\n"
        "p = subprocess.Popen(['sleep', '600'], start_new_session=True,"
        " stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "print(p.pid)\n"
    )
    os.kill(int(done.stdout), signal.SIGKILL)
    assert done.returncode == 1
    assert f"process {int(done.stdout)}: sleep 600" in done.stderr


def test_a_folder_that_is_left_fails_the_run() -> None:
    """The check names a folder with our prefix; other folders are not ours to judge."""
    done = run(
        "import tempfile\n"
        "print(tempfile.mkdtemp(prefix='pysoftmax-left-'))\n"
        "print(tempfile.mkdtemp(prefix='other-'))\n"
    )
    ours, other = done.stdout.split()
    shutil.rmtree(ours)
    shutil.rmtree(other)
    assert done.returncode == 1
    assert f"folder {ours}" in done.stderr
    assert other not in done.stderr


def test_a_folder_that_a_worker_leaves_fails_the_run() -> None:
    """Processes that inherit the run's variable and record their folders count, too."""
    done = run(
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import nothing_left, tempfile;'"
        " 'nothing_left.record_folders();'"
        " 'print(tempfile.mkdtemp(prefix=\"pysoftmax-left-\"), flush=True)'])\n"
    )
    folder = done.stdout.strip()
    shutil.rmtree(folder)
    assert done.returncode == 1
    assert f"folder {folder}" in done.stderr


def test_the_record_of_a_run_is_removed() -> None:
    """The check itself leaves no file."""
    done = run("import os\nprint(os.environ['PYSOFTMAX_TEST_RUN'])\n")
    assert done.returncode == 0
    assert not Path(done.stdout.strip()).exists()
