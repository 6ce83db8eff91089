"""Which of a student's folders is graded, in which language, and which attempt."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from .findings import SourceText
from .looked_for import LookedFor, Wanted
from .material import Material
from .names import SUFFIXES, plain, suffix
from .sources import SOURCES

__all__ = ["SETTINGS", "Choice", "attempt_number", "choose"]

Content = TypeVar("Content")

_ATTEMPT = re.compile(
    r"(?:(?:attempt|version|submission|try|trial|versuch|abgabe|intento|tentative|rev|v)"
    r"[ _-]*)?(\d{1,3})(?:[ _-]*late)?",
    re.IGNORECASE,
)
_STARTER = re.compile(r"starter|skeleton|template|given|original|handout|vorlage", re.IGNORECASE)
_BESIDE = re.compile(r"setup\.py|conftest\.py|__init__\.py|test_.*\.py|.*_test\.py")
"""Files of a Python package that hold none of its functions."""
SETTINGS = "user_assignment_settings.json"
"""Submitty's: which version counts."""


@dataclass(frozen=True)
class Choice:
    """What is graded.

    Attributes
    ----------
    folders
        The folder to grade in each language, with ``/`` at its end unless it is the top.
    attempts
        The names of the student's attempts in order; empty if the files are one attempt.
    attempt
        The index of the one that counts.
    passed_over
        Folders that hold the exercise and are not graded, with the reason.
    joined
        Further folders of each language that hold other functions of the exercise.
    """

    folders: dict[str, str]
    attempts: tuple[str, ...] = ()
    attempt: int = 0
    passed_over: tuple[tuple[str, str], ...] = ()
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def files(self, language: str, contents: Mapping[str, Content]) -> dict[str, Content]:
        """What is graded of a student's files, by its name in the folder."""
        chosen: dict[str, Content] = {}
        for folder in (self.folders[language], *self.joined.get(language, ())):
            for name, content in contents.items():
                if name.startswith(folder):
                    chosen.setdefault(name[len(folder) :], content)
        return chosen

    def place(self, language: str) -> str:
        """The folder to name: that which all of them are in."""
        folders = (self.folders[language], *self.joined.get(language, ()))
        return _common(dict.fromkeys(folders)) if len(folders) > 1 else folders[0]


def choose(material: Material, looked_for: LookedFor, attempt: str | int) -> Choice:
    """The folders to grade: of several the one that holds most of the exercise beyond the starter.

    Parameters
    ----------
    material
        The student's files.
    looked_for
        By which the folder is known.
    attempt
        ``last``, ``first`` or an index.
    """
    folders = _exercise_folders(material, looked_for)
    if not folders:
        return Choice(_any_code(material))
    attempts, which, folders = _one_attempt(material, folders, attempt)
    chosen: dict[str, str] = {}
    joined: dict[str, tuple[str, ...]] = {}
    passed: list[tuple[str, str]] = []
    for language in SUFFIXES.values():
        having = {f: files[language] for f, files in folders.items() if language in files}
        if having:
            ranks = {f: _rank(f, having[f], material, looked_for, language) for f in having}
            best, *others = sorted(having, key=ranks.__getitem__)
            chosen[language] = best
            joined[language] = _complements(best, others, having)
            for other in sorted(set(others) - set(joined[language])):
                words = f"it holds the exercise in {language.title()} too"
                passed.append((_named(other), f"{words}; {_named(best)} is graded"))
    return Choice(chosen, attempts, which, tuple(passed), joined)


def _complements(
    best: str, others: Iterable[str], having: Mapping[str, Iterable[str]]
) -> tuple[str, ...]:
    """The folders that hold another function of the exercise, if each folder holds one."""
    taken = _stems(having[best])
    found = []
    for other in others if len(taken) == 1 else ():
        stems = _stems(having[other])
        if len(stems) == 1 and not (stems & taken or _STARTER.search(other)):
            found.append(other)
            taken |= stems
    return tuple(found)


def _stems(names: Iterable[str]) -> set[str]:
    return {plain(_split(name)[1].rpartition(".")[0]) for name in names}


def _named(folder: str) -> str:
    return folder.rstrip("/") or "the top folder"


