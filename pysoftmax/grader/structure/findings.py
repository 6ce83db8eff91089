"""What a static look at a submission finds."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Finding", "Source", "plain", "read_source"]


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


def plain(name: str) -> str:
    """A name without what people get wrong in it."""
    return "".join(c for c in name.lower() if c.isalnum())


@dataclass(frozen=True)
class Source:
    """A file's text, and how it was encoded."""

    text: str
    encoding: str

    @classmethod
    def from_bytes(cls, content: bytes) -> Source:
        """UTF-16 where its mark says so, UTF-8, or else every byte a Latin-1 character."""
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return cls(content.decode("utf-16", errors="replace"), "UTF-16")
        try:
            return cls(content.decode("utf-8-sig"), "UTF-8")
        except UnicodeDecodeError:
            return cls(content.decode("latin-1"), "Latin-1")


def read_source(path: Path) -> Source:
    """The text of a file, whatever it is encoded in."""
    return Source.from_bytes(path.read_bytes())
