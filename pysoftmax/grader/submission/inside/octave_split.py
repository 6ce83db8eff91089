"""Give each function of an Octave file that holds several a file of its own.

Octave finds a function by the name of its file. In a script its functions are there only once it
has run, and those below the first of a function file only within it. Each is graded as if it were
in a file of its own, with the others below it, which is how they see each other where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from .findings import SOURCE_BYTES, Finding, SourceText
from .octave import strip_comments

__all__ = ["split_octave"]

_FUNCTION = re.compile(
    r"^[ \t]*function\b(?:[^=\n(]*=)?[ \t]*(?P<name>\w+)(?=[ \t]*(?:\(|;|,|$))", re.MULTILINE
)
_WORD = re.compile(r"[\[\](){}\n]|(?<![\w.])[a-z_]\w*")
_OPENS = ("function", "if", "for", "parfor", "while", "switch", "try", "do", "unwind_protect")
_CLOSES = re.compile(
    r"end(?:function|if|for|parfor|while|switch|_try_catch|_unwind_protect)?|until"
)
_MOST_FUNCTIONS = 200


def split_octave(
    files: Mapping[str, bytes], wanted: Sequence[str]
) -> tuple[dict[str, bytes], list[Finding]]:
    """The files that are missing, made of functions that other files define, and what to say.

    Parameters
    ----------
    files
        The submission's, by name; those in folders are not looked at.
    wanted
        The names of functions that should have files of their own.

    Returns
    -------
    tuple
        The files to add or to replace, and a remark on each file that they come from. A function
        that several files define is left alone, and so is a function's own file of another name.
    """
    lacking = [function for function in wanted if not _has_its_own(function, files)]
    if not lacking:
        return {}, []
    texts = {
        name: _text(content)
        for name, content in sorted(files.items())
        if "/" not in name and name.endswith(".m") and len(content) <= SOURCE_BYTES
    }
    parts = {name: _functions(text) for name, text in texts.items()}
    made: dict[str, bytes] = {}
    moved: dict[str, list[str]] = {}
    for function in lacking:
        homes = [name for name, found in parts.items() if function in found]
        if len(homes) != 1:
            continue
        found = parts[homes[0]]
        alone = next(iter(found)) == function and not set(found) & (set(wanted) - {function})
        if alone and _is_function_file(texts[homes[0]]):
            continue  # a file of another name, to be renamed
        others = [text for name, text in found.items() if name != function]
        made[f"{function}.m"] = "\n".join([found[function], *others, ""]).encode()
        moved.setdefault(homes[0], []).append(function)
    return made, [_remark(name, functions) for name, functions in moved.items()]


def _remark(file: str, functions: Sequence[str]) -> Finding:
    *first, last = functions
    listed = f"{', '.join(first)} and {last}" if first else last
    each = "each is graded as if it had a file of its own" if first else "it is graded all the same"
    message = (
        f"{file} defines {listed}; {each}. Octave finds a function by the name of its file: move "
        f"{'each' if first else 'it'} to a file of that name, such as {functions[0]}.m."
    )
    return Finding("several in a file", file, None, message)


def _text(content: bytes) -> str:
    return SourceText.from_bytes(content).text.replace("\r\n", "\n").replace("\r", "\n")


def _has_its_own(function: str, files: Mapping[str, bytes]) -> bool:
    """Whether a function has a file that is not a script; one that is too large has."""
    content = files.get(f"{function}.m")
    if content is None:
        return False
    return len(content) > SOURCE_BYTES or _is_function_file(_text(content))


def _is_function_file(text: str) -> bool:
    return strip_comments(text).lstrip().startswith("function")


def _functions(text: str) -> dict[str, str]:
    """Each function's text by its name; nothing if where one ends cannot be told."""
    code = strip_comments(text)
    lines, code_lines = text.split("\n"), code.split("\n")
    if len(lines) != len(code_lines):
        return {}
    starts = [(code.count("\n", 0, m.start()), m["name"]) for m in _FUNCTION.finditer(code)]
    names = [name for _, name in starts]
    if not starts or len(starts) > _MOST_FUNCTIONS or len(set(names)) < len(names):
        return {}
    ends = [start for start, _ in starts[1:]] + [len(lines)]
    spans = zip(starts, ends, strict=True)
    lengths = [_length("\n".join(code_lines[start:end])) for (start, _), end in spans]
    terminated = [length for length in lengths if length]
    if terminated and len(terminated) < len(lengths):
        return {}  # some have an end and some have not, or one is within another
    found = {}
    for (start, name), end, length in zip(starts, ends, lengths, strict=True):
        found[name] = "\n".join(lines[start : start + length if length else end])
    return found


def _length(code: str) -> int:
    """How many lines a function has with its ``end``; 0 if it has none."""
    depth = 0
    for line, word in _words(code):
        if word in _OPENS:
            depth += 1
        elif _CLOSES.fullmatch(word):
            depth -= 1
            if depth == 0:
                return line + 1
    return 0


def _words(code: str) -> Iterator[tuple[int, str]]:
    """The words outside brackets, with their lines: within them, ``end`` is an index."""
    inside, line = 0, 0
    for match in _WORD.finditer(code):
        word = match[0]
        if word == "\n":
            line += 1
        elif word in "[({":
            inside += 1
        elif word in "])}":
            inside = max(inside - 1, 0)
        elif not inside:
            yield line, word