Folders = dict[str, dict[str, list[str]]]
"""By folder and language, the names of the exercise's files in it."""


def _exercise_folders(material: Material, looked_for: LookedFor) -> Folders:
    known = looked_for.stems()
    found: Folders = defaultdict(lambda: defaultdict(list))
    for name in (*material.files, *material.too_large):
        folder, file = _split(name)
        language = SUFFIXES.get(suffix(file))
        if language and plain(file[: -len(suffix(file))]) in known:
            found[folder][language].append(name)
    return {folder: dict(files) for folder, files in found.items()}


def _rank(
    folder: str, files: Iterable[str], material: Material, looked_for: LookedFor, language: str
) -> tuple[object, ...]:
    """Smaller is better: files that the student wrote, then any, then the outermost folder."""
    files = list(files)
    own = [f for f in files if not _untouched(f, material, looked_for, language)]
    starter = bool(_STARTER.search(folder))
    return (-len(own) if not starter else 0, starter, -len(files), folder.count("/"), folder)


def _untouched(name: str, material: Material, looked_for: LookedFor, language: str) -> bool:
    file = name.rpartition("/")[2]
    wanted = _wanted(file, looked_for)
    if wanted is None or name not in material.files or language not in wanted.starter:
        return False
    text = SourceText.from_bytes(material.files[name]).text
    return SOURCES[language].is_untouched(text, wanted)


def _wanted(file: str, looked_for: LookedFor) -> Wanted | None:
    return next((w for w in looked_for.functions if w.file == file.rpartition(".")[0]), None)


def _one_attempt(
    material: Material, folders: Folders, asked: str | int
) -> tuple[tuple[str, ...], int, Folders]:
    """The names of the attempts, which one counts, and its folders."""
    common = _common(folders)
    first = {folder[len(common) :].partition("/")[0] for folder in folders}
    if not all(map(attempt_number, first)):
        return (), 0, folders
    names = sorted(first, key=lambda name: (attempt_number(name), len(name), name))
    if isinstance(asked, int):
        which = min(asked, len(names) - 1)
    else:
        which = 0 if asked == "first" else len(names) - 1
        active = _active_version(material.files.get(common + SETTINGS))
        if asked == "last" and active in names:
            which = names.index(active)
    start = f"{common}{names[which]}/"
    kept = {folder: files for folder, files in folders.items() if folder.startswith(start)}
    return tuple(names), which, kept


def attempt_number(name: str) -> int:
    """The number of the attempt that a folder of that name holds; 0 if it is none."""
    match = _ATTEMPT.fullmatch(name)
    return int(match[1]) if match else 0


def _active_version(content: bytes | None) -> str:
    try:
        return str(json.loads(content or b"{}")["active_version"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""


def _common(folders: Mapping[str, object]) -> str:
    """The path that all folders share; without the last folder's own name."""
    ways = [folder.split("/")[:-1] for folder in folders]
    common: list[str] = []
    for parts in zip(*ways, strict=False):
        if len(set(parts)) > 1 or (len(ways) == 1 and attempt_number(parts[0])):
            break
        common.append(parts[0])
    return "".join(f"{part}/" for part in common)


def _any_code(material: Material) -> dict[str, str]:
    """Without a file of the exercise: the languages of the outermost folder that holds code."""
    code: dict[str, set[str]] = defaultdict(set)
    names = [name for name in (*material.files, *material.too_large) if suffix(name) in SUFFIXES]
    for name in [n for n in names if not _BESIDE.fullmatch(_split(n)[1])] or names:
        code[_split(name)[0]].add(SUFFIXES[suffix(name)])
    outermost = min((folder.count("/") for folder in code), default=0)
    folders = [folder for folder in code if folder.count("/") == outermost]
    if len(folders) != 1:
        return {}
    folder = folders[0]
    while folder and f"{folder}__init__.py" in material.files:  # it is imported from outside
        folder = _split(folder.rstrip("/"))[0]
    return {language: folder for language in SUFFIXES.values() if language in code[folders[0]]}


def _split(name: str) -> tuple[str, str]:
    folder, slash, file = name.rpartition("/")
    return folder + slash, file
