"""The command ``pysoftmax``: one file per command, loaded when it is called."""

from __future__ import annotations

import os
from importlib import import_module

import click

from pysoftmax import __version__
from pysoftmax.cli.options import DEFAULT
from pysoftmax.cli.terminal import wants_colour

__all__ = ["main"]

COMMANDS = (
    "exercise",
    "data",
    "start",
    "check",
    "grade",
    "gradescope",
    "classroom",
    "prairielearn",
    "rubric",
    "new-exercise",
    "verify",
    "parity",
    "trace",
    "doctor",
)

OF_THE_EXERCISE = ("exercise", "data")
"""The default exercise's own commands."""


class _Commands(click.Group):
    """Loads a command's module when it is called, so each command imports only what it needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        own = f"pysoftmax.exercise.{DEFAULT}.commands"
        room = own if cmd_name in OF_THE_EXERCISE else "pysoftmax.cli"
        module = cmd_name.replace("-", "_")
        command: click.Command = import_module(f"{room}.{module}").command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="pysoftmax")
@click.pass_context
def main(ctx: click.Context) -> None:
    """UFLDL's exercises: do one, check it, compare it, grade it."""
    ctx.color = wants_colour(os.environ)
