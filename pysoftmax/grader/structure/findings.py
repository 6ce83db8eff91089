"""What a static look at a submission finds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Finding", "Source", "read_source"]


@dataclass(frozen=True)
class Finding:
    """One thing seen without running anything.

    Attributes
    ----------
    kind
        A short stable name, such as ``missing`` or ``syntax error``.
    file
        Relative to the submission.
    line
        From 1; None where there is no one line.
    message
        What it is and what to do, for the student.
    blocks
        The exercise's function that cannot be asked because of it; empty for a remark.
    """

    kind: str
    file: str
    line: int | None
    message: str
    blocks: str = ""


@dataclass(frozen=True)
class Source:
    """A file's text, and how it was encoded."""

    text: str
    encoding: str


def read_source(path: Path) -> Source:
    """The text of a file: UTF-8, or else every byte taken for a Latin-1 character."""
    content = path.read_bytes()
    try:
        return Source(content.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        return Source(content.decode("latin-1"), "latin-1")
