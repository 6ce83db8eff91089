"""The numbers as a page of tables, with a picture."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.contenders import ENTRIES, PEERS
from benchmarks.measured import Numbers, spread

INTRODUCTION = """# Benchmarks

Written by `make bench` (`python -m benchmarks`). Everything was measured in one run on one machine,
with the contenders taking turns. The command installs the peers into `.venv-bench` and reads MNIST
from `PYSOFTMAX_MNIST` or `../shared/mnist`. `--quick` measures less; `--only` selects parts.

{machine}
"""

TRAINING = """## Training on MNIST

Softmax regression on 60,000 images, weight decay 1e-4, no bias, double precision, and the same
initial parameters for all (Octave's random stream, seed 0). *Octave's objective* is reached when
the cost is at most 1e-6 above Octave's after 100 iterations; solvers that have not converged run
for up to 300 iterations. Times are medians of
{repeats}; a ratio
compares two times of the same round, given as median (minimum to maximum). Every L-BFGS keeps 100
corrections except scikit-learn's, which keeps 10, and scikit-learn-intelex's, which keeps 50. Their
interfaces do not offer more; the run with 100 bypasses the interface. SAG and SAGA cannot be
watched: they run from the start with 10, 30, 50 and 100 passes over the data until one run reaches
the objective, and the time is that of the last. Each contender has its own process. The times
exclude its start-up and loading the data, and include what it does with the data before its first
iteration. Start-up is the imports and, for pysoftmax's own kernels, one evaluation of 100 images:
the compiled kernel is thus already loaded.
"""

SECOND_ORDER = """## Why no second-order solver

Each iteration reads all the data, so what counts is the number of passes over it. To Octave's
objective, L-BFGS takes 106 evaluations of cost and gradient. SciPy's trust-region Newton takes 10
and 211 products with the Hessian; a product reads the data as an evaluation does. These were
counted by `python -m benchmarks.second_order`, apart from this run. An earlier count gave 199
products for Newton, and 9 evaluations and 418 products for trust-krylov.
"""

EVALUATION = """## One evaluation

Cost and gradient of all 60,000 examples. The *limit* of a dense evaluation is the larger of reading
376 MB of doubles with all threads ({reading:.1f} ms) and 1.88 billion operations at the rate at
which the machine multiplies 2048 x 2048 matrices ({multiplying:.1f} ms, {rate:.0f} GFLOP/s). Each
round of {rounds} measured the limit and every kernel; medians. Doubles are stored one example after
another, as loaded, or one pixel after another (*C order*).
"""

START_UP = """## Start-up

| | median | least to most |
|---|---|---|
{lines}

First use is the time to the compiled kernel's first result in a process, on 100 MNIST-like images
stored as bytes, including the import of Numba: once with an empty cache, and once with the machine
code that the first process cached.
"""

SCALING = """## Growth

One evaluation by the compiled kernel, or by the blocked one if the table says so, on bytes without
zeros (nothing to skip, nothing indexed); best of 5. *Added* is memory beyond the data and the
started process.
"""

PICTURE = "![Objective over time](benchmarks.svg)\n"


def report(results: dict[str, Any], folder: Path) -> list[Path]:
    """Write benchmarks.md, and benchmarks.svg if there was training; return what was written."""
    numbers = Numbers(results)
    parts = [INTRODUCTION.format(machine=_machine())]
    written = [folder / "benchmarks.md"]
    if "training" in results:
        from benchmarks.plot import plot

        parts += [_training(numbers), PICTURE, SECOND_ORDER]
        written.append(plot(results["training"], folder / "benchmarks.svg"))
    if "kernels" in results:
        parts.append(_evaluation(numbers))
    if "start-up" in results:
        parts.append(_start_up(numbers))
    if "scaling" in results:
        parts.append(_scaling(results["scaling"]))
    written[0].write_text("\n".join(parts))
    return written


def _machine() -> str:
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        processor = next(iter(models), processor)
    return (
        f"{processor}, {os.cpu_count()} cores, {platform.system()}, Python"
        f" {platform.python_version()}."
    )


def _table(header: list[str], rows: Iterable[list[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def _seconds(value: float | None) -> str:
    return "not reached" if value is None else f"{value:.2f} s"


def _training(numbers: Numbers) -> str:
    header = ["", "100 iterations", "to Octave's objective", "an evaluation", "peak memory",
              "start-up", "cost after training", "accuracy"]  # fmt: skip
    rows = []
    for name in numbers.names:
        runs = numbers.runs(name)
        version = runs[0]["version"]
        evaluation = numbers.evaluation(name)
        rows.append(
            [
                ENTRIES[name].title + (f" {version}" if version else ""),
                _seconds(median(run["after_iterations"] for run in runs)),
                _seconds(numbers.time_to_objective(name)),
                "" if evaluation is None else f"{1e3 * evaluation:.1f} ms",
                f"{median(run['peak_mb'] for run in runs):.0f} MB",
                f"{median(run['start_up'] for run in runs):.2f} s",
                f"{runs[-1]['cost']:.9f}",
                f"{runs[-1]['accuracy']:.2f} %",
            ]
        )
    text = TRAINING.format(repeats=numbers.repeats) + "\n" + _table(header, rows)
    ours = [name for name in numbers.names if name not in PEERS]
    if not ours or not numbers.peers:
        return text
    title = "How many times faster, to Octave's objective:\n"
    header = ["", *(ENTRIES[peer].title for peer in numbers.peers), "the fastest of them"]
    ratios = [
        [
            ENTRIES[name].title,
            *(spread(numbers.ratios(name, [peer])) for peer in numbers.peers),
            "**" + spread(numbers.ratios(name, numbers.peers)) + "**",
        ]
        for name in ours
    ]
    return f"{text}\n{title}\n{_table(header, ratios)}"


def _evaluation(numbers: Numbers) -> str:
    times = numbers.results["kernels"]
    limits = numbers.limits()
    reading, multiplying = (1e3 * median(times[name]) for name in ("reading", "multiplying"))
    rows = [
        [
            name,
            f"{1e3 * median(values):.1f} ms",
            spread([value / limit for value, limit in zip(values, limits, strict=True)]),
            spread([slow / value for slow, value in zip(times["plain"], values, strict=True)]),
        ]
        for name, values in times.items()
        if name not in ("reading", "multiplying")
    ]
    text = EVALUATION.format(
        reading=reading,
        multiplying=multiplying,
        rate=numbers.rate(),
        rounds=len(limits),
    )
    header = ["", "time", "times the limit", "times faster than plain"]
    return text + "\n" + _table(header, rows)


def _start_up(numbers: Numbers) -> str:
    times = numbers.results["start-up"]
    labelled = {
        "`import numpy`": times["numpy"],
        "`import pysoftmax` after it": times["pysoftmax"],
    }
    for when, values in numbers.results["first use"].items():
        labelled[f"first use of the compiled kernel, {when}"] = values
    lines = [
        f"| {name} | {1e3 * median(values):.0f} ms"
        f" | {1e3 * min(values):.0f} to {1e3 * max(values):.0f} ms |"
        for name, values in labelled.items()
    ]
    return START_UP.format(lines="\n".join(lines))


def _scaling(results: dict[str, list[dict[str, Any]]]) -> str:
    tables = [SCALING]
    for axis, measured in results.items():
        if axis == "threads":
            header = ["threads (M 60,000, 784 pixels, 10 classes)", "time"]
            rows = [[str(each["size"]), f"{1e3 * each['seconds']:.1f} ms"] for each in measured]
        else:
            header = [f"{axis} varied: M, inputSize, numClasses", "time",
                      "an example and class and pixel", "data", "added"]  # fmt: skip
            rows = [_size_row(each) for each in measured]
        tables.append(_table(header, rows))
    return "\n".join(tables)


def _size_row(measured: dict[str, Any]) -> list[str]:
    count, size, classes = measured["size"]
    each = measured["seconds"] / (count * size * classes)
    return [
        f"{count:,}, {size:,}, {classes}",
        f"{1e3 * measured['seconds']:.2f} ms",
        f"{1e12 * each:.1f} ps",
        f"{measured['data_mb']:.1f} MB",
        f"{measured['added_mb']:.1f} MB",
    ]
