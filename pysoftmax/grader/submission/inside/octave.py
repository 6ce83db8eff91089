"""The static look at an Octave file.

Octave's own parser has the last word on syntax, when the function is called; what can be seen
without it is the function line, unbalanced brackets, and calls of functions that Octave lacks.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from .findings import Finding, takes
from .looked_for import LookedFor, Wanted
from .names import swapped

__all__ = ["is_untouched", "look_at_octave"]

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


def look_at_octave(
    text: str, file: str, wanted: Wanted, looked_for: LookedFor, present: Sequence[str]
) -> list[Finding]:
    """The findings for one function's file, among the files present beside it."""
    function = wanted.name
    code = strip_comments(text)
    if not code.strip():
        return [Finding("empty", file, None, f"{file} contains no code.", function)]
    header = _FUNCTION_LINE.match(code.lstrip())
    if header is None:
        line = _line_of(code, len(code) - len(code.lstrip()))
        message = f"{file} is a script; it must begin with `function`."
        if re.match(r"classdef\b", code.lstrip()):
            message = f"{file} defines a class; it must define the function {wanted.called}."
        return [Finding("not a function", file, line, message, function)]
    found = [*_signature(header, file, wanted), *_unbalanced(code, file)]
    found += _arguments_block(code, file)
    found += _toolbox(code, file, present, looked_for)
    if is_untouched(text, wanted):
        message = f"{function} is unchanged from the starter code."
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


def is_untouched(text: str, wanted: Wanted) -> bool:
    """Whether a file is the starter's, comments and blanks aside."""
    starter = wanted.starter.get("octave")
    return starter is not None and _bare(strip_comments(text)) == _bare_starter(starter)


def _signature(header: re.Match[str], file: str, expected: Wanted) -> Iterator[Finding]:
    names, function = expected.arguments, expected.name
    inputs = [part for part in (header["inputs"] or "").replace(",", " ").split() if part]
    outputs = [p for p in (header["outputs"] or "").strip("[]").replace(",", " ").split() if p]
    wanted = expected.outputs
    if len(inputs) < len(names) and "varargin" not in inputs:
        message = takes(header["name"], len(inputs), names)
        yield Finding("wrong signature", file, 1, message, function)
    elif len(inputs) > len(names):
        message = takes(header["name"], len(inputs), names)
        yield Finding("too many arguments", file, 1, message)  # Octave objects when one is used
    elif len(outputs) < wanted and "varargout" not in outputs:
        has = "1 output" if len(outputs) == 1 else f"{len(outputs)} outputs"
        message = f"{header['name']} has {has}; it must have {wanted}."
        yield Finding("wrong signature", file, 1, message, "" if outputs else function)
    elif words := swapped(function, inputs[: len(names)], names):
        yield Finding("parameters swapped", file, 1, words)
    elif header["name"] != expected.called:
        message = (
            f"{file} defines {header['name']}; Octave uses the name of the file. Rename the "
            "function."
        )
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


_ARGUMENTS = re.compile(r"^[ \t]*arguments[ \t]*(?:\((?:Input|Output|Repeating)\))?[ \t]*$", re.M)


def _arguments_block(code: str, file: str) -> Iterator[Finding]:
    """MATLAB's checks of arguments, which Octave cannot parse."""
    block = _ARGUMENTS.search(code)
    if block:
        line = _line_of(code, block.start())
        message = f"{file}, line {line}: Octave has no `arguments` block; remove it."
        yield Finding("syntax error", file, line, message)


def _bracket(code: str, file: str, character: str, position: int) -> Finding:
    line = _line_of(code, position)
    words = "is never closed" if character in "([{" else "does not match an open bracket"
    message = f"{file}, line {line}: `{character}` {words}."
    return Finding("unbalanced", file, line, message)


def _toolbox(
    code: str, file: str, present: Sequence[str], looked_for: LookedFor
) -> Iterator[Finding]:
    """Calls of functions that Octave lacks and that no file here defines."""
    assigned = set(re.findall(r"\b(\w+)\s*=(?!=)", code))
    for name in sorted({*looked_for.toolbox, *looked_for.elsewhere}):
        defined = re.search(rf"^[ \t]*function\b[^\n]*\b{name}\b", code, re.MULTILINE)
        if name in assigned or f"{name}.m" in present or defined:
            continue
        call = re.search(rf"(?<![\w.]){name}\s*\(", code)
        if call:
            line = _line_of(code, call.start())
            if name in looked_for.toolbox:
                message = f"Octave has no function {name}: it belongs to a MATLAB toolbox. Write "
                message += "it out, or submit the file that defines it."
            else:
                message = f"{name}.m was not submitted; submit it too."
            kind = "toolbox function" if name in looked_for.toolbox else "file not handed in"
            yield Finding(kind, file, line, f"{file}, line {line}: {message}")


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _bare(code: str) -> str:
    return "".join(code.split())


@functools.cache
def _bare_starter(starter: str) -> str:
    return _bare(strip_comments(starter))
