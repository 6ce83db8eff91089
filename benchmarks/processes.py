"""Each measurement runs in a Python of its own; these start them and read what they print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

from benchmarks.environment import ROOT


def answer(module: str, *arguments: object, **environment: str) -> Any:
    """Run ``python -m benchmarks.MODULE`` and return the JSON that it prints."""
    finished = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(finished.stdout)


def start_up(rounds: int) -> dict[str, list[float]]:
    """Return seconds of a Python that does nothing, imports NumPy, or imports pysoftmax."""
    programs = {"python": "pass", "numpy": "import numpy", "pysoftmax": "import pysoftmax"}
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
            times[name].append(time.perf_counter() - started)
    return times


def first_use(rounds: int) -> dict[str, list[float]]:
    """Return seconds to the compiled kernel's first result: nothing on disk, and all on disk."""
    with tempfile.TemporaryDirectory() as folder:
        cold = answer("first_use", NUMBA_CACHE_DIR=folder)
        warm = [answer("first_use", NUMBA_CACHE_DIR=folder) for _ in range(rounds)]
    return {"after installation": [cold], "later": warm}
