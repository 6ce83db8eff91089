"""Find the owner of each entry of a class's folder, by platforms' names: see docs/layouts.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pysoftmax.grader.submission.inside.names import (
    ARCHIVES,
    NOTEBOOK,
    SUFFIXES,
    instead,
    is_archive,
    is_source,
    stem,
    suffix,
)
from pysoftmax.grader.submission.kinds import Attempt, Owner

__all__ = ["Group", "Part", "arrange", "platform"]

_MOODLE = re.compile(
    r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
)
_BLACKBOARD = re.compile(
    r"(?P<head>.+)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)", re.DOTALL
)
_CANVAS = re.compile(
    r"(?P<name>[^_]+)_(?:(?P<late>(?i:late))_)?(?P<id>\d+)_(?P<number>\d+)_(?P<file>.+)", re.DOTALL
)
_RESUBMITTED = re.compile(r"(?P<name>.+)-(?P<number>\d{1,3})(?P<suffix>\.[^.]+(?:\.[gbx]z2?)?)")
_GENERIC = re.compile(
    r"(?P<name>.+?)[ _-]+(?:(?:attempt|resubmission|resubmit|try|versuch)[ _-]*(?P<number>\d{0,3}))"
    r"?(?:[ _-]*(?P<late>late))?",
    re.IGNORECASE | re.DOTALL,
)
_TEACHERS = re.compile(
    r"(starter|skeleton|template|reference|solutions?|handout|given)([ _-]?(code|files?|repo))?"
    r"|mnist|data|datasets?|rubrics?|grades?|roster|feedback",
    re.IGNORECASE,
)
_BESIDE = frozenset(
    {
        *(".csv", ".tsv", ".xls", ".xlsx", ".txt", ".md", ".json", ".html", ".toml", ".xml"),
        *(".log", ".sqlite", ".yml", ".yaml", ".ini", ".cfg", ".sh", ".bat", ".css", ".js"),
    }
)
"""Suffixes of files in a class's folder that are not submissions: lists, notes, reports."""


@dataclass(frozen=True)
class Part:
    """An entry of the class's folder as a part of a student's attempt.

    Attributes
    ----------
    entry
        Its index among the entries.
    file
        Its name within the student's folder; empty if it is that folder, or the only file.
    """

    entry: int
    file: str = ""


@dataclass(frozen=True)
class Group:
    """A student with all attempts, the earliest first."""

    owner: Owner
    attempts: tuple[tuple[Attempt, tuple[Part, ...]], ...]


@dataclass(frozen=True)
class _Piece:
    """An entry as a platform's rule reads it."""

    key: tuple[object, ...]
    owner: Owner
    when: tuple[object, ...]
    label: str
    late: bool
    part: Part
    time: str = ""


def platform(names: Iterable[str]) -> str:
    """Return the platform that most names fit; empty if there is none."""
    names = list(names)
    for title, rule in (("Moodle", _MOODLE), ("Blackboard", _BLACKBOARD)):
        if any(rule.fullmatch(name) for name in names):
            return title
    canvas = sum(bool(_CANVAS.fullmatch(name)) for name in names)
    return "Canvas" if canvas and 2 * canvas >= len(names) else ""


def arrange(
    entries: Sequence[tuple[str, bool]],
    *,
    assignment: str = "",
    metadata: Mapping[str, Sequence[str]] | None = None,
) -> tuple[list[Group], list[tuple[int, str]]]:
    """Return the students who own a class folder's entries, and the entries without an owner.

    Parameters
    ----------
    entries
        Each entry's name, and whether it is a folder.
    assignment
        The prefix that GitHub Classroom gives every student's folder.
    metadata
        Gradescope's names, numbers, addresses and time for each folder.
    """
    used = platform(name for name, _ in entries)
    pieces: list[_Piece] = []
    left: list[tuple[int, str]] = []
    for k, (name, folder) in enumerate(entries):
        piece = _piece(k, name, folder, used, metadata, assignment)
        if isinstance(piece, str):
            left.append((k, piece))
        else:
            pieces.append(piece)
    if used == "Canvas":
        pieces, earlier = _latest_files(pieces)
        left += earlier
    grouped: dict[tuple[object, ...], list[_Piece]] = {}
    for piece in pieces:
        grouped.setdefault(piece.key, []).append(piece)
    groups = [group for same in grouped.values() for group in _groups(same)]
    return sorted(groups, key=lambda g: (g.owner.name, g.owner.id)), sorted(left)


def _piece(
    k: int,
    name: str,
    folder: bool,
    used: str,
    metadata: Mapping[str, Sequence[str]] | None,
    assignment: str,
) -> _Piece | str:
    """Return the owner of an entry, or a message if it has none."""
    if metadata is not None:
        return _gradescope(k, name, folder, metadata)
    rule = {"Moodle": _moodle, "Blackboard": _blackboard, "Canvas": _canvas}.get(used)
    found = rule(k, name, folder) if rule else None
    if found is not None:
        return found
    if folder and _TEACHERS.fullmatch(name):
        return "it is named like a teacher's folder, not like a student"
    if not folder and suffix(name) in _BESIDE:
        return f"a {suffix(name)} file is not a submission"
    if not folder and not is_archive(name) and not is_source(name) and not instead(name):
        return "it is not a submission: neither a folder, an archive nor a source file"
    if used and not folder and not is_archive(name):
        return f"it is not named as {used} names submissions"
    return _generic(k, name, folder, assignment)


