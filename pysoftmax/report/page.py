"""The page that shows a run of the exercise, with its figures as files beside it."""

from __future__ import annotations

import os
import platform
import shlex
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from pysoftmax import __version__, kernels
from pysoftmax.atomic import atomic_write
from pysoftmax.report import figures
from pysoftmax.report.figures import DARK, LIGHT, Theme, digit_of
from pysoftmax.softmaxExercise import LAMBDA, NUM_CLASSES, Run
from pysoftmax.words import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["write_report"]


@dataclass(frozen=True)
class Illustration:
    """A figure of the page: its file's name, title, caption, and the text that replaces it."""

    name: str
    title: str
    caption: str
    alt: str
    draw: Callable[[Theme], Figure]
    sources: dict[str, str] = field(default_factory=dict)


def write_report(run: Run, directory: str | os.PathLike[str], command: Sequence[str]) -> Path:
    """Write the page of a run, its figures as PNG, and the model.

    Parameters
    ----------
    run
        What `pysoftmax.softmaxExercise.run_exercise` returned.
    directory
        Created if it does not exist. Files of the same names are replaced.
    command
        The command to repeat the run, word by word.

    Returns
    -------
    Path
        The page, ``index.html``. It is self-contained, and needs none of the other files.
    """
    place = Path(directory)
    place.mkdir(parents=True, exist_ok=True)
    pictures = list(_pictures(run))
    for picture in pictures:
        for scheme, theme in (("light", LIGHT), ("dark", DARK)):
            png = _png(picture, theme)
            picture.sources[scheme] = "data:image/png;base64," + b64encode(png).decode("ascii")
            if scheme == "light":
                with atomic_write(place / f"{picture.name}.png") as file:
                    file.write(png)
    run.model.save(place / "model.mat")
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pysoftmax.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("exercise.html").render(
        run=run,
        pictures=pictures,
        parameters=_parameters(run),
        counts=_counts(run).tolist(),
        digits=[digit_of(label) for label in range(1, NUM_CLASSES + 1)],
        versions=_versions(),
        command=shlex.join(command),
    )
    target = place / "index.html"
    with atomic_write(target, "w", encoding="utf-8") as file:
        file.write(page)
    return target


def _png(picture: Illustration, theme: Theme) -> bytes:
    file = BytesIO()
    with figures.theme(theme):
        picture.draw(theme).savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


def _pictures(run: Run) -> Iterator[Illustration]:
    labels, pred = run.digits.test_labels, run.pred
    yield Illustration(
        "gradient", "The gradient check",
        "The gradient of a small problem, computed by the formula and numerically, a row for each"
        " class and a column for each input; and their difference. Below each is its scale.",
        f"Three matrices of {NUM_CLASSES} rows and {run.check.gradient.shape[1]} columns. The"
        " gradient and the numerical gradient look the same; their largest difference is"
        f" {np.abs(run.check.gradient - run.check.numerical).max():.1e}.",
        lambda colours: figures.gradients(run.check, colours),
    )  # fmt: skip
    if run.iterations:
        first, last = run.iterations[0], run.iterations[-1]
        yield Illustration(
            "training", "Cost and step length",
            "The cost after each iteration of L-BFGS, and the step that the line search accepted."
            " After the first iteration, it tries a step length of 1 before any other.",
            f"Two curves over {plural(len(run.iterations), 'iteration')}. The cost falls from"
            f" {first.cost:.4f} to {last.cost:.4f}; the last step length is {last.step:.3g}.",
            lambda colours: figures.cost_and_steps(run.iterations, colours),
        )  # fmt: skip
    theta = run.model.optTheta
    yield Illustration(
        "weights", "The learned weights",
        "Each class's parameters as a picture. Ink where a tile is red speaks for that digit, ink"
        " where it is blue speaks against it.",
        f"{NUM_CLASSES} tiles, one for each digit from 1 to 9 and 0, with weights from"
        f" {theta.min():.2f} to {theta.max():.2f}.",
        lambda colours: figures.weights(theta, colours),
    )  # fmt: skip
    counts = _counts(run)
    wrong = plural(int(counts.sum() - np.trace(counts)), "mistake")
    yield Illustration(
        "confusion", "Confusion matrix",
        "How many test digits of each kind were predicted as what. The correct ones are on the"
        " diagonal; colour marks the frequent mistakes.",
        f"A matrix of {NUM_CLASSES} by {NUM_CLASSES} counts with {wrong} off the diagonal. The"
        " table below it holds the same numbers.",
        lambda colours: figures.confusion_matrix(counts, colours),
    )  # fmt: skip
    worst = figures.most_confident_mistakes(labels, pred, run.confidences)
    if worst.size:
        images = np.asarray(run.digits.test_images[:, worst])
        confidence = run.confidences[pred[worst] - 1, worst]
        yield Illustration(
            "mistakes", "The most confident mistakes",
            "Wrongly predicted digits, the most confident first: the true digit, the predicted"
            " one, and its probability.",
            "Pictures of digits: "
            + ", ".join(
                f"a {digit_of(label)} predicted as {digit_of(given)}"
                for label, given in zip(labels[worst], pred[worst], strict=True)
            )
            + ".",
            lambda colours: figures.mistakes(
                images, labels[worst], pred[worst], confidence, colours
            ),
        )  # fmt: skip
    doubtful = int(np.argmin(run.confidences.max(axis=0)))
    sample = np.asarray(run.digits.test_images[:, [doubtful]])[:, 0]
    chances = run.confidences[:, doubtful]
    yield Illustration(
        "probabilities", "The most doubtful digit",
        "The test digit whose largest probability is smallest, with the probability of each class."
        " The bar of the true digit is blue. All bars sum to one.",
        f"A picture of a {digit_of(labels[doubtful])}, and bars: "
        + ", ".join(f"{digit_of(k + 1)} {100 * p:.0f} %" for k, p in enumerate(chances) if p > 0.01)
        + ".",
        lambda colours: figures.probabilities(sample, int(labels[doubtful]), chances, colours),
    )  # fmt: skip


def _counts(run: Run) -> NDArray[np.int64]:
    return figures.confusion_counts(run.digits.test_labels, run.pred, NUM_CLASSES)


def _parameters(run: Run) -> dict[str, str]:
    digits = run.digits
    return {
        "Data": digits.source,
        "Training digits": f"{digits.train_labels.size:,}",
        "Test digits": f"{digits.test_labels.size:,}",
        "inputSize": str(run.model.inputSize),
        "numClasses": str(NUM_CLASSES),
        "lambda": f"{LAMBDA:g}",
        "Seed": str(run.seed),
        "Cost at the start": f"{run.first_cost:.6f}",
        "Gradient check": f"{run.check.difference:.2e} (relative difference)",
        "Iterations": f"{len(run.iterations)}" + " (interrupted)" * run.interrupted,
        "Cost at the end": f"{run.iterations[-1].cost:.6f}" if run.iterations else "not trained",
        "Accuracy": f"{run.accuracy:.3f} %",
    }


def _versions() -> dict[str, str]:
    kernel = kernels.get()
    return {
        "pysoftmax": __version__,
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "Matplotlib": version("matplotlib"),
        "Kernel": f"{kernel.name}, {plural(kernel.threads, 'thread')}",
        "System": f"{platform.system()} {platform.machine()}",
    }
