"""Find submissions: folders, archives, single files, and folders or archives of these."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import unicodedata
import weakref
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pysoftmax.grader.archives import ARCHIVES, UnreadableArchiveError, unpack
from pysoftmax.grader.structure.findings import plain
from pysoftmax.grader.workers.inside.removal import remove_folder

__all__ = ["Language", "Submission", "Unreadable", "find_submissions", "in_folder"]

Language = Literal["python", "octave"]

SUFFIXES: dict[str, Language] = {".py": "python", ".m": "octave"}
FILES = 4000
DEPTH = 8
"""How many folders that hold nothing but one folder are passed through."""

_EXERCISE = frozenset(
    {
        "softmaxcost",
        "softmaxpredict",
        "softmaxtrain",
        "softmaxexercise",
        "computenumericalgradient",
        "checknumericalgradient",
    }
)
_JUNK = frozenset({"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini", "node_modules", "venv"})
_BESIDE = frozenset({".csv", ".txt", ".md", ".json", ".html", ".toml", ".xml", ".log", ".sqlite"})
"""What lies in a folder of submissions without being one: lists, notes, earlier reports."""


class _OwnedFolder:
    """A temporary folder that goes when nothing refers to it any more, or Python ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="pysoftmax-submission-"))
        weakref.finalize(self, remove_folder, str(self.path))


@dataclass(frozen=True)
class Submission:
    """One student's files in one language.

    Attributes
    ----------
    name
        The name of the folder, archive or file it came in.
    folder
        Where the files are. What was unpacked stays as long as the submission is referred to.
    language
        ``python`` or ``octave``. A folder that holds both is two submissions.
    files
        Their names relative to the folder, with ``/``, sorted.
    key
        SHA-256 of language, names and contents: the same files, wherever, have the same key.
    """

    name: str
    folder: Path
    language: Language
    files: tuple[str, ...]
    key: str
    _owner: _OwnedFolder | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Unreadable:
    """What was handed in but is no submission, and why not."""

    name: str
    reason: str


Found = Submission | Unreadable


def find_submissions(paths: Iterable[str | Path], files: Collection[str] = ()) -> Iterator[Found]:
    """The submissions at `paths`, in order of their names, each unpacked when it is its turn.

    A folder or archive with files of the exercise is one submission; with folders, archives or
    single files of several students, it is theirs. Never raises for what a submission is: what
    cannot be read comes as `Unreadable`.

    A submission is named as it was handed in, however deep its files lie. Only where all there is
    is one path, a folder with nothing but a folder in it, is the inner one taken for the student's.

    Parameters
    ----------
    paths
        What was handed in.
    files
        A course's own names of files, without suffix, that tell a submission as the exercise's do.
    """
    finder = _Finder(_EXERCISE | {plain(name) for name in files})
    several = [Path(path) for path in paths]
    for path in several:
        named = len(several) > 1
        yield from finder.at(path, _title(path.resolve()), may_be_class=True, named=named)


def in_folder(folder: Path, language: Language, name: str | None = None) -> Submission:
    """The submission that a folder holds in a language, its files taken as they are."""
    return _submission(folder, name or _title(folder), language, None)


