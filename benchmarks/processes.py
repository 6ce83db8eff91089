"""Each measurement runs in a Python of its own; these start them and read what they print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from benchmarks.environment import ROOT

# An installed package has its byte code cached; so does this one, whatever the shell sets.
ORDINARY = {name: os.environ[name] for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"}


def answer(module: str, *arguments: object, **environment: str) -> Any:
    """Run ``python -m benchmarks.MODULE`` and return the JSON that it prints."""
    finished = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)],
        cwd=ROOT,
        env={**ORDINARY, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(finished.stdout)


IMPORTS = """
from time import perf_counter
begun = perf_counter()
import numpy
between = perf_counter()
import pysoftmax
print(between - begun, perf_counter() - between)
"""


def start_up(rounds: int) -> dict[str, list[float]]:
    """Return seconds of importing NumPy, and of importing pysoftmax after it."""
    times: dict[str, list[float]] = {"numpy": [], "pysoftmax": []}
    for round_ in range(-1, rounds):  # before the first there may be no byte code yet
        finished = subprocess.run(
            [sys.executable, "-c", IMPORTS],
            cwd=ROOT,
            env=ORDINARY,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        if round_ >= 0:
            for name, seconds in zip(times, finished.stdout.split(), strict=True):
                times[name].append(float(seconds))
    return times


def first_use(rounds: int) -> dict[str, list[float]]:
    """Return seconds to the compiled kernel's first result: nothing on disk, and all on disk."""
    with tempfile.TemporaryDirectory() as folder:
        cold = answer("first_use", NUMBA_CACHE_DIR=folder)
        warm = [answer("first_use", NUMBA_CACHE_DIR=folder) for _ in range(rounds)]
    return {"after installation": [cold], "later": warm}
