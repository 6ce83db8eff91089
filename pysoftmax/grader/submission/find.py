"""Find a class's submissions: the owner of each file, by its name; then the reader reads them."""

from __future__ import annotations

import errno
import os
import traceback
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pysoftmax.grader.submission import layouts
from pysoftmax.grader.submission.inside.archives import Member
from pysoftmax.grader.submission.inside.choose import SETTINGS, attempt_number
from pysoftmax.grader.submission.inside.gradescope import METADATA
from pysoftmax.grader.submission.inside.looked_for import LookedFor
from pysoftmax.grader.submission.inside.names import (
    SUBMIT,
    instead,
    is_archive,
    is_source,
    left_out,
    plain,
    readable,
    stem,
    suffix,
)
from pysoftmax.grader.submission.kinds import (
    Attempt,
    Found,
    LeftOut,
    Owner,
    Submission,
    SurroundingsError,
    Unreadable,
)
from pysoftmax.grader.submission.reader import Archive, Reader, ReaderReply, ReadingError
from pysoftmax.grader.submission.tree import SPECIAL, Node, files_below, on_disk, tree_of
from pysoftmax.languages import Language

__all__ = ["Attempts", "find_student", "find_submissions", "holds_a_class", "in_folder"]

Attempts = Literal["last", "first", "all"]

ONLY_CHILDREN = 8
"""How many nested folders with a single subfolder are skipped."""
PROBED_DEEP, PROBED_ENTRIES = 5, 500
"""How far a folder is searched for a file of the exercise."""
_REPORT = ("results.sqlite", "gradebook.csv", "report.json")
_NOT_STUDENTS = ("starter", "skeleton", "template", "solution", "reference", "old", "backup")


def find_submissions(
    paths: Iterable[str | Path],
    looked_for: LookedFor,
    *,
    reader: Reader | None = None,
    attempts: Attempts = "last",
    exclude: Collection[Path] = (),
) -> Iterator[Found]:
    """Yield the submissions at `paths`, in order of their names, each read in its turn.

    One path may be a whole class: a folder or an archive with students' folders, archives or
    files, as the platforms of docs/layouts.md export them. If there are several paths, each is one
    student's, unless all are folders of students. Everything in a student's folder or archive
    belongs to that student, however its folders are named. No submission raises an error here: what
    cannot be read is `Unreadable`, and what belongs to no student is `LeftOut`.

    Parameters
    ----------
    paths
        What to grade.
    looked_for
        The exercise's functions.
    reader
        The process that reads them; by default one is started and ended here.
    attempts
        Which of a student's attempts to grade.
    exclude
        Folders that are not looked into, such as the one for the reports.

    Raises
    ------
    SurroundingsError
        If the machine prevents the grader from reading. Earlier findings stay valid.
    """
    several = [Path(path) for path in paths]
    with _one(reader) as used:
        finder = _Finder(looked_for, used, attempts, frozenset(p.resolve() for p in exclude))
        if len(several) == 1:
            yield from finder.only(several[0])
            return
        nodes = [_given(path) for path in several]
        classes = all(node.is_folder() and finder.looks_like_classes(node) for node in nodes)
        for node in sorted(nodes, key=lambda node: node.name):
            if classes:
                yield from finder.one_of_classes(node)
            else:
                yield from finder.entries([node], node.name, "")


def holds_a_class(
    paths: Iterable[str | Path], looked_for: LookedFor, *, exclude: Collection[Path] = ()
) -> bool:
    """Return whether `paths` are a class, as opposed to students given one by one.

    The arguments are those of `find_submissions`.
    """
    several = [Path(path) for path in paths]
    with Reader() as reader:
        finder = _Finder(looked_for, reader, "last", frozenset(p.resolve() for p in exclude))
        if len(several) > 1:
            nodes = [_given(path) for path in several]
            return all(node.is_folder() and finder.looks_like_classes(node) for node in nodes)
        return finder.is_class(several[0])


