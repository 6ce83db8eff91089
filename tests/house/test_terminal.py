"""The terminal: colours and width."""

import io
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pysoftmax.cli import main, terminal
from pysoftmax.grader.reports.steps import step_lines
from pysoftmax.grader.results import ItemResult, SubmissionResult


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, None),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, None),
        ({"TERM": "dumb"}, False),
        ({"FORCE_COLOR": "1"}, True),
    ],
)
def test_the_environment_decides_on_colours(
    environment: dict[str, str], wanted: bool | None
) -> None:
    """NO_COLOR and a dumb terminal forbid colours, FORCE_COLOR asks for them."""
    assert terminal.wants_colour(environment) is wanted


def test_marks_are_coloured_only_where_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FORCE_COLOR shows a green version of a mark; a pipe and NO_COLOR no escape sequence."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")

    @click.command("look")
    def look() -> None:
        click.echo(terminal.coloured("ok   Step 2: Cost"))
        click.echo(terminal.coloured("FAIL Step 2: Gradient"))
        click.echo(terminal.coloured("ok so far"))

    monkeypatch.setattr(type(main), "get_command", lambda *_: look)
    plain = "ok   Step 2: Cost\nFAIL Step 2: Gradient\nok so far\n"
    assert CliRunner().invoke(main, ["look"]).output == plain
    forced = CliRunner().invoke(main, ["look"], env={"FORCE_COLOR": "1"}).output
    assert forced == (
        "\x1b[32mok  \x1b[0m Step 2: Cost\n\x1b[31m\x1b[1mFAIL\x1b[0m Step 2: Gradient\nok so far\n"
    )
    both = {"FORCE_COLOR": "1", "NO_COLOR": "1"}
    assert CliRunner().invoke(main, ["look"], env=both, color=True).output == plain


@pytest.mark.parametrize(("columns", "width"), [(120, 119), (50, 49), (20, 40)])
def test_lines_are_as_wide_as_the_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: int, width: int
) -> None:
    """A terminal decides, within reason; a pipe has a fixed width."""
    monkeypatch.setenv("COLUMNS", str(columns))
    assert terminal.terminal_width() == 96
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert terminal.terminal_width() == width


@pytest.mark.parametrize("width", [40, 60, 120])
def test_a_result_fits_the_width(width: int) -> None:
    """Labels give way on a narrow terminal, and prose is wrapped; code is not."""
    message = "softmaxCost ended with an error: " + "a word " * 40
    item = ItemResult("cost", "Cost", "softmaxCost", "failed", 0, 25, True, message=message)
    item = replace(item, fix="x = 1")
    result = SubmissionResult("s", "python", "", (item,))
    lines = list(step_lines(result, [("cost", "Step 2")], tell=True, width=width))
    assert max(map(len, lines)) <= width
    assert max(map(len, lines)) > min(width, 59) - 8
    assert "     write: x = 1" in lines


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_done_meanwhile_is_said_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that the next one covers; a pipe gets nothing."""
    screen, pipe = _Terminal(), io.StringIO()
    monkeypatch.setattr("sys.stderr", screen)
    terminal.said_meanwhile("checked: Training")
    terminal.said_meanwhile("")
    assert screen.getvalue() == f"\rchecked: Training{' ' * 23}\r\r{' ' * 40}\r"
    monkeypatch.setattr("sys.stderr", pipe)
    terminal.said_meanwhile("checking ...")
    assert pipe.getvalue() == ""


@pytest.mark.parametrize(
    ("elapsed", "done", "said"),
    [
        (0.5, 10, ""),
        (2.0, 10, "at most 18 s left\r"),
        (30.0, 75, "at most 10 s left\r"),
        (30.0, 99, ""),
    ],
)
def test_training_shows_the_time_left_below_its_table(
    monkeypatch: pytest.MonkeyPatch, elapsed: float, done: int, said: str
) -> None:
    """After a second, on a terminal, for as long as a second is left."""
    exercise = import_module("pysoftmax.softmaxExercise")
    screen = _Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    exercise._show_time_left(elapsed, done)
    assert screen.getvalue() == ""
    monkeypatch.setattr("sys.stdout", _Terminal())
    exercise._show_time_left(elapsed, done)
    assert screen.getvalue() == said
