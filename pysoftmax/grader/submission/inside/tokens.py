"""A fingerprint of a submission's tokens, by which similar files are found.

Names, comments and layout do not count, so that a renamed variable hides nothing. What the starter
code has does not count either. The fingerprint is a choice of the hashes of short runs of tokens
(winnowing: Schleimer, Wilkerson and Aiken 2003), which any long enough common run shares.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from .findings import SOURCE_BYTES, SourceText

__all__ = ["MOST_HASHES", "OCTAVE", "PYTHON", "Grammar", "fingerprint", "runs"]

RUN = 8
"""Tokens in a run: `V = V ( V , V )` is one, and by itself no sign of anything."""
WINDOW = 5
"""Of so many runs in a row, one is chosen."""
MOST_TOKENS = 30_000
MOST_HASHES = 1500

_PYTHON = """
and as assert break class continue def del elif else except finally for from global if import in is
lambda nonlocal not or pass raise return try while with yield
"""
_OCTAVE = """
break case catch continue do else elseif end end_try_catch endfor endfunction endif endswitch
endwhile for function global if otherwise persistent return switch try until while
"""
# Lengths are limited, so that no text takes more time than its length times a constant.
_NUMBER = r"(?P<number>(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eEdD][+-]?\d+)?[jJi]?)"
_NAME = r"(?P<name>[^\W\d]\w*)"
_SPACE = r"(?P<space>\s+|\\\r?\n)"
_OTHER = r"(?P<other>\*\*=?|//=?|\.[*/^']|[=!<>~+*/@-]=|&&|\|\||.)"
_PYTHON_TOKEN = re.compile(
    rf"{_SPACE}|(?P<comment>\#[^\n]*)"
    r"|(?P<text>[rRbBuUfF]{0,2}(?:'''(?s:.{0,20000}?)'''|\"\"\"(?s:.{0,20000}?)\"\"\""
    r"|'(?:[^'\\\n]|\\.){0,500}'|\"(?:[^\"\\\n]|\\.){0,500}\"))"
    rf"|{_NUMBER}|{_NAME}|{_OTHER}"
)
_OCTAVE_TOKEN = re.compile(
    rf"{_SPACE}|(?P<comment>[%\#][^\n]*|\.\.\.[^\n]*\n)"
    rf"|(?P<text>\"(?:[^\"\\\n]|\\.){{0,500}}\")|{_NUMBER}|{_NAME}|{_OTHER}"
)
_TEXT_IN_QUOTES = re.compile(r"'(?:[^'\n]|''){0,500}'")


@dataclass(frozen=True)
class Grammar:
    """What the tokens of a language are.

    Attributes
    ----------
    token
        Matches the next token; the name of the group says of which kind it is.
    words
        Names that are words of the language.
    quote_transposes
        Whether a quote after a value is an operator.
    """

    token: re.Pattern[str]
    words: frozenset[str]
    quote_transposes: bool = False


PYTHON = Grammar(_PYTHON_TOKEN, frozenset(_PYTHON.split()))
OCTAVE = Grammar(_OCTAVE_TOKEN, frozenset(_OCTAVE.split()), quote_transposes=True)


def fingerprint(
    files: Mapping[str, bytes], suffix: str, grammar: Grammar, given: Collection[int]
) -> list[int]:
    """Return the fingerprint of the sources in a language.

    Parameters
    ----------
    files
        A submission's files, by name.
    suffix
        Which of them are sources in the language.
    grammar
        Its tokens.
    given
        The runs of the starter code.
    """
    chosen: set[int] = set()
    left = SOURCE_BYTES
    for name, content in sorted(files.items()):
        if name.endswith(suffix) and len(content) <= left:
            left -= len(content)
            chosen |= _winnowed(runs(SourceText.from_bytes(content).text, grammar))
    return sorted(chosen - set(given))[:MOST_HASHES]


def runs(text: str, grammar: Grammar) -> list[int]:
    """Return the hashes of all runs of tokens, in their order."""
    tokens = list(_tokens(text, grammar))
    return [
        zlib.crc32(" ".join(tokens[k : k + RUN]).encode("utf-8", "replace"))
        for k in range(len(tokens) - RUN + 1)
    ]


def _winnowed(hashes: list[int]) -> set[int]:
    if len(hashes) <= WINDOW:
        return set(hashes)
    return {min(hashes[k : k + WINDOW]) for k in range(len(hashes) - WINDOW + 1)}


def _tokens(text: str, grammar: Grammar) -> Iterator[str]:
    """Yield the tokens that count, at most `MOST_TOKENS`."""
    place, count, before = 0, 0, ""
    while place < len(text) and count < MOST_TOKENS:
        if grammar.quote_transposes and text[place] == "'" and not _ends_a_value(before):
            quoted = _TEXT_IN_QUOTES.match(text, place)
            if quoted:
                place, before = quoted.end(), "S"
                yield before
                continue
        match = grammar.token.match(text, place)
        if match is None:
            place += 1
            continue
        place = match.end()
        kind, word = match.lastgroup, match[0]
        if kind == "comment":
            continue
        if kind == "space":
            before = " "
            continue
        if kind == "text":
            if word.lstrip("rRbBuUfF").startswith(('"""', "'''")):
                continue  # a docstring is a comment
            word = "S"
        elif kind == "name" and word not in grammar.words:
            word = "V"
        before = word
        count += 1
        yield word


def _ends_a_value(token: str) -> bool:
    """Return whether a quote after the token is a transpose."""
    return token in ("V", ")", "]", "}", "'", ".'", "end") or token[:1].isdigit()
