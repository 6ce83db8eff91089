"""The static look at an Octave file.

Octave's own parser has the last word on syntax, when the function is called; what can be seen
without it is the function line, unbalanced brackets, and calls of functions that Octave lacks.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from pysoftmax.conformance.mistakes.failures import OTHER_FILES, TOOLBOX
from pysoftmax.grader.adapter import Adapter
from pysoftmax.grader.structure.findings import Finding, read_source
from pysoftmax.resources import folder

__all__ = ["look_at_octave"]

_FUNCTION_LINE = re.compile(
    r"function\s*(?:(?P<outputs>\[[^\]]*\]|\w+)\s*=\s*)?(?P<name>\w+)\s*(?:\((?P<inputs>[^)]*)\))?"
)
_PIECE = re.compile(
    r"""(?P<comment>[%#][^\n]*)
      | (?P<continued>\.\.\.[^\n]*\n)
      | (?P<transpose>(?<=[\w)\]}'.])')
      | (?P<single>'(?:[^'\n]|'')*')
      | (?P<double>"(?:\\.|""|[^"\\\n])*"?)""",
    re.VERBOSE,
)
"""Files may be made to keep the grader busy: no text is looked at again and again."""

OUTPUTS = {"softmaxCost": 2}
"""Functions that must have more than one output."""


def look_at_octave(
    text: str, file: str, function: str, adapter: Adapter, present: Sequence[str]
) -> list[Finding]:
    """The findings for one function's file, among the files present beside it."""
    code = strip_comments(text)
    if not code.strip():
        return [Finding("empty", file, None, f"{file} holds no code.", function)]
    header = _FUNCTION_LINE.match(code.lstrip())
    if header is None:
        line = _line_of(code, len(code) - len(code.lstrip()))
        message = f"{file} is a script; it must begin with `function`."
        return [Finding("not a function", file, line, message, function)]
    found = [*_signature(header, file, function, adapter), *_unbalanced(code, file)]
    found += _toolbox(code, file, present)
    if _bare(code) == _starter(function):
        message = f"{function} is as in the starter code: nothing has been filled in."
        found.append(Finding("untouched starter", file, None, message, function))
    return found


def strip_comments(text: str) -> str:
    """The code with comments and the contents of strings blanked out, line for line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _without_block_comments(text)

    def blank(match: re.Match[str]) -> str:
        if match["transpose"]:
            return "'"
        if match["continued"]:
            return " \n"
        return "" if match["comment"] else "''"

    return _PIECE.sub(blank, text)


def _without_block_comments(text: str) -> str:
    lines = text.split("\n")
    opened: int | None = None
    for k, line in enumerate(lines):
        mark = line.strip(" \t")
        if opened is None and mark in ("%{", "#{"):
            opened = k
        elif opened is not None and mark in ("%}", "#}"):
            lines[opened : k + 1] = [""] * (k + 1 - opened)
            opened = None
    return "\n".join(lines)


def _signature(
    header: re.Match[str], file: str, function: str, adapter: Adapter
) -> Iterator[Finding]:
    names = adapter.argument_names(function)
    inputs = [part for part in (header["inputs"] or "").replace(",", " ").split() if part]
    outputs = [p for p in (header["outputs"] or "").strip("[]").replace(",", " ").split() if p]
    wanted = OUTPUTS.get(function, 1)
    if len(inputs) < len(names) and "varargin" not in inputs:
        message = (
            f"{header['name']} takes {len(inputs)} arguments; it is called with {len(names)}: "
            f"{', '.join(names)}."
        )
        yield Finding("wrong signature", file, 1, message, function)
    elif len(inputs) > len(names):
        message = (
            f"{header['name']} takes {len(inputs)} arguments; it is called with {len(names)}: "
            f"{', '.join(names)}."
        )
        yield Finding("too many arguments", file, 1, message)  # Octave objects when one is used
    elif len(outputs) < wanted and "varargout" not in outputs:
        message = f"{header['name']} has {len(outputs)} outputs; it must have {wanted}."
        yield Finding("wrong signature", file, 1, message, "" if outputs else function)
    elif header["name"] != adapter.name(function):
        message = f"{file}: the function in it is called {header['name']}; Octave goes by the file."
        yield Finding("other name inside", file, 1, message)


def _unbalanced(code: str, file: str) -> Iterator[Finding]:
    """A bracket that is never closed, or never opened: a remark, since Octave decides."""
    pairs = {")": "(", "]": "[", "}": "{"}
    opened: list[tuple[str, int]] = []
    for position, character in enumerate(code):
        if character in "([{":
            opened.append((character, position))
        elif character in pairs:
            if not opened or opened[-1][0] != pairs[character]:
                yield _bracket(code, file, character, position)
                return
            opened.pop()
    if opened:
        yield _bracket(code, file, *opened[-1])


def _bracket(code: str, file: str, character: str, position: int) -> Finding:
    line = _line_of(code, position)
    message = f"{file}, line {line}: {character} has no counterpart."
    return Finding("unbalanced", file, line, message)


def _toolbox(code: str, file: str, present: Sequence[str]) -> Iterator[Finding]:
    """Calls of functions that Octave lacks and that no file here defines."""
    assigned = set(re.findall(r"\b(\w+)\s*=(?!=)", code))
    for name in sorted(TOOLBOX | OTHER_FILES):
        defined = re.search(rf"^[ \t]*function\b[^\n]*\b{name}\b", code, re.MULTILINE)
        if name in assigned or f"{name}.m" in present or defined:
            continue
        call = re.search(rf"(?<![\w.]){name}\s*\(", code)
        if call:
            line = _line_of(code, call.start())
            if name in TOOLBOX:
                message = f"{name} belongs to a MATLAB toolbox; Octave lacks it. Write it out, or "
                message += "hand in the file that defines it."
            else:
                message = f"{name}.m is not among the files handed in."
            kind = "toolbox function" if name in TOOLBOX else "file not handed in"
            yield Finding(kind, file, line, f"{file}, line {line}: {message}")


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _bare(code: str) -> str:
    return "".join(code.split())


@functools.cache
def _starter(function: str) -> str | None:
    """The starter's code, if it leaves something to be filled in."""
    path = folder("starter_code") / "octave" / f"{function}.m"
    if not path.is_file():
        return None
    text = read_source(path).text
    return _bare(strip_comments(text)) if "YOUR CODE" in text.upper() else None
