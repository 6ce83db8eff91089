"""Train one contender in this process and print what was measured, as JSON."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.contenders import ENTRIES, Contender
from benchmarks.task import ITERATIONS, Task, judge

EVALUATIONS = 7


@dataclass
class Trace:
    """When each iteration ended, in seconds from the start, and with what objective."""

    started: float = field(default_factory=time.perf_counter)
    seconds: dict[int, float] = field(default_factory=dict)
    objectives: dict[int, float] = field(default_factory=dict)

    def __call__(self, iterations: int, objective: float) -> None:
        """Record an iteration; a second record of the same one replaces the first."""
        self.seconds[iterations] = time.perf_counter() - self.started
        self.objectives[iterations] = objective


def seconds_of_evaluations(contender: Contender) -> list[float]:
    """Time some evaluations after one that does not count."""
    times = []
    try:
        for _ in range(1 + EVALUATIONS):
            started = time.perf_counter()
            contender.evaluate()
            times.append(time.perf_counter() - started)
    except NotImplementedError:
        return []
    return times[1:]


def measure(name: str, target: float) -> dict[str, Any]:
    """Return the measurements of one run of a contender."""
    started = time.perf_counter()
    contender = ENTRIES[name].make()
    start_up = time.perf_counter() - started
    task = Task.load(ENTRIES[name].as_bytes, target)
    contender.prepare(task)
    evaluations = seconds_of_evaluations(contender)
    trace = Trace()
    theta = contender.train(trace)
    total = time.perf_counter() - trace.started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    iterations = sorted(step for step in trace.seconds if step > 0)
    seconds = [trace.seconds[step] for step in iterations]
    # Octave is a separate process, which measured its own times.
    seconds = getattr(contender, "seconds", seconds)
    cost, accuracy = judge(theta)
    return {
        "name": name,
        "version": contender.version,
        "start_up": start_up,
        "total": getattr(contender, "total", total),
        "seconds": seconds,
        "objectives": [trace.objectives[step] for step in iterations],
        "after_iterations": seconds[min(ITERATIONS, len(seconds)) - 1],
        "evaluations": getattr(contender, "evaluations", evaluations),
        "peak_mb": getattr(contender, "peak_mb", peak_mb),
        "cost": cost,
        "accuracy": accuracy,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=ENTRIES)
    parser.add_argument("--target", type=float, default=float("inf"))
    arguments = parser.parse_args()
    json.dump(measure(arguments.name, arguments.target), sys.stdout)
