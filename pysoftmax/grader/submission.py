"""Find submissions: folders, archives, single files, and folders of these."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["Submission", "Unreadable", "find_submissions", "in_folder"]

Language = Literal["python", "octave"]


@dataclass(frozen=True)
class Submission:
    """One student's files in one language.

    Attributes
    ----------
    name
        The name of the folder or archive it came in.
    folder
        Where the files are.
    language
        ``python`` or ``octave``.
    files
        Their names relative to the folder, with ``/``, sorted.
    key
        SHA-256 of names and contents: the same files, wherever and whenever, have the same key.
    """

    name: str
    folder: Path
    language: Language
    files: tuple[str, ...]
    key: str


@dataclass(frozen=True)
class Unreadable:
    """What was handed in but is no submission, and why not."""

    name: str
    reason: str


def in_folder(folder: Path, name: str | None = None, language: Language = "python") -> Submission:
    """The submission that a folder holds, taken as it is."""
    files = tuple(sorted(_files(folder)))
    return Submission(name or folder.name, folder, language, files, _key(folder, files, language))


def _files(folder: Path) -> Iterator[str]:
    for where, _, names in os.walk(folder):
        for name in names:
            path = Path(where, name)
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix()


def _key(folder: Path, files: Iterable[str], language: str) -> str:
    digest = hashlib.sha256(language.encode())
    for name in files:
        content = hashlib.sha256((folder / name).read_bytes()).digest()
        digest.update(os.fsencode(name) + b"\0" + content)
    return digest.hexdigest()


def find_submissions(paths: Iterable[Path]) -> Iterator[Submission | Unreadable]:
    """The submissions at `paths`."""
    for path in paths:
        yield in_folder(path)
