"""A folder of badly behaved .m files, and a session with a time-out of two seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pysoftmax.octave import OctaveSession

FILES = {
    "fine": "y = 2;",
    "twice": "y = 2 * varargin{1};",
    "fails": 'error ("course:wrong", "the number was %d", 5);',
    "hangs": "while (true) endwhile",
    "quits": "exit (3);",
    "killed": "kill (getpid (), 9);",
    "leaves_a_child": "system ('sleep 600 &'); exit (1);",
    "prints": 'for k = 1:20000, printf ("%s\\n", repmat ("x", 1, 60)); endfor; y = 5;',
    "prints_from_a_program": "system ('yes | head -c 1000000'); y = 6;",
    "clears_all": "clear all",
    "clears_its_caller": "evalin ('caller', 'clear all'); y = 3;",
    "clears_the_base": "evalin ('base', 'clear all'); y = 4;",
    "closes_all_files": "fclose all; y = 7;",
    "wanders": "cd /; addpath /; y = 8;",
    "restores_the_path": "restoredefaultpath (); y = 10;",
    "cannot_be_parsed": "y = (1 +;",
    "meets": "f = fopen (varargin{1}, 'w'); fprintf (f, 'here'); fclose (f); pause (600);",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The .m files, each a function y = NAME (...)."""
    for name, body in FILES.items():
        text = f"function y = {name} (varargin)\n  {body}\nendfunction\n"
        (tmp_path / f"{name}.m").write_text(text)
    return tmp_path


@pytest.fixture
def session() -> Iterator[OctaveSession]:
    """A separate session with a short time-out."""
    with OctaveSession(timeout=2) as session:
        yield session
