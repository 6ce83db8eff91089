"""Check a solution while writing it in a notebook: ``%load_ext pysoftmax.notebook``.

``%%check softmaxCost.py`` writes the rest of its cell to that file, beside the notebook, checks the
solution, and defines the file's functions in the notebook. ``%check`` checks what is there. Both
know ``--hint``, ``--tell``, ``--all`` and ``--exercise`` of `pysoftmax check`.
"""

from __future__ import annotations

import argparse
import atexit
import importlib
import shlex
import sys
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pysoftmax.cli.check import Checks
    from pysoftmax.grader.results import ItemResult

__all__ = ["load_ipython_extension", "picture_of"]


def load_ipython_extension(shell: Any) -> None:
    """Define the magic ``check``, as ``%load_ext`` expects.

    Parameters
    ----------
    shell
        IPython's InteractiveShell.
    """

    def check(line: str, cell: str | None = None) -> None:
        _check(shell, line, cell)

    shell.register_magic_function(check, magic_kind="line_cell", magic_name="check")


def picture_of(item: ItemResult) -> Figure | None:
    """Draw the wrong matrix of a result beside the expected one, in the same colours.

    Parameters
    ----------
    item
        An item's result.

    Returns
    -------
    matplotlib.figure.Figure or None
        None if the result has no picture. NaN and infinities are left white.
    """
    if item.picture is None:
        return None
    import numpy as np
    from matplotlib.figure import Figure

    answer, expected = (
        np.array([[np.nan if x is None else x for x in row] for row in matrix])
        for matrix in (item.picture.answer, item.picture.expected)
    )
    bound = float(np.abs(expected).max()) or 1.0
    figure = Figure(figsize=(8.0, 2.8), layout="constrained")
    for axes, matrix, title in zip(
        figure.subplots(1, 2), (answer, expected), ("yours", "expected"), strict=True
    ):
        image = axes.imshow(matrix, cmap="RdBu_r", vmin=-bound, vmax=bound)
        axes.set(title=title, xticks=[], yticks=[])
    figure.colorbar(image, ax=figure.axes, shrink=0.8)
    figure.suptitle(item.picture.title, fontsize="medium")
    return figure


class _Usage(argparse.ArgumentParser):
    """Reports a wrong option as an error of the cell, and does not end the kernel."""

    def error(self, message: str) -> NoReturn:
        raise ValueError(f"%check: {message}")


def _check(shell: Any, line: str, cell: str | None) -> None:
    from pysoftmax.languages import SUFFIXES

    usage = _Usage(prog="%check", add_help=False)
    if cell is not None:
        usage.add_argument("file")
    usage.add_argument("--exercise", default="softmax")
    for option in ("hint", "tell", "all"):
        usage.add_argument(f"--{option}", action="store_true")
    options = usage.parse_args(shlex.split(line))
    here = Path.cwd()
    if cell is not None:
        if Path(options.file).name != options.file or Path(options.file).suffix not in SUFFIXES:
            raise ValueError(
                f"the file is {options.file!r}; expected a name such as softmaxCost.py"
            )
        (here / options.file).write_text(cell, encoding="utf-8")
        _forget(here)
    _show(here, options)
    if cell is not None:
        _define(shell, here, Path(options.file).stem)


def _show(here: Path, options: argparse.Namespace) -> None:
    """Print what `pysoftmax check` prints, and draw a wrong matrix beside the right one."""
    import click
    from IPython.display import display

    try:
        result, focus = _checks(options.exercise).check(
            here, everything=options.all, hint=options.hint, tell=options.tell
        )
    except click.ClickException as error:
        print(error.format_message())
        return
    for item in result.items:
        if item.name == focus and (figure := picture_of(item)) is not None:
            display(figure)  # type: ignore[no-untyped-call]


@cache
def _checks(exercise: str) -> Checks:
    """Return what checks an exercise; its processes wait for the next cell, until the end."""
    from pysoftmax.cli.check import Checks
    from pysoftmax.exercise import load_exercise

    checks = Checks(load_exercise(exercise))
    atexit.register(checks.close)
    return checks


def _forget(folder: Path) -> None:
    """Forget the modules of a folder, so that the next import reads their files anew.

    Python would take the compiled module for the file's if the file was written in the same second
    as before and has the same size.
    """
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).parent == folder:
            del sys.modules[name]
            with suppress(OSError):
                Path(cache_from_source(file)).unlink()
    importlib.invalidate_caches()


def _define(shell: Any, folder: Path, name: str) -> None:
    """Define the functions of a file in the notebook; an error in it is the cell's."""
    if str(folder) not in sys.path and "" not in sys.path:
        sys.path.insert(0, str(folder))
    module = importlib.import_module(name)
    own = {key: value for key, value in vars(module).items() if not key.startswith("_")}
    shell.user_ns.update(own)