def find_student(path: Path, looked_for: LookedFor) -> list[Found]:
    """Return what one student submitted at a path, however its folders are named.

    Raises
    ------
    SurroundingsError
        If the machine prevents the grader from reading.
    """
    with Reader() as reader:
        finder = _Finder(looked_for, reader, "last", frozenset())
        node = on_disk(path.resolve())
        return list(finder.student(node))


def in_folder(
    folder: Path,
    language: Language,
    looked_for: LookedFor,
    name: str | None = None,
    *,
    reader: Reader | None = None,
) -> Submission:
    """Return the submission in a folder in one language, with its files unchanged.

    Parameters
    ----------
    folder, language
        Where it is, and its language.
    looked_for
        The exercise's functions.
    name
        Whose it is; by default the folder's name.
    reader
        The process that reads it; by default one is started and ended here.

    Raises
    ------
    ReadingError
        If the folder cannot be read.
    """
    left: list[tuple[str, str]] = []
    with _one(reader) as used:
        files = files_below(on_disk(folder.resolve()), left)
        reply = used.read(files, looked_for, as_is=language)
    if not reply.found:
        raise ReadingError(reply.reason)
    (found,) = _submissions(reply, Owner(name or _shown(folder.name)), Attempt(), "", left)
    assert isinstance(found, Submission)
    return found


@contextmanager
def _one(given: Reader | None) -> Iterator[Reader]:
    """Yield the reader that is given, or else one that ends with the ``with``."""
    if given is not None:
        yield given
        return
    with Reader() as own:
        yield own


def _given(path: Path) -> Node:
    """Return what is at one of several given paths: a link there may be a student's."""
    node = on_disk(path)
    if not node.name or node.name == "..":  # "." and the like
        node = on_disk(path.resolve())
    return node


