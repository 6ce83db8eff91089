"""The tests pass in a shell's background and under nohup, too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SHARED = Path(__file__).parents[1] / "shared"
ASKS = """
import subprocess, sys
from signals import heed_signals

def test_it():
    asked = "from signal import *; print(int(getsignal(SIGHUP)), getsignal(SIGINT).__name__)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True).stdout
    assert said == "0 default_int_handler\\n"
"""


def test_what_a_test_starts_receives_signals(tmp_path: Path) -> None:
    """Although the shell has told pytest to ignore them."""
    (tmp_path / "test_it.py").write_text(ASKS)
    ignoring = ["sh", "-c", 'trap "" HUP INT QUIT; exec "$@"', "sh"]
    tests = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-o", f"pythonpath={SHARED}"]
    ran = subprocess.run(
        [*ignoring, *tests, "test_it.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
