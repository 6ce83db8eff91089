"""The figures of the exercise, each a function that returns a Matplotlib figure.

No display is needed. A figure is narrow enough to be read on a phone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib import rc_context
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pysoftmax.softmaxExercise import GradientCheck, Iteration

__all__ = [
    "DARK", "LIGHT", "Theme", "confusion_counts", "confusion_matrix", "cost_and_steps",
    "gradients", "mistakes", "most_confident_mistakes", "probabilities", "theme", "weights",
]  # fmt: skip

Doubles = NDArray[np.float64]
Classes = NDArray[np.int64]

WIDTH = 3.3  # inches; in a column of 310 pixels, text of 8 points is then 10.4 pixels high
DOTS_PER_INCH = 200


class Theme(NamedTuple):
    """The colours of the figures: of the paper, of lines and text, and of what stands out."""

    paper: str
    ink: str
    soft: str
    accent: str
    wrong: str
    diverging: str


LIGHT = Theme("#ffffff", "#1d2025", "#c9cbc6", "#2166ac", "#b3261e", "RdBu_r")
DARK = Theme("#1f2226", "#e7e8ea", "#5a606a", "#7db4e8", "#ff9a8f", "berlin")


@contextmanager
def theme(colours: Theme) -> Iterator[None]:
    """Draw and save the figures inside the ``with`` in these colours."""
    ink, soft = colours.ink, colours.soft
    with rc_context({
        "figure.facecolor": colours.paper, "savefig.facecolor": colours.paper,
        "axes.facecolor": colours.paper, "axes.edgecolor": soft, "axes.labelcolor": ink,
        "text.color": ink, "xtick.color": soft, "ytick.color": soft,
        "xtick.labelcolor": ink, "ytick.labelcolor": ink, "grid.color": soft,
        "axes.grid": False, "font.size": 10.0, "axes.titlesize": 10.0,
        "figure.dpi": DOTS_PER_INCH, "figure.constrained_layout.use": True,
    }):  # fmt: skip
        yield


def digit_of(label: int) -> int:
    """Return the digit of a label: label 10 is the digit 0."""
    return label % 10


def weights(theta: Doubles, colours: Theme = LIGHT) -> Figure:
    """Draw each class's parameters as a picture of the digits' size.

    Parameters
    ----------
    theta
        ``numClasses x inputSize``; inputSize is a square number.
    colours
        The colours to draw in.
    """
    figure = Figure(figsize=(WIDTH, 2.2))
    bound = float(np.abs(theta).max()) or 1.0
    axes = figure.subplots(2, math.ceil(len(theta) / 2)).ravel()
    for place in axes:
        place.set_axis_off()
    for place, row, label in zip(axes, theta, range(1, len(theta) + 1), strict=False):
        picture = place.imshow(_picture(row), cmap=colours.diverging, vmin=-bound, vmax=bound)
        place.set_title(str(digit_of(label)))
    figure.colorbar(picture, ax=list(axes), shrink=0.8)
    return figure


def cost_and_steps(iterations: Sequence[Iteration], colours: Theme = LIGHT) -> Figure:
    """Draw the cost and the step length after each iteration."""
    figure = Figure(figsize=(WIDTH, 3.3))
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    numbers = [iteration.number for iteration in iterations]
    upper.plot(numbers, [iteration.cost for iteration in iterations], color=colours.accent)
    lower.plot(
        numbers, [iteration.step for iteration in iterations],
        linestyle="none", marker="o", markersize=2.5, color=colours.accent,
    )  # fmt: skip
    upper.set(ylabel="cost", yscale="log")
    lower.set(ylabel="step length", xlabel="iteration", yscale="log")
    lower.xaxis.set_major_locator(MaxNLocator(integer=True))
    for axes in (upper, lower):
        axes.grid(alpha=0.4)
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter(_minor_label)
    figure.align_ylabels()
    return figure


def _minor_label(value: float, _position: object) -> str:
    """Label a logarithmic axis at 2 and 5 times the powers of ten, as not all have room."""
    leading = f"{value:e}"[0]
    return f"{value:g}" if leading in "25" else ""


def confusion_counts(labels: Classes, pred: Classes, classes: int) -> NDArray[np.int64]:
    """Count the examples by label (row) and predicted class (column), both from 1."""
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (labels - 1, pred - 1), 1)
    return counts


def confusion_matrix(counts: NDArray[np.int64], colours: Theme = LIGHT) -> Figure:
    """Draw the counts of `confusion_counts`, coloured where mistakes are frequent."""
    figure = Figure(figsize=(WIDTH, WIDTH))
    axes = figure.subplots()
    wrong = counts * (1 - np.eye(len(counts), dtype=np.int64))
    shades = LinearSegmentedColormap.from_list("mistakes", [colours.paper, colours.wrong])
    axes.imshow(wrong, cmap=shades, vmin=0, vmax=max(1, wrong.max()))
    for (row, column), count in np.ndenumerate(counts):
        if count:
            right = row == column
            # A cell full of colour contrasts with the paper, not with the ink.
            heavy = not right and wrong[row, column] > 0.55 * wrong.max()
            axes.text(
                column, row, str(count), ha="center", va="center", fontsize=8,
                color=colours.paper if heavy else colours.ink,
                fontweight="bold" if right else "normal",
            )  # fmt: skip
    names = [str(digit_of(label)) for label in range(1, len(counts) + 1)]
    axes.set_xticks(range(len(counts)), names)
    axes.set_yticks(range(len(counts)), names)
    axes.set(xlabel="predicted digit", ylabel="true digit")
    return figure


def most_confident_mistakes(
    labels: Classes, pred: Classes, confidences: Doubles, most: int = 12
) -> NDArray[np.intp]:
    """Return which examples are predicted wrongly, by falling confidence."""
    wrong = np.flatnonzero(pred != labels)
    confidence = confidences[pred[wrong] - 1, wrong]
    return wrong[np.argsort(-confidence, kind="stable")][:most]


def mistakes(
    images: Doubles, labels: Classes, pred: Classes, confidence: Doubles, colours: Theme = LIGHT
) -> Figure:
    """Draw wrongly predicted examples with their true and predicted digits.

    Parameters
    ----------
    images
        ``inputSize x M``, M of them, 1 or more.
    labels, pred, confidence
        M labels, predicted classes, and the probabilities of the predicted classes.
    colours
        The colours to draw in.
    """
    columns = 4
    rows = math.ceil(images.shape[1] / columns)
    figure = Figure(figsize=(WIDTH, 1.2 * rows))
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for place in axes:
        place.set_axis_off()
    for k, place in enumerate(axes[: images.shape[1]]):
        place.imshow(_picture(images[:, k]), cmap="gray", vmin=0, vmax=1)
        true, given = digit_of(labels[k]), digit_of(pred[k])
        place.set_title(f"{true} as {given}\n{_percent(confidence[k])}", fontsize=9)
    return figure


def gradients(check: GradientCheck, colours: Theme = LIGHT) -> Figure:
    """Draw the gradient, the numerical one and their difference, each as a matrix."""
    figure = Figure(figsize=(WIDTH, 1.9))
    panels = {
        "gradient": check.gradient,
        "numerical": check.numerical,
        "difference": check.gradient - check.numerical,
    }
    shared = float(np.abs(check.numerical).max()) or 1.0
    for axes, (name, values) in zip(figure.subplots(1, 3), panels.items(), strict=True):
        bound = (float(np.abs(values).max()) or 1.0) if name == "difference" else shared
        axes.imshow(values, cmap=colours.diverging, vmin=-bound, vmax=bound)
        axes.set(title=name, xlabel=f"±{bound:.1g}", xticks=[], yticks=[])
    return figure


def probabilities(
    image: Doubles, label: int, confidence: Doubles, colours: Theme = LIGHT
) -> Figure:
    """Draw one digit, and the probability of each class as a bar.

    Parameters
    ----------
    image
        inputSize pixels from 0 to 1.
    label
        Its true class, from 1.
    confidence
        The numClasses probabilities.
    colours
        The colours to draw in.
    """
    figure = Figure(figsize=(WIDTH, 2.6))
    left, right = figure.subplots(1, 2, width_ratios=[2, 3])
    left.imshow(_picture(image), cmap="gray", vmin=0, vmax=1)
    left.set_axis_off()
    left.set_title(f"a {digit_of(label)}")
    names = [str(digit_of(k)) for k in range(1, len(confidence) + 1)]
    bars = [colours.accent if k + 1 == label else colours.wrong for k in range(len(confidence))]
    right.barh(names, confidence, color=bars)
    right.invert_yaxis()
    right.set(xlim=(0, 1.25), xlabel="probability", ylabel="digit", xticks=[0, 0.5, 1])
    for k, p in enumerate(confidence):
        right.text(p + 0.02, k, _percent(p), va="center", fontsize=9)
    return figure


def _picture(column: Doubles) -> Any:
    """Return the square picture of a column, which holds it column by column."""
    side = math.isqrt(column.size)
    return column.reshape((side, side), order="F")


def _percent(probability: float) -> str:
    if 0.01 <= probability <= 0.99:
        return f"{100 * probability:.0f} %"
    return "< 1 %" if probability < 0.5 else "> 99 %"
