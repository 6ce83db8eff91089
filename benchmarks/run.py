"""Measure everything, in turns, and write the table and the picture."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.contenders import ENTRIES
from benchmarks.environment import ROOT
from benchmarks.report import report

EXTRA = 1e-6
"""A contender has reached Octave's objective if its cost is at most this much above it."""
NUMBERS = ROOT / "build" / "benchmarks"
PARTS = ["training", "kernels", "start-up", "scaling"]
SIZES = {
    "M": [(count, 784, 10) for count in (1_000, 10_000, 100_000, 1_000_000)],
    "inputSize": [(20_000, size, 10) for size in (64, 196, 784, 3136)],
    "numClasses": [(20_000, 784, classes) for classes in (2, 5, 10, 30, 100)],
    "numClasses (blocked)": [(20_000, 784, classes) for classes in (10, 26, 50, 100)],
}


def say(text: str) -> None:
    """Report the progress."""
    print(text, file=sys.stderr, flush=True)


def training(names: list[str], repeats: int) -> list[dict[str, Any]]:
    """Let the contenders train in turns; Octave goes first and sets the target."""
    runs: list[dict[str, Any]] = []
    target = float("inf")
    for repeat in range(repeats):
        for name in names:
            run = processes.answer("contend", name, "--target", target)
            runs.append({**run, "repeat": repeat})
            if name == "octave":
                target = run["cost"] + EXTRA
            say(
                f"{repeat + 1}/{repeats} {ENTRIES[name].title:28}"
                f" {run['after_iterations']:7.2f} s, cost {run['cost']:.9f}"
            )
    return runs


def scaling(quick: bool) -> dict[str, list[dict[str, Any]]]:
    """Measure the compiled kernel, and the blocked one over classes, on problems of many sizes."""
    results: dict[str, list[dict[str, Any]]] = {}
    for axis, sizes in SIZES.items():
        chosen = [size for size in sizes if not quick or size[0] * size[1] <= 10**8]
        kernel = "blocked" if "blocked" in axis else "compiled"
        results[axis] = [
            {"size": size, **processes.answer("scaling", *size, "--kernel", kernel)}
            for size in chosen
        ]
        say(f"scaling over {axis} done")
    cores = os.cpu_count() or 1
    counts = sorted({1, *(2**power for power in range(1, 8) if 2**power <= cores), cores})
    size = (60_000, 784, 10)
    results["threads"] = [
        {"size": count, **processes.answer("scaling", *size, NUMBA_NUM_THREADS=str(count))}
        for count in counts
    ]
    return results


def main() -> None:
    """Measure what was asked for, keep the numbers, write the report from all that there are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one repeat, and no large sizes")
    parser.add_argument("--repeats", type=int, default=3, help="how often each trains (default 3)")
    parser.add_argument("--only", nargs="+", choices=[*PARTS, *ENTRIES], metavar="WHAT",
                        help=f"some of: {', '.join([*PARTS, *ENTRIES])}")  # fmt: skip
    parser.add_argument("--output", type=Path, help="folder of the report; by default docs/ for a"
                        " whole run and build/benchmarks/ for a part or a quick one")  # fmt: skip
    arguments = parser.parse_args()
    repeats = 1 if arguments.quick else arguments.repeats
    asked = set(arguments.only or PARTS)
    names = [name for name in ENTRIES if name in asked] or list(ENTRIES)

    results: dict[str, Any] = {}
    if asked & {"training", *ENTRIES}:
        results["training"] = training(names, repeats)
    if "kernels" in asked:
        results["kernels"] = processes.answer("kernels", 5 if arguments.quick else 25)
    if "start-up" in asked:
        rounds = 3 if arguments.quick else 15
        results["start-up"] = processes.start_up(rounds)
        results["first use"] = processes.first_use(rounds)
    if "scaling" in asked:
        results["scaling"] = scaling(arguments.quick)

    NUMBERS.mkdir(parents=True, exist_ok=True)
    (NUMBERS / "benchmarks.json").write_text(json.dumps(results))
    whole = not arguments.quick and arguments.only is None
    output = arguments.output or (ROOT / "docs" if whole else NUMBERS)
    output.mkdir(parents=True, exist_ok=True)
    say(f"written: {', '.join(str(path) for path in report(results, output))}")


if __name__ == "__main__":
    main()
