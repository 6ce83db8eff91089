"""Plurals, articles, safe text and columns for the messages of the whole package."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

__all__ = ["aligned", "article", "kind", "plural", "seconds", "shown"]


def plural(count: int, noun: str, many: str | None = None) -> str:
    """Return a count with its noun: ``1 entry``, ``2 entries``.

    ``many`` is the plural of a noun whose plural is irregular.
    """
    if count == 1:
        return f"{count} {noun}"
    if many is None:
        stem = re.sub(r"(?<=[^aeiou])y$", "ie", noun)
        many = stem + ("es" if re.search(r"(s|x|z|ch|sh)$", stem) else "s")
    return f"{count} {many}"


def seconds(count: float) -> str:
    """Return a time with its unit: ``1 second``, ``0.5 seconds``."""
    return f"{count:g} second{'' if count == 1 else 's'}"


def article(noun: str) -> str:
    """Return a noun, or the name of a type, with its article: ``an int``, ``a str``.

    The only value of ``NoneType`` is ``None``, which takes no article.
    """
    if noun == "NoneType":
        return "None"
    # The n of "ndarray" and the u of "uint8" are read as names of letters.
    vowel = noun[:1].lower() in "aeio" or noun == "ndarray"
    return f"{'an' if vowel else 'a'} {noun}"


def kind(value: Any) -> str:
    """Return the name of a value's type with its article: ``an int``, ``None``."""
    return article(type(value).__name__)


def aligned(table: Sequence[Sequence[str]], words: Collection[str]) -> list[str]:
    """Return a table as lines, its first row the titles.

    Columns whose title is in ``words`` are flushed left; the others hold numbers.
    """
    titles = table[0]
    widths = [max(len(row[k]) for row in table) for k in range(len(titles))]
    return [
        "  ".join(
            cell.ljust(width) if title in words else cell.rjust(width)
            for title, cell, width in zip(titles, row, widths, strict=True)
        ).rstrip()
        for row in table
    ]


_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def shown(text: str) -> str:
    """Return text without characters that move the cursor or turn the direction of the text around.

    Students' names are kept as they are in results and JSON; everything else shows them like this.
    """
    return _UNSHOWABLE.sub("\ufffd", text)
