"""``pysoftmax start``: a folder to begin the exercise in."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from pysoftmax.resources import folder
from pysoftmax.words import plural

__all__ = ["command"]


@click.command("start")
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--octave", is_flag=True, help="The Octave edition, with minFunc and the digits.")
def command(directory: Path, octave: bool) -> None:
    """Copy the starter code into DIR. Files that are there are never overwritten."""
    copies = _copies(octave)
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
    first = "softmaxExercise.m" if octave else "softmaxExercise.py"
    files = plural(len(copies), "file")
    click.echo(f"{files} in {directory}. Begin with {first}; to see how you are doing:")
    click.echo(f"  pysoftmax check {directory}")


def _copies(octave: bool) -> dict[Path, Path]:
    """What goes where: the name within the student's folder, and the file it comes from."""
    roots = {Path(): folder("starter_code") / ("octave" if octave else "python")}
    if octave:
        roots[Path("minFunc")] = folder("octave_ref") / "minFunc"
        roots[Path("digits")] = folder("digits")
    return {
        place / source.relative_to(root): source
        for place, root in roots.items()
        for source in sorted(root.rglob("*"))
        if source.is_file() and "__pycache__" not in source.parts
    }
