"""Running the Octave edition as its users do: octave-cli in a process of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pysoftmax.octave.find import find_octave

Octave = Callable[..., str]


@pytest.fixture(scope="session")
def octave_cli() -> Octave:
    """A function that runs Octave and returns what it prints."""
    program = find_octave()

    def run(*arguments: str | Path, cwd: Path) -> str:
        command = [str(program), "--no-history", "--norc", *map(str, arguments)]
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=120, cwd=cwd, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    return run