def _moodle(k: int, name: str, folder: bool) -> _Piece | str | None:
    match = _MOODLE.fullmatch(name)
    if match is None:
        return None
    if match["kind"] != "file":
        return f"Moodle's {match['kind']} holds no files"
    owner = Owner(match["name"], match["id"])
    return _Piece(("Moodle", owner), owner, (), "", False, Part(k, match["file"] or ""))


def _blackboard(k: int, name: str, folder: bool) -> _Piece | str | None:
    match = _BLACKBOARD.fullmatch(name)
    if match is None:
        return None
    if match["file"] is None:
        return "it is Blackboard's note on an attempt"
    user = match["head"].rpartition("_")[2]
    when = match["when"]
    part = Part(k, match["file"])
    owner = Owner(user, user)
    return _Piece(("Blackboard", match["head"]), owner, (when,), when, False, part, when)


def _canvas(k: int, name: str, folder: bool) -> _Piece | str | None:
    match = _CANVAS.fullmatch(name)
    if match is None:
        return None
    owner = Owner(match["name"], match["id"])
    part = Part(k, match["file"])
    return _Piece(("Canvas", owner), owner, (), "", match["late"] is not None, part)


def _gradescope(
    k: int, name: str, folder: bool, metadata: Mapping[str, Sequence[str]]
) -> _Piece | str:
    if name in metadata:
        who, number, email, time = metadata[name]
        owner = Owner(who or name, number, email)
        return _Piece(("Gradescope", name), owner, (), name, False, Part(k), time)
    if folder and re.fullmatch(r"submission_\d+", name):
        return _Piece(("Gradescope", name), Owner(name), (), name, False, Part(k))
    return "it is not one of the submissions that Gradescope lists"


def _generic(k: int, name: str, folder: bool, assignment: str) -> _Piece:
    """Return a folder, an archive or a file that is a student's; marks of attempts are cut off."""
    title = name if folder else _title(name)
    part = Part(k, "" if folder else name)
    if assignment and title.startswith(assignment) and len(title) > len(assignment):
        user = title[len(assignment) :]
        return _Piece(("GitHub", user), Owner(user, user), (), "", False, part)
    match = _GENERIC.fullmatch(title)
    if match is None or (match["number"] is None and match["late"] is None):
        return _Piece(("name", title), Owner(title), (0, False), "", False, part)
    number, late = int(match["number"] or 1), match["late"] is not None
    when = (number, late)
    return _Piece(("name", match["name"]), Owner(match["name"]), when, title, late, part)


def _latest_files(pieces: list[_Piece]) -> tuple[list[_Piece], list[tuple[int, str]]]:
    """Canvas adds a number to the name of a file that is submitted again: the highest counts."""
    best: dict[tuple[object, str], tuple[int, _Piece]] = {}
    left: list[tuple[int, str]] = []
    for piece in pieces:
        file, number = piece.part.file, 0
        match = _RESUBMITTED.fullmatch(file)
        if match and match["suffix"].lower() in (*SUFFIXES, *ARCHIVES, NOTEBOOK):
            file, number = match["name"] + match["suffix"], int(match["number"])
        renamed = _Piece(
            piece.key, piece.owner, piece.when, "", piece.late, Part(piece.part.entry, file)
        )
        before = best.get((piece.key, file))
        if before is None or number > before[0]:
            best[piece.key, file] = number, renamed
        older = before[1] if before and number > before[0] else renamed if before else None
        if older is not None:
            left.append((older.part.entry, "it was submitted again later"))
    return [piece for _, piece in best.values()], left


def _groups(pieces: list[_Piece]) -> Iterable[Group]:
    """Return one student's attempts; entries that only share a name are different students."""
    if pieces[0].key[0] == "name":
        whens = [piece.when for piece in pieces]
        if len(set(whens)) < len(whens) or len(pieces) == 1:
            for piece in pieces:
                yield Group(piece.owner, ((Attempt(late=piece.late), (piece.part,)),))
            return
    attempts: dict[tuple[object, ...], list[_Piece]] = {}
    for piece in pieces:
        attempts.setdefault(piece.when, []).append(piece)
    ordered = [attempts[when] for when in sorted(attempts)]
    yield Group(
        pieces[0].owner,
        tuple(
            (
                Attempt(
                    number,
                    len(ordered),
                    same[0].label if len(ordered) > 1 else "",
                    any(piece.late for piece in same),
                    max(piece.time for piece in same),
                ),
                tuple(piece.part for piece in same),
            )
            for number, same in enumerate(ordered, start=1)
        ),
    )


def _title(name: str) -> str:
    title = stem(name)
    return title if title != name else name[: -len(suffix(name))] if suffix(name) else name
