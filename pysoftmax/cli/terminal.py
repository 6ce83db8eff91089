"""The terminal: its width, and whether it shows colours."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

__all__ = [
    "coloured", "progress_bar", "said_meanwhile", "terminal_width", "this_pip", "this_program",
    "wants_colour",
]  # fmt: skip

PIPED = 96
"""The width of lines that go to a file or another program."""
NARROWEST = LONGEST_SAID = 40

COLOURS = {
    "ok  ": {"fg": "green"},
    "FAIL": {"fg": "red", "bold": True},
    "??? ": {"fg": "magenta"},
    ".   ": {"dim": True},
    "-   ": {"dim": True},
}
"""Of a step's line, by its mark."""


def wants_colour(environment: Mapping[str, str]) -> bool | None:
    """Return whether to print colours; None leaves it to click, which colours only terminals.

    NO_COLOR (https://no-color.org) and TERM=dumb forbid them, FORCE_COLOR asks for them in pipes.
    """
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return True if environment.get("FORCE_COLOR") else None


def terminal_width() -> int:
    """Return how many characters to print in a line."""
    if not sys.stdout.isatty():
        return PIPED
    return max(shutil.get_terminal_size().columns - 1, NARROWEST)


def coloured(line: str) -> str:
    """Return a step's line with its mark coloured; any other line as it is."""
    mark = line[:4]
    if mark in COLOURS and line[4:5] == " ":
        return click.style(mark, **COLOURS[mark]) + line[4:]  # type: ignore[arg-type]
    return line


def progress_bar(length: int, label: str) -> Any:
    """Return a bar on standard error, with the time left; hidden if nobody watches."""
    return click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    )


def said_meanwhile(text: str) -> None:
    """Say on a terminal what is being done; the next call, or an empty one, takes its place."""
    if sys.stderr.isatty():
        print(f"\r{text[:LONGEST_SAID]:<{LONGEST_SAID}}\r", end="", file=sys.stderr, flush=True)


def this_program() -> str:
    """Return how to call pysoftmax again from this shell, with or without its environment."""
    started = Path(sys.argv[0])
    if shutil.which("pysoftmax") is None and started.name.startswith("pysoftmax"):
        return shlex.quote(str(started))
    return "pysoftmax"


def this_pip() -> str:
    """Return how to call the pip of this Python from this shell."""
    if shutil.which("pysoftmax") is None:  # no environment is active
        return f"{shlex.quote(sys.executable)} -m pip"
    return "pip"
