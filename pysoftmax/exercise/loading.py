"""Find an exercise: one that comes with pysoftmax by its name, a teacher's own by its folder."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from pysoftmax.exercise.exercise import Exercise, ExerciseError
from pysoftmax.exercise.folder import exercise_in

__all__ = ["load_exercise"]

SHIPPED = {"softmax": "pysoftmax.exercise.softmax.value:SOFTMAX"}
"""Exercises by name, each with the module that makes it; a module is imported when it is needed."""


def load_exercise(name: str | Path) -> Exercise:
    """Return the exercise of that name, or in that folder.

    Parameters
    ----------
    name
        The name of an exercise that comes with pysoftmax, or the path of a folder with
        ``EXERCISE = Description(...)``.

    Returns
    -------
    Exercise
        The exercise, whose files exist.

    Raises
    ------
    ExerciseError
        If there is no such exercise, or its folder contains none.
    """
    if str(name) in SHIPPED:
        module, _, value = SHIPPED[str(name)].partition(":")
        exercise: Exercise = getattr(import_module(module), value)
        return exercise
    if not Path(name).is_dir():
        names = ", ".join(SHIPPED)
        raise ExerciseError(
            f"exercise is {str(name)!r}; expected one of {names}, or the folder of your own"
        )
    return exercise_in(Path(name))
