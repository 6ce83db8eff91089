"""Read one student's files, or list a class's archive, as the grader asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple
from io import BytesIO
from typing import IO, Any

from .archives import (
    ARCHIVE_BYTES,
    UNPACKED_BYTES,
    Budget,
    Member,
    RejectedError,
    index,
    read_member,
)
from .choose import Choice, choose
from .findings import SOURCE_BYTES, Finding, SourceText
from .look import look
from .looked_for import LookedFor
from .material import NOTEBOOK_BYTES, Material
from .names import NOTEBOOK, SUFFIXES, is_archive, is_source, suffix
from .sources import SOURCES
from .tokens import fingerprint

__all__ = ["MOST_SHOWN", "Collector", "list_archive", "read_files"]

OPEN_ARCHIVES = 64
MOST_SHOWN = 200
"""Entries of a list that are sent; the rest is counted."""


def list_archive(archive: IO[bytes], spool: IO[bytes]) -> dict[str, Any]:
    """The files of a class's archive."""
    try:
        members, left = index(archive, spool)
    except RejectedError as error:
        return {"reason": str(error)}
    return {"members": [astuple(member) for member in members], "left_out": _few(left)}


class Collector:
    """Takes a student's files as they come, without looking into them, and gives the reply."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, IO[bytes] | bytes, int]] = []
        self._members: list[tuple[IO[bytes], list[Any]]] = []
        self._material = Material()
        self._read = 0
        self._whole = False

    def add(self, name: str, file: IO[bytes], size: int, *, whole: bool) -> None:
        """Add an open file. If it is `whole`, an archive stands for the student's folder.

        An archive stays open to be read later; it is closed with this object.
        """
        self._whole |= whole
        if is_archive(name) and len(self._waiting) < OPEN_ARCHIVES:
            self._waiting.append((name, file, size))
            return
        with file:
            if self._read + min(size, _read_most(name)) > UNPACKED_BYTES:
                self._material.left_out.append((name, "all files together are too large"))
                return
            content = file.read(_read_most(name))
        self._read += len(content)
        self._waiting.append((name, content, size))

    def add_members(self, archive: IO[bytes], members: list[Any], *, whole: bool) -> None:
        """Add files of a class's archive, each given as its name for the student and a member."""
        self._whole |= whole
        self._members.append((archive, members))

    def only(self, most: int) -> str:
        """The text of the only file."""
        for _, content, _ in self._waiting:
            if isinstance(content, bytes):
                return content[:most].decode("utf-8-sig", "replace")
        for archive, members in self._members:
            _, path, size, position = members[0]
            content = read_member(archive, Member(path, size, position), Budget(most))
            return content.decode("utf-8-sig", "replace")
        return ""

    def _unpack(self) -> None:
        """Look into what has been added."""
        material = self._material
        for name, content, size in self._waiting:
            if isinstance(content, bytes):
                material.add(name, content, size)
            elif self._whole:
                material.unpack(content)
            else:
                material.add(name, content.read(ARCHIVE_BYTES + 1), size)
        budget = Budget()
        for archive, members in self._members:
            for name, path, size, position in members:
                if is_source(name) and size > NOTEBOOK_BYTES:
                    material.add(name, b"", size)
                    continue
                try:
                    content = read_member(archive, Member(path, size, position), budget)
                except RejectedError as error:
                    if self._whole:
                        raise
                    material.left_out.append((name, str(error)))
                    continue
                if self._whole and is_archive(name):
                    material.unpack(BytesIO(content))
                else:
                    material.add(name, content, len(content))

    def reply(self, order: Mapping[str, Any], packs: Mapping[str, IO[bytes]]) -> dict[str, Any]:
        """Describe what was found, and write the files of each language into its pack."""
        looked_for = LookedFor.from_table(order["looked_for"])
        material = self._material
        try:
            self._unpack()
        except RejectedError as error:
            return {"reason": str(error), "left_out": _few(material.left_out)}
        material.finish([wanted.file for wanted in looked_for.functions])
        converted = _converted(material) if looked_for.converted else {}
        if order["as_is"]:
            choice = Choice({order["as_is"]: ""})
        else:
            choice = choose(material, looked_for, order["attempt"])
        material.left_out += choice.passed_over
        found = []
        for language in choice.folders:
            folder = choice.place(language)
            inner = choice.files(language, material.files)
            sizes = choice.files(language, material.too_large)
            split: dict[str, bytes] = {}
            remarks: list[Finding] = []
            if not order["as_is"]:
                names = [wanted.file for wanted in looked_for.functions]
                split, remarks = SOURCES[language].split(inner, names)
            run = {**inner, **split}
            packed = _pack(run, packs[language], order["pack_bytes"], material, folder)
            beside = [name.removeprefix(folder) for name, _ in material.left_out]
            findings = [*look(run, language, looked_for, sizes, beside), *remarks]
            findings += [f for name, f in converted.items() if name.removeprefix(folder) in inner]
            found.append(
                {
                    "language": language,
                    "folder": folder,
                    "files": packed,
                    "findings": [astuple(f) for f in findings[:MOST_SHOWN]],
                    "tokens": fingerprint(
                        inner,
                        SOURCES[language].suffix,
                        SOURCES[language].grammar,
                        looked_for.given.get(language, ()),
                    ),
                    "uses_scipy": any(b"scipy" in c for n, c in inner.items() if is_source(n)),
                }
            )
        for name, size in material.too_large.items():
            words = f"it has {size} bytes; a source may have at most {SOURCE_BYTES}"
            material.left_out.append((name, words))
        return {
            "found": found,
            "attempts": list(choice.attempts),
            "attempt": choice.attempt,
            "left_out": _few(material.left_out),
            "reason": "" if found else _nothing(material, looked_for),
        }


