"""What a static look at a submission finds, and how its sources are decoded."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["SOURCE_BYTES", "Finding", "SourceText", "takes"]

SOURCE_BYTES = 1 << 20
"""A longer file is not a solution."""


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


_DECLARED = re.compile(rb"\A(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")
"""Python reads a declaration of the encoding in one of the first two lines."""


@dataclass(frozen=True)
class SourceText:
    """A file's text, and how it was encoded.

    Attributes
    ----------
    text
        Its text.
    encoding
        ``UTF-8``, ``UTF-16``, ``Latin-1``, or the encoding that it declares.
    declared
        Whether it declares that encoding itself, as Python allows.
    """

    text: str
    encoding: str
    declared: bool = False

    @classmethod
    def from_bytes(cls, content: bytes) -> SourceText:
        """UTF-16 by its mark or its zeros, what it declares, UTF-8, or Latin-1."""
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return cls(content.decode("utf-16", errors="replace"), "UTF-16")
        order = _order_of_utf16(content[:1000])
        if order:
            return cls(content.decode(order, errors="replace"), "UTF-16")
        declared = _DECLARED.match(content[:1000])
        try:
            return cls(content.decode("utf-8-sig"), "UTF-8")
        except UnicodeDecodeError:
            pass
        if declared:
            try:
                name = codecs.lookup(declared[1].decode("ascii", "replace")).name
                return cls(content.decode(name), name, declared=True)
            except (LookupError, UnicodeError, ValueError):
                pass
        return cls(content.decode("latin-1"), "Latin-1")


def _order_of_utf16(content: bytes) -> str:
    """The codec of UTF-16 without its mark, of which every other byte of code is zero; or empty."""
    first, second = content[0::2].count(0), content[1::2].count(0)
    half = len(content) // 2
    if not first and 2 * second > half:
        return "utf-16-le"
    return "utf-16-be" if not second and 2 * first > half else ""


def takes(name: str, count: int, names: Sequence[str]) -> str:
    """Say that a function takes another number of arguments than the `names` it is called with."""
    arguments = "1 argument" if count == 1 else f"{count} arguments"
    return f"{name} takes {arguments}; it is called with {len(names)}: {', '.join(names)}."
