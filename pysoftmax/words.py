"""Plurals and articles for the messages of the whole package."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["article", "kind", "plural"]


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
