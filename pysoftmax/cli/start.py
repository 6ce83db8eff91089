"""``pysoftmax start``: a folder to begin the exercise in."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pysoftmax.cli.options import DEFAULT, exercise_option
from pysoftmax.cli.terminal import this_pip, this_program
from pysoftmax.words import plural

if TYPE_CHECKING:
    from pysoftmax.exercise import Exercise

__all__ = ["command"]


@click.command("start")
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@exercise_option
@click.option("--octave", is_flag=True, help="The Octave edition.")
@click.option("--notebook", is_flag=True, help="A Jupyter notebook, in Python.")
def command(directory: Path, exercise: Exercise, octave: bool, notebook: bool) -> None:
    """Copy the starter code into DIR. Existing files are never overwritten."""
    if octave and notebook:
        raise click.UsageError("--octave and --notebook exclude each other; give one of them.")
    copies = _notebook(exercise) if notebook else _copies(exercise, octave)
    there = [str(name) for name in copies if (directory / name).exists()]
    if there:
        raise click.ClickException(
            f"{directory} already holds {', '.join(there)}; nothing was copied."
            " Choose another folder, or move these away."
        )
    made = []
    try:
        for name, source in copies.items():
            target = directory / name
            target.parent.mkdir(parents=True, exist_ok=True)
            made.append(target)
            shutil.copyfile(source, target)
    except OSError as error:
        for target in made:
            target.unlink(missing_ok=True)
        raise click.ClickException(f"{error}; nothing was copied.") from error
    if notebook:
        click.echo(f"The notebook is in {directory}. Open it in JupyterLab, VS Code or Colab:")
        if shutil.which("jupyter") is None:
            click.echo(f"  {this_pip()} install jupyterlab 'pysoftmax[notebook]'")
        click.echo(f"  jupyter lab {shlex.quote(str(directory))}")
        return
    option = "" if exercise.place == DEFAULT else f" --exercise {exercise.place}"
    first = next((f"{name}" for name in map(str, copies) if "xercise" in name), "README.md")
    files = plural(len(copies), "file")
    click.echo(f"{files} in {directory}. Begin with {first}; to see how you are doing:")
    click.echo(f"  {this_program()} check{option} {shlex.quote(str(directory))}")


def _notebook(exercise: Exercise) -> dict[Path, Path]:
    """Return the name within the student's folder, and the file to copy."""
    if exercise.notebook is None:
        raise click.ClickException(f"{exercise.title} has no notebook")
    return {Path(file.name): file for file in sorted(exercise.notebook.glob("*.ipynb"))}


def _copies(exercise: Exercise, octave: bool) -> dict[Path, Path]:
    """Return the name within the student's folder, and the file to copy."""
    from pysoftmax.languages import OCTAVE, PYTHON

    language = OCTAVE if octave else PYTHON
    if language not in exercise.starter:
        raise click.ClickException(f"{exercise.title} has no starter code in {language.title}")
    extras = exercise.starter_extras.get(language, {})
    roots = {Path(): exercise.starter[language], **{Path(k): v for k, v in extras.items()}}
    copies = {}
    for place, root in roots.items():
        sources = [root] if root.is_file() else sorted(root.rglob("*"))
        for source in sources:
            if source.is_file() and "__pycache__" not in source.parts:
                copies[place / source.relative_to(root)] = source
    return copies
