"""The folder that `pysoftmax new-exercise` writes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pysoftmax.cli import main

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def run() -> Run:
    """One call of the command line."""
    return lambda *arguments: CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="session", autouse=True)
def no_bytecode() -> Iterator[None]:
    """Leave no __pycache__ in the template."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    yield
    sys.dont_write_bytecode = before


@pytest.fixture
def exercise(tmp_path: Path, run: Run) -> Path:
    """A new exercise's folder, to be changed."""
    folder = tmp_path / "rmse"
    assert run("new-exercise", folder).exit_code == 0
    return folder
