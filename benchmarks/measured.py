"""Statistics of the measurements: times to the same objective, ratios, limits."""

from __future__ import annotations

from statistics import median
from typing import Any

from benchmarks.contenders import PEERS

REACHED = 1e-6
"""A cost at most this far above Octave's final cost counts as having reached it."""
OPERATIONS = 2 * 2 * 10 * 784 * 60_000


def spread(values: list[float]) -> str:
    """Write a ratio as median (minimum to maximum)."""
    if not values:
        return "not reached"
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


class Numbers:
    """Statistics of one benchmark run."""

    def __init__(self, results: dict[str, Any]) -> None:
        self.results = results
        training = results.get("training", [])
        self.names = list(dict.fromkeys(run["name"] for run in training))
        self.peers = [name for name in PEERS if name in self.names]
        self.repeats = 1 + max((run["repeat"] for run in training), default=0)

    def runs(self, name: str) -> list[dict[str, Any]]:
        """Return a contender's runs, one per round."""
        return [run for run in self.results["training"] if run["name"] == name]

    @property
    def objective(self) -> float:
        """The objective to reach: Octave's, or without Octave the worst of all."""
        if "octave" in self.names:
            return float(self.runs("octave")[0]["cost"]) + REACHED
        return max(float(run["cost"]) for run in self.results["training"])

    def to_objective(self, run: dict[str, Any]) -> float | None:
        """Return when a run first reached the target, in seconds; None if never."""
        trace = zip(run["seconds"], run["objectives"], strict=True)
        return next((seconds for seconds, value in trace if value <= self.objective), None)

    def time_to_objective(self, name: str) -> float | None:
        """Return the median over rounds; None if one did not reach it."""
        times = [self.to_objective(run) for run in self.runs(name)]
        reached = [time for time in times if time is not None]
        return median(reached) if len(reached) == len(times) else None

    def evaluation(self, name: str) -> float | None:
        """Return the median time of an evaluation; None if none was timed."""
        times = [seconds for run in self.runs(name) for seconds in run["evaluations"]]
        return median(times) if times else None

    def ratios(self, name: str, peers: list[str]) -> list[float]:
        """Return, for each round, how many times faster than the fastest of some peers."""
        result = []
        for run in self.runs(name):
            own = self.to_objective(run)
            others = [
                self.to_objective(other)
                for peer in peers
                for other in self.runs(peer)
                if other["repeat"] == run["repeat"]
            ]
            reached = [time for time in others if time is not None]
            if own is not None and reached:
                result.append(min(reached) / own)
        return result

    def limits(self) -> list[float]:
        """Return the limit of a dense evaluation in each round, in seconds."""
        times = self.results["kernels"]
        return [max(pair) for pair in zip(times["reading"], times["multiplying"], strict=True)]

    def rate(self) -> float:
        """Return the rate of the machine's matrix product in GFLOP/s."""
        return OPERATIONS / median(self.results["kernels"]["multiplying"]) / 1e9
