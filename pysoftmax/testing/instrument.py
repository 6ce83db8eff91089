"""A copy of a .m file whose statements record what they assign.

Every assignment is followed by a call of `pysoftmax_trace` with the function, the line, the
variable and its value. No line is added, so line numbers do not change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["instrumented"]

KEYWORDS = frozenset(
    "if elseif else while until do for parfor switch case otherwise try catch function return "  # noqa: SIM905
    "break continue end endif endwhile endfor endparfor endswitch end_try_catch endfunction "
    "unwind_protect unwind_protect_cleanup end_unwind_protect global persistent classdef".split()
)
WITH_CONDITION = ("if", "elseif", "while", "until", "switch", "case")
WORD = re.compile(r"[A-Za-z_]\w*")
BEFORE_TRANSPOSE = re.compile(r"[\w)\]}'.\"]")


@dataclass
class _Statement:
    """A statement between two places of the text, and the line that it begins on."""

    start: int
    end: int
    line: int


def instrumented(text: str) -> str:
    """Return the text of a .m file with a record after each assignment.

    Parameters
    ----------
    text
        The file's text.
    """
    insertions: list[tuple[int, str]] = []
    function = ""
    for statement in _statements(text):
        code = text[statement.start : statement.end]
        word = WORD.match(code)
        if word and word[0] == "function":
            head = code.partition("(")[0] if "=" not in code else code.partition("=")[2]
            found = WORD.search(head.replace("function", "", 1))
            function = found[0] if found else function
            continue
        names = _assigned(code)
        if names:
            records = "".join(
                f" pysoftmax_trace ('{function}', {statement.line}, '{name}', {name});"
                for name in names
            )
            insertions.append((statement.end, f";{records}"))
    pieces, last = [], 0
    for place, record in insertions:
        pieces += [text[last:place], record]
        last = place
    return "".join([*pieces, text[last:]])


def _assigned(code: str) -> list[str]:
    """Return the variables that a statement assigns, including a loop's own."""
    word = WORD.match(code)
    if word and word[0] in ("for", "parfor"):
        head = code[word.end() :].lstrip(" \t(")
        found = WORD.match(head)
        return [found[0]] if found else []
    if word and word[0] in KEYWORDS:
        return []
    left = _left_side(code)
    if left is None:
        step = re.fullmatch(r"(?:\+\+|--)?\s*([A-Za-z_]\w*)\s*(?:\+\+|--)?\s*", code)
        return [step[1]] if step and ("++" in code or "--" in code) else []
    if left.startswith("["):
        inner = _without_brackets(left.strip()[1:-1])
        return [m[0] for part in re.split(r"[,\s]+", inner) if (m := WORD.match(part))]
    found = WORD.match(left)
    return [found[0]] if found else []


def _left_side(code: str) -> str | None:
    """Return the text before a statement's own ``=``; None if it has none."""
    depth = 0
    for place, character, quoted in _characters(code):
        if quoted:
            continue
        depth += (character in "([{") - (character in ")]}")
        if character != "=" or depth:
            continue
        if code[place + 1 : place + 2] == "=" or code[place - 1 : place] in "=<>~!":
            return None
        return code[:place].rstrip(" \t+-*/^|&.")
    return None


def _without_brackets(text: str) -> str:
    """Return the text without parts in brackets and after dots: only the variables."""
    kept, depth = [], 0
    for _, character, _ in _characters(text):
        depth += character in "([{"
        if not depth:
            kept.append(character)
        depth -= character in ")]}"
    return re.sub(r"\.\w+", "", "".join(kept))


def _statements(text: str) -> Iterator[_Statement]:
    """Yield the statements; a condition and what follows it on its line are two."""
    start: int | None = None
    start_line = line = 1
    depth = 0
    comment = continued = False
    block = 0
    at_line_start = True
    for place, character, quoted in _characters(text, True):
        if at_line_start:
            whole = text[place : text.find("\n", place) % (len(text) + 1)].strip()
            block += whole in ("%{", "#{")
            in_block = block > 0
            block -= whole in ("%}", "#}") and block > 0
            at_line_start = False
        if character == "\n":
            if start is not None and not depth and not continued:
                yield from _split(text, _Statement(start, _trimmed(text, start, place), start_line))
                start = None
            line += 1
            at_line_start, comment, continued = True, False, False
            continue
        if comment or in_block:
            continue
        if not quoted and character in "%#":
            comment = True
            if start is not None and not depth and not continued:
                yield from _split(text, _Statement(start, _trimmed(text, start, place), start_line))
                start = None
            continue
        if not quoted and text.startswith("...", place) and start is not None:
            comment = continued = True
            continue
        if not quoted and not depth and character in ";,":
            if start is not None:
                yield from _split(text, _Statement(start, _trimmed(text, start, place), start_line))
                start = None
            continue
        if not quoted:
            depth += (character in "([{") - (character in ")]}")
        if start is None and not character.isspace():
            start, start_line = place, line
    if start is not None:
        yield from _split(text, _Statement(start, _trimmed(text, start, len(text)), start_line))


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _split(text: str, statement: _Statement) -> Iterator[_Statement]:
    """Split a condition in brackets from the statement after it, if there is one."""
    code = text[statement.start : statement.end]
    word = WORD.match(code)
    if word and word[0] in ("else", "try", "do", "otherwise", "unwind_protect") and code != word[0]:
        rest = code[word.end() :]
        skipped = word.end() + len(rest) - len(rest.lstrip())
        yield from _split(
            text, _Statement(statement.start + skipped, statement.end, statement.line)
        )
        return
    if not word or word[0] not in (*WITH_CONDITION, "for", "parfor"):
        yield statement
        return
    after = code[word.end() :].lstrip()
    if after.startswith("("):
        depth = 0
        begin = len(code) - len(after)
        for place, character, quoted in _characters(after):
            if not quoted:
                depth += (character in "([{") - (character in ")]}")
            if depth == 0:
                rest = after[place + 1 :]
                if re.match(r"\s*[A-Za-z_\[]", rest):
                    middle = statement.start + begin + place + 1
                    skipped = len(rest) - len(rest.lstrip())
                    yield _Statement(statement.start, middle, statement.line)
                    yield from _split(
                        text, _Statement(middle + skipped, statement.end, statement.line)
                    )
                    return
                break
    yield statement


def _characters(text: str, comments: bool = False) -> Iterator[tuple[int, str, bool]]:
    """Yield each character with its place, and whether it is within a string."""
    quote = ""
    in_comment = False
    for place, character in enumerate(text):
        if character == "\n":
            quote, in_comment = "", False
            yield place, character, False
        elif in_comment:
            yield place, character, False
        elif quote:
            yield place, character, True
            if character == quote and not (quote == '"' and _is_escaped(text, place)):
                quote = ""
        elif character == '"' or (character == "'" and not _is_transpose(text, place)):
            quote = character
            yield place, character, True
        else:
            in_comment = comments and character in "%#"
            yield place, character, False


def _is_escaped(text: str, place: int) -> bool:
    count = 0
    while place - count > 0 and text[place - count - 1] == "\\":
        count += 1
    return count % 2 == 1


def _is_transpose(text: str, place: int) -> bool:
    return place > 0 and BEFORE_TRANSPOSE.match(text[place - 1]) is not None