@dataclass(frozen=True)
class _Finder:
    looked_for: LookedFor
    reader: Reader
    attempts: Attempts
    exclude: frozenset[Path]

    # ---- one path

    def only(self, path: Path) -> Iterator[Found]:
        """Return what is at the only path: a class or a student."""
        node = on_disk(path.resolve())
        if node.is_folder():
            yield from self._folder(node, _shown(node.name))
        elif node.kind == "file" and is_archive(node.name):
            yield from self._archive(path.resolve(), node)
        else:
            yield from self.entries([node], node.name, "")

    def student(self, node: Node) -> Iterator[Found]:
        """Return what is one student's."""
        name = _title(node)
        yield from self._student([node], Owner(name), Attempt(), _shown(node.name))

    def is_class(self, path: Path) -> bool:
        """Return whether the only path is a class."""
        node = on_disk(path.resolve())
        with suppress(ReadingError):
            if node.is_folder():
                return self._is_class(self._innermost(node, "")[0])
            if node.kind == "file" and is_archive(node.name):
                listing = self.reader.members(path.resolve())
                with listing.archive:
                    top = tree_of(_title(node), listing.members)
                    return self._is_class(self._innermost(top, "")[0])
        return False

    def _archive(self, path: Path, node: Node) -> Iterator[Found]:
        """Yield an archive that may hold a class."""
        try:
            listing = self.reader.members(path)
        except ReadingError as error:
            yield Unreadable(_title(node), str(error), Owner(_title(node)), trace=error.trace)
            return
        with listing.archive:
            top = tree_of(_title(node), listing.members)
            try:
                inner, name = self._innermost(top, _title(node))
                if not self._is_class(inner):
                    yield from self._student([node], Owner(name), Attempt(), node.name)
                    return
            except ReadingError as error:
                yield Unreadable(_title(node), str(error), Owner(_title(node)))
                return
            for left, reason in listing.left_out:
                yield LeftOut(left, reason)
            yield from self._beside(top, inner)
            yield from self.a_class(inner, "", listing.archive)

    def _folder(self, node: Node, name: str) -> Iterator[Found]:
        try:
            inner, name = self._innermost(node, name)
            is_class = self._is_class(inner)
        except ReadingError as error:
            yield Unreadable(name, str(error), Owner(name))
            return
        if is_class:
            yield from self._beside(node, inner)
            yield from self.a_class(inner, "")
        else:
            yield from self._student([node], Owner(name), Attempt(), _shown(node.name))

    def _innermost(self, node: Node, name: str) -> tuple[Node, str]:
        """Return the first folder below that holds more than one folder, and its name."""
        for _ in range(ONLY_CHILDREN):
            inner = self._visible(node)
            if len(inner) != 1 or not inner[0].is_folder():
                break
            node, name = inner[0], _shown(inner[0].name)
        return node, name

    def _beside(self, node: Node, inner: Node) -> Iterator[LeftOut]:
        """Return the other entries on the way from a folder to one nested in it."""
        path = ""
        while node != inner:
            entries = _children(node)
            only = next((e for e in self._visible(node) if e.is_folder()), inner)
            for entry in entries:
                if entry.name != only.name:
                    reason = left_out(entry.name, folder=entry.is_folder())
                    reason = reason or self._why_excluded(entry) or SPECIAL
                    yield LeftOut(path + _shown(entry.name), reason)
            path += f"{_shown(only.name)}/"
            node = only

    def _visible(self, node: Node) -> list[Node]:
        return [
            entry
            for entry in node.children()
            if not left_out(entry.name, folder=entry.is_folder())
            and not self._why_excluded(entry)
            and entry.kind != "special"
        ]

    # ---- classes

    def looks_like_classes(self, node: Node) -> bool:
        """Return whether one of several folders is a class's and not a student's."""
        try:
            inner, _ = self._innermost(node, "")
            entries = self._visible(inner)
            if self._exercise_among(entries):
                return False
            students = [e for e in entries if e.is_folder() or is_archive(e.name)]
            return bool(self._platform(entries)) or sum(map(self._holds, students)) >= 2
        except ReadingError:
            return False

    def one_of_classes(self, node: Node) -> Iterator[Found]:
        """Yield the students of a class that is one of several, with its name in their paths."""
        inner, _ = self._innermost(node, "")
        yield from self._beside(node, inner)
        yield from self.a_class(inner, f"{_shown(node.name)}/")

    def _is_class(self, node: Node) -> bool:
        """Return whether a folder contains students, not one student's files."""
        entries = self._visible(node)
        if self._platform(entries):
            return True
        if any(entry.name == SETTINGS for entry in entries):
            return False  # Submitty's folder of one student
        students = [e for e in entries if e.is_folder() or is_archive(e.name)]
        functions = self._exercise_among(entries)
        if not functions:
            return bool(students)
        named = [s for s in students if not plain(s.name).startswith(_NOT_STUDENTS)]
        holding = sum(self._holds(s) for s in named if not attempt_number(s.name))
        return holding >= (2 if len(functions) == 1 else 4)

    def _platform(self, entries: Sequence[Node]) -> str:
        if any(entry.name == METADATA for entry in entries):
            return "Gradescope"
        return layouts.platform(_shown(entry.name) for entry in entries)

    def _exercise_among(self, entries: Iterable[Node]) -> set[str]:
        """Return the exercise's files among the entries, by their plain stems."""
        stems = self.looked_for.stems()
        files = (e.name for e in entries if e.kind == "file" and is_source(e.name))
        return {plain(stem(name)) for name in files} & stems

    def _holds(self, node: Node) -> bool:
        """Return whether there may be a file of the exercise below.

        There may be one in an archive, or in a folder that cannot be listed, which is reported.
        """
        if not node.is_folder():
            return is_archive(node.name)
        try:
            return self._found_below(node)
        except ReadingError:
            return True

    def _found_below(self, node: Node) -> bool:
        waiting, seen = [(node, 0)], 0
        while waiting and seen < PROBED_ENTRIES:
            here, depth = waiting.pop(0)
            entries = self._visible(here)
            seen += len(entries)
            if self._exercise_among(entries) or any(is_archive(e.name) for e in entries):
                return True
            if depth < PROBED_DEEP:
                waiting += [(e, depth + 1) for e in entries if e.is_folder()]
        return False

    def a_class(self, node: Node, path: str, archive: Archive | None = None) -> Iterator[Found]:
        """Yield every student of a class's folder."""
        try:
            children = node.children()
        except ReadingError as error:
            yield Unreadable(_shown(node.name), str(error), Owner(_shown(node.name)))
            return
        yield from self.entries(children, node.name, path, archive)

    def entries(
        self,
        nodes: Sequence[Node],
        folder: str,
        path: str,
        archive: Archive | None = None,
    ) -> Iterator[Found]:
        """Yield the students to whom the entries of a folder belong."""
        kept: list[Node] = []
        for node in nodes:
            reason = left_out(node.name, folder=node.is_folder()) or self._why_excluded(node)
            if node.kind == "special" and not is_archive(node.name) and not is_source(node.name):
                reason = SPECIAL
            if reason:
                yield LeftOut(path + _shown(node.name), reason)
            else:
                kept.append(node)
        metadata = self._metadata(kept, archive)
        stray = self._stray(kept) if len(kept) > 1 else set()
        listed = [(_shown(node.name), node.is_folder()) for node in kept]
        groups, left = layouts.arrange(
            listed, assignment=_assignment(folder, kept), metadata=metadata
        )
        for k, reason in left:
            yield LeftOut(path + listed[k][0], reason)
        for group in groups:
            chosen = group.attempts
            if self.attempts != "all":
                chosen = (group.attempts[0 if self.attempts == "first" else -1],)
            for attempt, parts in chosen:
                if all(part.entry in stray for part in parts):
                    for part in parts:
                        words = "it lies beside the students' folders; whose is it?"
                        yield LeftOut(path + listed[part.entry][0], words)
                    continue
                where = path + listed[parts[0].entry][0]
                nodes_of = [
                    replace(kept[p.entry], name=p.file or kept[p.entry].name) for p in parts
                ]
                yield from self._student(nodes_of, group.owner, attempt, where, archive)

    def _stray(self, nodes: Sequence[Node]) -> set[int]:
        """Files of the exercise that lie in a class's folder itself, as indices."""
        if not any(node.is_folder() or is_archive(node.name) for node in nodes):
            return set()
        return {k for k, node in enumerate(nodes) if self._exercise_among([node])}

    def _metadata(
        self, nodes: Sequence[Node], archive: Archive | None
    ) -> dict[str, list[str]] | None:
        for node in nodes:
            if node.name == METADATA and node.source is not None:
                with suppress(ReadingError):  # then the folders' own names must do
                    return self.reader.submitters(node.source, archive)
                return {}
        return None

    def _why_excluded(self, node: Node) -> str:
        """Return whether it is a folder of reports."""
        place = node.source
        if not node.is_folder() or not isinstance(place, Path):
            return ""
        named = any(folder.name == node.name for folder in self.exclude)
        if named and place.resolve() in self.exclude:
            return "the reports are written there"
        if all(os.path.lexists(place / name) for name in _REPORT):
            return "it holds the reports of an earlier run"
        return ""

    # ---- students

    def _student(
        self,
        nodes: Sequence[Node],
        owner: Owner,
        attempt: Attempt,
        path: str,
        archive: Archive | None = None,
    ) -> Iterator[Found]:
        """Yield one student's files, at the entries of one attempt."""
        left: list[tuple[str, str]] = []
        try:
            files = list(self._files(nodes, left))
            if not files:
                reason = left[0][1] if len(nodes) == len(left) == 1 else "it holds no files"
                yield Unreadable(owner.name, reason, owner, attempt, path, tuple(left))
                return
            reply = self._read(files, archive, 0 if self.attempts == "all" else self.attempts)
            yield from _submissions(reply, owner, attempt, path, left)
            if self.attempts == "all":
                for k in range(1, len(reply.attempts)):
                    yield from _submissions(
                        self._read(files, archive, k), owner, attempt, path, left
                    )
        except ReadingError as error:
            yield Unreadable(
                owner.name, str(error), owner, attempt, path, tuple(left), trace=error.trace
            )
        except OSError as error:
            if error.errno in _SURROUNDINGS:
                words = f"submissions cannot be read: {error.strerror}"
                raise SurroundingsError(words) from error
            yield _fault(owner, attempt, path)
        except (ValueError, LookupError, TypeError, AssertionError, RecursionError):
            yield _fault(owner, attempt, path)

    def _read(
        self, files: list[tuple[str, Path | Member]], archive: Archive | None, attempt: str | int
    ) -> ReaderReply:
        return self.reader.read(files, self.looked_for, archive=archive, attempt=attempt)

    def _files(
        self, nodes: Sequence[Node], left: list[tuple[str, str]]
    ) -> Iterator[tuple[str, Path | Member]]:
        for node in nodes:
            if node.kind == "special":
                left.append((_shown(node.name), SPECIAL))
            elif node.is_folder():
                prefix = f"{_shown(node.name)}/" if len(nodes) > 1 else ""
                yield from files_below(node, left, prefix)
            elif len(nodes) == 1 and instead(node.name):
                raise ReadingError(instead(node.name))
            elif len(nodes) == 1 and not is_archive(node.name) and not is_source(node.name):
                kind = suffix(node.name) or "this"
                raise ReadingError(f"{kind} files are not accepted; {SUBMIT}, or a zip of them")
            else:
                assert node.source is not None
                yield readable(node.name), node.source


