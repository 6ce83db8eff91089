"""A look at a submission's files before anything is run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .findings import SOURCE_BYTES, Finding, SourceText
from .looked_for import LookedFor, Wanted
from .names import instead, plain
from .sources import SOURCES, Sources

__all__ = ["look"]


def look(
    files: Mapping[str, bytes],
    language: str,
    looked_for: LookedFor,
    sizes: Mapping[str, int] = {},
    not_read: Sequence[str] = (),
) -> list[Finding]:
    """What can be said about the files of the functions without running them.

    Parameters
    ----------
    files
        The submission's files by name; those in its folders have a ``/``.
    language
        In which it is written.
    looked_for
        The functions that will be called.
    sizes
        The sizes in bytes of sources that are too large to be in `files`.
    not_read
        The names of what is beside them and is of a kind that is not read.
    """
    sources = SOURCES[language]
    top = {name: content for name, content in files.items() if "/" not in name}
    present = sorted({*top, *(name for name in sizes if "/" not in name)})
    whole = all(wanted.file + sources.suffix in present for wanted in looked_for.functions)
    defined = [] if whole else _definitions(top, sources)
    found: list[Finding] = []
    for wanted in looked_for.functions:
        file = wanted.file + sources.suffix
        if file not in present:
            other = _of_another_exercise(wanted, file, top, defined)
            found.append(other or _missing(wanted, file, present, defined, not_read))
            continue
        size = sizes.get(file, len(top.get(file, b"")))
        if size > SOURCE_BYTES:
            found.append(_too_large(file, size, wanted.name))
            continue
        source = SourceText.from_bytes(top[file])
        if not sources.reads(source):
            found.append(_not_utf8(file, source.encoding))
        found += sources.look(source.text, file, wanted, looked_for, present)
    old = _in_old_versions(top, found, sources)
    return found + old + _not_parsed(top, [*found, *old], sources)


def _in_old_versions(
    files: Mapping[str, bytes], found: Sequence[Finding], sources: Sources
) -> list[Finding]:
    """What only an old version of the language knows, in files of which that is not said yet."""
    said = {one.file for one in found if one.kind in (sources.old_version, "syntax error")}
    signs = [
        (name, sources.old_sign(SourceText.from_bytes(content).text))
        for name, content in sorted(files.items())
        if name.endswith(sources.suffix) and name not in said and len(content) <= SOURCE_BYTES
    ]
    return [
        Finding(sources.old_version, name, sign.line, f"{sign.said(name)}.")
        for name, sign in signs
        if sign
    ]


def _not_parsed(
    files: Mapping[str, bytes], found: Sequence[Finding], sources: Sources
) -> list[Finding]:
    """Where the language cannot read a file of which nothing has been said yet."""
    said = {one.file for one in found}
    errors = [
        sources.error(SourceText.from_bytes(content).text, name)
        for name, content in sorted(files.items())
        if name.endswith(sources.suffix) and name not in said and len(content) <= SOURCE_BYTES
    ]
    return [error for error in errors if error]


def _of_another_exercise(
    wanted: Wanted, file: str, files: Mapping[str, bytes], defined: Sequence[tuple[str, str]]
) -> Finding | None:
    """What another exercise calls its function is there instead."""
    for other, name in defined:
        for theirs, sign, words in wanted.namesakes:
            if name != theirs or not re.search(sign, SourceText.from_bytes(files[other]).text):
                continue
            message = f"{file} is missing; {other} has {name} {words}."
            return Finding("another exercise", other, None, message, wanted.name)
    return None


def _missing(
    wanted: Wanted,
    file: str,
    present: Sequence[str],
    defined: Sequence[tuple[str, str]],
    not_read: Sequence[str],
) -> Finding:
    """The file is not there, or under another name, or what it should hold is in another file."""
    stem, suffix = file.rsplit(".", 1)
    like = [n for n in present if plain(n.rpartition(".")[0]) == plain(stem)]
    like = [n for n in like if n.lower().endswith(f".{suffix}")]
    if like:
        message = f"{like[0]} must be called {file}: capitals and underscores count."
        return Finding("wrong name", like[0], None, message, wanted.name)
    meant = _meant(file, present, not_read)
    if meant:
        return Finding("missing", file, None, meant, wanted.name)
    message = f"{file} is missing."
    if wanted.complete:
        message += " It is complete in the starter code: submit that too."
    for other, found in defined:
        if plain(found) == plain(wanted.called):
            rename = "" if found == wanted.called else f", called {wanted.called}"
            message = (
                f"{file} is missing; {other} defines {found}. {found} must be in {file}{rename}: "
                "move it there."
            )
            break
    return Finding("missing", file, None, message, wanted.name)


_COPIED = re.compile(
    r"[ _-]*(\(\d+\)|(c[oó]p(y|i[ae])|kopie|backup)([ _-]*\(?\d+\)?)?)$", re.IGNORECASE
)
"""What systems and browsers append to the name of a file that is there already."""
_SAVED = ("asv", "bak", "old", "orig", "txt", "save", "backup", "tmp")
"""Suffixes of what editors save beside a file."""


def _meant(file: str, present: Sequence[str], not_read: Sequence[str]) -> str:
    """What to do with a file that is meant to be a missing one; empty if there is none."""
    stem, suffix = file.rsplit(".", 1)
    for name in not_read:
        if plain(_COPIED.sub("", name.partition(".")[0])) == plain(stem) and instead(name):
            return f"{file} is missing; {name} cannot be graded: {instead(name)}."
    for name in present:
        head, _, tail = name.partition(".")
        if plain(_COPIED.sub("", head)) != plain(stem):
            continue
        if tail.lower() == suffix:
            return f"{name} must be called {file}: rename it."
        if tail.rstrip("~").lower() in ("", suffix) or tail.rpartition(".")[2].lower() in _SAVED:
            return f"{file} is missing; if {name} is that file, rename it to {file}."
    return ""


def _definitions(files: Mapping[str, bytes], sources: Sources) -> list[tuple[str, str]]:
    """The functions that the files define, each with its file, as far as `SOURCE_BYTES` reach."""
    found, left = [], SOURCE_BYTES
    for file, content in sorted(files.items()):
        if file.endswith(sources.suffix) and len(content) <= left:
            left -= len(content)
            names = sources.definition.findall(SourceText.from_bytes(content).text)
            found += [(file, name) for name in names]
    return found


def _too_large(file: str, size: int, function: str) -> Finding:
    message = f"{file} has {size} bytes; a solution's file may have at most {SOURCE_BYTES}."
    return Finding("too large", file, None, message, function)


def _not_utf8(file: str, encoding: str) -> Finding:
    message = f"{file} is not UTF-8 and was read as {encoding}; save it as UTF-8."
    return Finding("not UTF-8", file, None, message)
