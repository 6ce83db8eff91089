"""The objective over time, one line a contender."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.contenders import ENTRIES, PEERS


def plot(runs: list[dict[str, Any]], path: Path) -> Path:
    """Draw the first round's training: how far above the best objective, and when."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "pysoftmax"
    from matplotlib import pyplot as plt

    best = min(min(run["objectives"]) for run in runs)
    figure, axes = plt.subplots(figsize=(7.0, 4.2), layout="constrained")
    for run in runs:
        if run["repeat"] == 0:
            above = [objective - best + 1e-7 for objective in run["objectives"]]
            dashes = "--" if run["name"] in PEERS else "-"
            axes.plot(
                run["seconds"], above, dashes, label=ENTRIES[run["name"]].title, linewidth=1.4
            )
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="seconds of training",
        ylabel="objective above the best of all",
        title="Softmax regression on MNIST, 784 x 60,000 doubles",
    )
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return path