def _submissions(
    reply: ReaderReply, owner: Owner, attempt: Attempt, path: str, left: list[tuple[str, str]]
) -> Iterator[Found]:
    """Yield the submissions of a reply: one for each language."""
    if len(reply.attempts) > 1:
        label = reply.attempts[reply.attempt]
        late = attempt.late or "late" in label.lower()
        attempt = Attempt(reply.attempt + 1, len(reply.attempts), label, late, attempt.time)
    all_left = tuple(dict.fromkeys([*left, *reply.left_out]))
    if not reply.found:
        yield Unreadable(owner.name, reply.reason, owner, attempt, path, all_left)
    for one in reply.found:
        yield Submission(
            owner.name,
            one.language,
            one.files,
            one.key,
            one.pack,
            one.findings,
            one.uses_scipy,
            owner,
            attempt,
            path + (f"/{one.folder.rstrip('/')}" if one.folder else ""),
            all_left,
            one.tokens,
        )


_SURROUNDINGS = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO)


def _fault(owner: Owner, attempt: Attempt, path: str) -> Unreadable:
    """Return a submission on which the grader itself failed."""
    reason = "the grader could not read this"
    return Unreadable(owner.name, reason, owner, attempt, path, trace=traceback.format_exc())


def _assignment(folder: str, nodes: Sequence[Node]) -> str:
    """Return the prefix that GitHub Classroom gives every student's folder."""
    if folder.endswith("-submissions"):
        return folder.removesuffix("submissions")
    folders = [node for node in nodes if node.is_folder()]
    clones = [node for node in folders if any(c.name == ".git" for c in _children(node))]
    if len(folders) < 2 or len(clones) < len(folders):
        return ""
    first, last = min(n.name for n in folders), max(n.name for n in folders)
    shared = next((k for k, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    return first[: first.rfind("-", 0, shared) + 1]


def _children(node: Node) -> list[Node]:
    try:
        return node.children()
    except ReadingError:
        return []


def _title(node: Node) -> str:
    return _shown(stem(node.name))


def _shown(name: str) -> str:
    """Return a name, without bytes that are not UTF-8, which no report can contain."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
