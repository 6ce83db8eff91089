"""The command ``pysoftmax``: one file per command, loaded when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from pysoftmax import __version__

__all__ = ["main"]

COMMANDS = ("exercise", "data", "start", "check", "grade", "rubric", "parity", "trace", "doctor")


class _Commands(click.Group):
    """Finds ``pysoftmax.cli.NAME:command``, so that a command pays for its own imports alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"pysoftmax.cli.{cmd_name}").command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """The UFLDL softmax regression exercise: do it, check it, compare it, grade it."""
