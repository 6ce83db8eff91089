"""A look at a submission's files before anything is run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pysoftmax.grader.adapter import Adapter
from pysoftmax.grader.structure.findings import Finding, read_source
from pysoftmax.grader.structure.octave import look_at_octave
from pysoftmax.grader.structure.python import look_at_python

__all__ = ["Finding", "look"]

Language = Literal["python", "octave"]

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
    found: list[Finding] = []
    for function in functions:
        file = adapter.file(function) + suffix
        if file not in present:
            found.append(_missing(function, file, present))
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


def _missing(function: str, file: str, present: Sequence[str]) -> Finding:
    """The file is not there, or it is there under another name."""
    like = [name for name in present if _plain(name) == _plain(file)]
    if like:
        message = f"{like[0]} must be called {file}: capitals and underscores count."
        return Finding("wrong name", like[0], None, message, function)
    return Finding("missing", file, None, f"{file} is missing.", function)


def _plain(name: str) -> str:
    """A name without what people get wrong in it."""
    stem, _, suffix = name.rpartition(".")
    return "".join(c for c in stem.lower() if c.isalnum()) + "." + suffix.lower()


def _too_large(file: str, size: int, function: str) -> Finding:
    message = f"{file} has {size} bytes; a solution's file may have at most {SOURCE_BYTES}."
    return Finding("too large", file, None, message, function)


def _not_utf8(file: str, encoding: str) -> Finding:
    message = f"{file} is not UTF-8 and was read as {encoding}; save it as UTF-8."
    return Finding("not UTF-8", file, None, message)
