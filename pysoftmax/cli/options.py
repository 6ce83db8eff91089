"""Options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pysoftmax.exercise import Exercise

__all__ = ["DEFAULT", "EXERCISE", "exercise_option"]

DEFAULT = "softmax"
EXERCISE = "pysoftmax.exercise"
"""The key in a command's context of the name or folder that the exercise was loaded from."""


class _ExerciseType(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """An exercise, by its name or its folder."""

    name = "exercise"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Exercise:
        from pysoftmax.exercise import ExerciseError, load_exercise

        if ctx is not None:
            ctx.meta[EXERCISE] = str(value)
        try:
            return load_exercise(value)
        except ExerciseError as error:
            self.fail(str(error), param, ctx)


exercise_option = click.option(
    "--exercise",
    metavar="NAME|DIR",
    type=_ExerciseType(),
    default=DEFAULT,
    show_default=True,
    help="Which exercise: one that comes with pysoftmax, or the folder of your own.",
)