@dataclass(frozen=True)
class _Finder:
    """Tells submissions by the names of their files."""

    known: frozenset[str]

    def at(
        self,
        path: Path,
        name: str,
        *,
        may_be_class: bool,
        named: bool,
        owner: _OwnedFolder | None = None,
    ) -> Iterator[Found]:
        """What lies at a path that may be anything; `named` says that its name is a student's."""
        try:
            if path.is_dir():
                yield from self._in_directory(path, name, may_be_class, named, owner)
            elif path.name.lower().endswith(ARCHIVES):
                unpacked = _OwnedFolder()
                unpack(path, unpacked.path)
                yield from self._in_directory(unpacked.path, name, may_be_class, True, unpacked)
            elif path.suffix.lower() in SUFFIXES:
                alone = _OwnedFolder()
                shutil.copyfile(path, alone.path / _readable(path.name))
                yield _submission(alone.path, name, SUFFIXES[path.suffix.lower()], alone)
            else:
                reason = f"{path.suffix or 'this'} is no kind of file that is read: hand in .py or "
                yield Unreadable(name, reason + ".m files, or a zip or tar of them")
        except RecursionError:
            yield Unreadable(name, "its folders are nested too deep")
        except (UnreadableArchiveError, OSError) as error:
            yield Unreadable(name, str(error))

    def _in_directory(
        self, folder: Path, name: str, may_be_class: bool, named: bool, owner: _OwnedFolder | None
    ) -> Iterator[Found]:
        for _ in range(DEPTH):
            inner = _entries(folder)
            if len(inner) != 1 or not inner[0].is_dir():
                break
            folder = inner[0]
            name = name if named else _title(folder)
        entries = _entries(folder)
        students = [entry for entry in entries if entry.is_dir() or _is_archive(entry)]
        if self._exercise_in(folder):
            yield from self._submissions(folder, name, owner)
        elif named and _is_one_students(folder, students):
            yield from self._in_directory(students[0], name, False, True, owner)
        elif may_be_class and students:
            for entry in entries:
                if entry.is_dir() or entry.suffix.lower() not in _BESIDE:
                    own = _title(entry)
                    yield from self.at(entry, own, may_be_class=False, named=True, owner=owner)
        elif _languages(folder):
            yield from self._submissions(folder, name, owner)
        else:
            yield from self._one_level_down(students, name, owner)

    def _one_level_down(
        self, folders: list[Path], name: str, owner: _OwnedFolder | None
    ) -> Iterator[Found]:
        """A student's folder whose files lie in folders of it, one for each language perhaps.

        Of several folders in one language the one that holds most of the exercise is taken.
        """
        chosen: dict[Language, tuple[int, Path]] = {}
        for folder in (f for f in folders if f.is_dir()):
            for language, count in self._exercise_in(folder).items():
                if count > chosen.get(language, (0, folder))[0]:
                    chosen[language] = count, folder
        for language, (_, folder) in chosen.items():
            yield _submission(folder, name, language, owner)
        if not chosen:
            yield Unreadable(name, "it holds no file of the exercise: no softmaxCost.py or .m")

    def _submissions(
        self, folder: Path, name: str, owner: _OwnedFolder | None
    ) -> Iterator[Submission]:
        for language in self._exercise_in(folder) or _languages(folder):
            yield _submission(folder, name, language, owner)

    def _exercise_in(self, folder: Path) -> dict[Language, int]:
        """How many files of the exercise a folder holds at its top, in each language."""
        files = [e for e in _entries(folder) if e.suffix.lower() in SUFFIXES]
        files = [e for e in files if plain(e.stem) in self.known]
        counts = Counter(SUFFIXES[entry.suffix.lower()] for entry in files)
        return {language: counts[language] for language in SUFFIXES.values() if counts[language]}


def _is_one_students(folder: Path, students: list[Path]) -> bool:
    """Whether all the code lies in one folder, beside a report perhaps: that is no class."""
    return len(students) == 1 and students[0].is_dir() and not _languages(folder)


def _submission(
    folder: Path, name: str, language: Language, owner: _OwnedFolder | None
) -> Submission:
    files = sorted(_files(folder))
    if any(file != _readable(file) for file in files):
        owner = _OwnedFolder()
        for file in files:
            target = owner.path / _readable(file)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / file, target)
        return _submission(owner.path, name, language, owner)
    return Submission(name, folder, language, tuple(files), _key(folder, files, language), owner)


def _files(folder: Path) -> Iterator[str]:
    """Every regular file below the folder; links are not followed, nor taken."""
    count = 0
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_junk(name))
        for name in names:
            path = Path(where, name)
            if not _is_junk(name) and stat.S_ISREG(path.lstat().st_mode):
                count += 1
                if count > FILES:
                    raise OSError(f"it holds more than {FILES} files")
                yield path.relative_to(folder).as_posix()


def _key(folder: Path, files: Iterable[str], language: str) -> str:
    digest = hashlib.sha256(language.encode())
    for name in files:
        with (folder / name).open("rb") as file:
            content = hashlib.file_digest(file, "sha256").digest()
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


def _languages(folder: Path) -> list[Language]:
    """The languages of the source files at the top of a folder."""
    found = {SUFFIXES.get(entry.suffix.lower()) for entry in _entries(folder)}
    return [language for language in SUFFIXES.values() if language in found]


def _entries(folder: Path) -> list[Path]:
    entries = (entry for entry in folder.iterdir() if not _is_junk(entry.name))
    return sorted(entry for entry in entries if not entry.is_symlink())


def _is_junk(name: str) -> bool:
    return name in _JUNK or name.startswith(".")


def _is_archive(path: Path) -> bool:
    return path.name.lower().endswith(ARCHIVES)


def _title(path: Path) -> str:
    name = path.name
    for suffix in sorted((*ARCHIVES, *SUFFIXES), key=len, reverse=True):
        if name.lower().endswith(suffix) and not path.is_dir():
            name = name[: -len(suffix)]
            break
    return _readable(name)


def _readable(name: str) -> str:
    """A name in characters that every report, and a terminal, can show.

    What stands in its place are bytes that are no UTF-8, line ends and other control characters.
    """
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join("\ufffd" if unicodedata.category(c) == "Cc" else c for c in text)
