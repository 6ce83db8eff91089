"""Octave with the exercise's functions from octave_ref."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.contenders import Log
from benchmarks.environment import ROOT
from benchmarks.task import CLASSES, ITERATIONS, LAMBDA, PIXELS, SEED, Task, mnist


class Octave:
    """A process that runs octave_train.m, which loads the data itself."""

    def __init__(self, variant: str) -> None:
        answer = subprocess.run(
            ["octave-cli", "--norc", "--eval", "disp(version)"],
            check=True,
            capture_output=True,
            text=True,
        )
        self.version = answer.stdout.strip()

    def prepare(self, task: Task) -> None:
        """Forget the data: they would count as Octave's memory."""
        task.images = None
        self.evaluations: list[float] = []

    def evaluate(self) -> None:
        """Leave evaluations to the script, which times them."""
        raise NotImplementedError

    def train(self, log: Log) -> NDArray[np.float64]:
        """Run the script and pass on the times that it measured."""
        with tempfile.TemporaryDirectory() as folder:
            results = Path(folder)
            settings = {
                "BENCH_REF": str(ROOT / "octave_ref"),
                "BENCH_MNIST": str(mnist()),
                "BENCH_OUT": folder,
                "BENCH_TASK": f"[{PIXELS} {CLASSES} {LAMBDA!r} {ITERATIONS} {SEED}]",
            }
            script = Path(__file__).with_name("octave_train.m")
            subprocess.run(
                ["octave-cli", "--norc", str(script)], env={**os.environ, **settings}, check=True
            )
            answers = json.loads((results / "answers.json").read_text())
            theta = np.fromfile(results / "theta.bin").reshape((CLASSES, PIXELS), order="F")
        for iteration, (_, objective) in enumerate(answers["trace"], start=1):
            log(iteration, objective)
        self.seconds = [seconds for seconds, _ in answers["trace"]]
        self.evaluations = answers["evaluations"]
        self.total = answers["total"]
        self.peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024.0
        return theta