def _converted(material: Material) -> dict[str, Finding]:
    """Convert sources in an old version of their language, and say of each what was seen."""
    said: dict[str, Finding] = {}
    languages = {sources.suffix: sources for sources in SOURCES.values() if sources.convert}
    for name, content in material.files.items():
        sources = languages.get(suffix(name))
        if sources is None or sources.convert is None or len(content) > SOURCE_BYTES:
            continue
        text = SourceText.from_bytes(content).text
        sign = sources.old_sign(text)
        if sign is None:
            continue
        try:
            material.files[name] = sources.convert(text).encode("utf-8", "replace")
        except ValueError:
            continue
        file = name.rpartition("/")[2]
        words = f"{sign.said(file)}. The file is graded as {sources.converted}."
        said[name] = Finding("converted", file, sign.line, words)
    return said


def read_files(
    files: Mapping[str, bytes],
    order: Mapping[str, Any],
    packs: Mapping[str, IO[bytes]],
) -> dict[str, Any]:
    """The reply for files that are in memory already."""
    collector = Collector()
    for name, content in files.items():
        collector.add(name, BytesIO(content), len(content), whole=len(files) == 1)
    return collector.reply(order, packs)


def _read_most(name: str) -> int:
    """How much of a file is read."""
    if suffix(name) == NOTEBOOK:
        return NOTEBOOK_BYTES + 1
    return SOURCE_BYTES + 1 if suffix(name) in SUFFIXES else UNPACKED_BYTES


def _pack(
    files: Mapping[str, bytes], pack: IO[bytes], limit: int, material: Material, folder: str
) -> list[str]:
    """Write files for the process that will run them: an index, then the contents.

    Sources come first; a file that would exceed the limit (a data set, usually) is left out.
    """
    contents: list[tuple[str, bytes]] = []
    total = 0
    for name in sorted(files, key=lambda name: (suffix(name) not in SUFFIXES, name)):
        content = _as_utf8(name, files[name])
        if total + len(content) > limit:
            material.left_out.append((folder + name, f"all files together exceed {limit} bytes"))
            continue
        total += len(content)
        contents.append((name, content))
    head = json.dumps([(name, len(content)) for name, content in contents]).encode()
    pack.write(len(head).to_bytes(8, "little") + head)
    pack.writelines(content for _, content in contents)
    pack.flush()
    return sorted(name for name, _ in contents)


def _as_utf8(name: str, content: bytes) -> bytes:
    """A source in UTF-8, which is all that Octave reads, and Python unless it declares another."""
    if suffix(name) not in SUFFIXES:
        return content
    source = SourceText.from_bytes(content)
    if SOURCES[SUFFIXES[suffix(name)]].reads(source):
        return content
    return source.text.encode("utf-8", "replace")


def _nothing(material: Material, looked_for: LookedFor) -> str:
    """Why nothing can be graded, with what was found instead."""
    files = ", ".join(sorted(wanted.file for wanted in looked_for.functions)[:8])
    reason = f"it holds no file of the exercise: none of {files} ({' or '.join(SUFFIXES)})"
    named = dict([*material.left_out, *material.documents()])
    said = [f"{name}: {why}" for name, why in list(named.items())[:3]]
    return "; ".join([reason, *said])


def _few(entries: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each entry once, and so many that the reply stays small."""
    unique = list(dict.fromkeys(entries))
    more = len(unique) - MOST_SHOWN
    return unique[:MOST_SHOWN] + ([(f"{more} more", "see the archive")] if more > 0 else [])
