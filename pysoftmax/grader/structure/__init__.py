"""A look at a submission's files before anything is run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pysoftmax.grader.adapter import Adapter
from pysoftmax.grader.structure.findings import Finding, plain, read_source
from pysoftmax.grader.structure.octave import look_at_octave
from pysoftmax.grader.structure.python import look_at_python

__all__ = ["Finding", "look"]

Language = Literal["python", "octave"]

COMPLETE = ("softmaxTrain",)
"""What the starter code leaves nothing to be filled in of, and students forget to hand in."""

SOURCE_BYTES = 1 << 20
"""Beyond this a file is no solution, and to parse it could take the grader's memory."""


def look(
    folder: Path, language: Language, adapter: Adapter, functions: Sequence[str]
) -> list[Finding]:
    """What can be said about the files of these functions without running them.

    Parameters
    ----------
    folder
        The submission's folder; only regular files at its top are read.
    language
        In which it is written.
    adapter
        The course's names.
    functions
        The exercise's functions that will be asked for.
    """
    suffix = ".py" if language == "python" else ".m"
    present = sorted(path.name for path in folder.iterdir() if path.is_file())
    whole = all(adapter.file(function) + suffix in present for function in functions)
    defined = [] if whole else _definitions(folder, present, suffix)
    found: list[Finding] = []
    for function in functions:
        file = adapter.file(function) + suffix
        if file not in present:
            found.append(_missing(function, adapter.name(function), file, present, defined))
            continue
        size = (folder / file).stat().st_size
        if size > SOURCE_BYTES:
            found.append(_too_large(file, size, function))
            continue
        source = read_source(folder / file)
        if source.encoding != "UTF-8":
            found.append(_not_utf8(file, source.encoding))
        if language == "python":
            found += look_at_python(source.text, file, function, adapter)
        else:
            found += look_at_octave(source.text, file, function, adapter, present)
    return found


def _missing(
    function: str,
    name: str,
    file: str,
    present: Sequence[str],
    defined: Sequence[tuple[str, str]],
) -> Finding:
    """The file is not there, or under another name, or what it should hold is in another file."""
    stem, suffix = file.rsplit(".", 1)
    like = [n for n in present if plain(n.rpartition(".")[0]) == plain(stem)]
    like = [n for n in like if n.lower().endswith(f".{suffix}")]
    if like:
        message = f"{like[0]} must be called {file}: capitals and underscores count."
        return Finding("wrong name", like[0], None, message, function)
    message = f"{file} is missing."
    if function in COMPLETE:
        message += " It is complete in the starter code: hand that in too."
    for other, found in defined:
        if plain(found) == plain(name):
            rename = "" if found == name else f", called {name}"
            message = (
                f"{file} is missing; {other} defines {found}: it must stand in {file}{rename}."
            )
            break
    return Finding("missing", file, None, message, function)


_DEFINITION = {
    ".py": re.compile(r"^[ \t]*def[ \t]+(\w+)", re.MULTILINE),
    ".m": re.compile(r"^[ \t]*function\b(?:[^=\n(%#]*=)?[ \t]*(\w+)", re.MULTILINE),
}


def _definitions(folder: Path, present: Sequence[str], suffix: str) -> list[tuple[str, str]]:
    """The functions that the files define, each with its file, as far as `SOURCE_BYTES` reach."""
    found, left = [], SOURCE_BYTES
    for file in present:
        size = (folder / file).stat().st_size
        if file.endswith(suffix) and size <= left:
            left -= size
            names = _DEFINITION[suffix].findall(read_source(folder / file).text)
            found += [(file, name) for name in names]
    return found


def _too_large(file: str, size: int, function: str) -> Finding:
    message = f"{file} has {size} bytes; a solution's file may have at most {SOURCE_BYTES}."
    return Finding("too large", file, None, message, function)


def _not_utf8(file: str, encoding: str) -> Finding:
    message = f"{file} is not UTF-8 and was read as {encoding}; save it as UTF-8."
    return Finding("not UTF-8", file, None, message)
