"""Phrases that were rewritten once and must not come back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("pysoftmax", "benchmarks", "octave_ref", "docs", "examples")
PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "_pysoftmax_pytest.py")
SUFFIXES = {".py", ".m", ".md", ".html", ".toml"}

GONE = """\
all is doubted
an error that comes of
and should be
another version grades anew
as long as they like
asked of a new octave
asks many calls in one go
brings what that takes
cannot be started with its files
counts up when
each missing part would give
every answer that came back
every right way to write
files they stand in
filter of system calls was refused
for what is no finite number
graded already is not graded again
had, and to be had
handed in as 0
has had its chance
held against
held to each other
how close is equal
how this is held
hunted down
if it never had
in as few processes as is fair
is as in the starter code
is as wanted
is no part of
is nothing unless compiled
look at one is an evaluation
lost the thread
must be given a floor
newest stands first
no content to tell it by
no kind of file
no others are had
no right solution fails on
nobody is at the keyboard
nothing but what it asks for
nothing is half done
nothing is left out without a word
octave beside python
octave has no value for a
odd in shape is right
order of adding decides
outputs are wanted is said
results are alike
says what for
since no optimiser takes it
spoil no grade
stands the last once more
take a new `seed` every year
taken for one, nor
takes it as it is
tells right from wrong
that it stands beside
the very mounts
the very numbers
took octave down
very same files
what comes back is doubted
what is printed is no part
what polyinterp takes
when made to keep
which steps are right
who has not got there
who hold python code
with proof that the two agree
you need not know this
"""


def prose(text: str) -> str:
    """Return a text in lower case on one line, without the marks of comments and line ends."""
    text = re.sub(r"\n[ \t]*(?:#|%|//)?[ \t]*", " ", text)
    text = re.sub(r'"\s+f?"', "", text)  # a string in two parts
    return " ".join(text.lower().split())


def pages() -> list[Path]:
    """Return everything that a person reads."""
    found = [ROOT / name for name in PAGES]
    for folder in FOLDERS:
        files = [path for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES]
        found += [path for path in files if "solutions" not in path.parts]  # students wrote those
    return found


def test_no_rewritten_phrase_comes_back() -> None:
    """Code, messages and documents contain none of the phrases that were replaced."""
    back = []
    for page in pages():
        text = prose(page.read_text(encoding="utf-8"))
        back += [f"{page.relative_to(ROOT)}: {p}" for p in GONE.splitlines() if p in text]
    assert back == []


@pytest.mark.parametrize(
    "text",
    [
        "Nothing is half\n    done.",
        "# nothing is\n# half done",
        "  % Nothing is\n  %   half done",
        '("nothing is "\n    f"half done")',
    ],
)
def test_a_phrase_over_two_lines_is_found(text: str) -> None:
    """The marks of comments, docstrings and strings in two parts do not hide a phrase."""
    assert "nothing is half done" in prose(text)
