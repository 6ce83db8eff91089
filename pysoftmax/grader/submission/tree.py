"""The tree at a path: a folder on disk, or the members of a class's archive."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pysoftmax.grader.submission.inside.archives import Member
from pysoftmax.grader.submission.inside.names import (
    ENVIRONMENT,
    is_archive,
    is_source,
    left_out,
    readable,
)
from pysoftmax.grader.submission.reader import FILES, PACK_BYTES, ReadingError

__all__ = ["Node", "files_below", "on_disk", "tree_of"]

DEEP = 40
SPECIAL = "it is a link or a device, not a file"


@dataclass(frozen=True)
class Node:
    """A folder, a file, or something else.

    Attributes
    ----------
    name
        Its own name.
    kind
        ``folder``, ``file`` or ``special``.
    source
        Where its content is.
    size
        Of a file, in bytes.
    """

    name: str
    kind: str
    source: Path | Member | None
    size: int = 0
    inner: dict[str, Node] = field(default_factory=dict, compare=False, repr=False)

    def children(self) -> list[Node]:
        """Return the entries of a folder by name, junk included.

        Raises
        ------
        ReadingError
            If the folder cannot be listed.
        """
        if self.kind != "folder":
            return []
        if isinstance(self.source, Path):
            try:
                found = [on_disk(path) for path in self.source.iterdir()]
            except OSError as error:
                raise ReadingError(f"the folder cannot be listed: {error.strerror}") from None
        else:
            found = list(self.inner.values())
        return sorted(found, key=lambda node: node.name)

    def is_folder(self) -> bool:
        """Return whether it is a folder."""
        return self.kind == "folder"


def on_disk(path: Path) -> Node:
    """Return what is at a path; a link is special."""
    status = path.lstat()
    kind = "special"
    if stat.S_ISDIR(status.st_mode):
        kind = "folder"
    elif stat.S_ISREG(status.st_mode):
        kind = "file"
    return Node(path.name, kind, path, status.st_size)


def tree_of(name: str, members: tuple[Member, ...]) -> Node:
    """Return the members of an archive as a folder."""
    top = Node(name, "folder", None)
    for member in members:
        *folders, file = member.name.split("/")
        here = top
        for folder in folders:
            below = here.inner.get(folder)
            if below is None or not below.is_folder():
                below = here.inner[folder] = Node(folder, "folder", None)
            here = below
        if file not in here.inner or not here.inner[file].is_folder():
            here.inner[file] = Node(file, "file", member, member.size)
    return top


def _is_data(name: str) -> bool:
    return not is_archive(name) and not is_source(name)


def files_below(
    node: Node, left: list[tuple[str, str]], prefix: str = ""
) -> Iterator[tuple[str, Path | Member]]:
    """Return the regular files below a folder, by relative path; record what is left out.

    Raises
    ------
    ReadingError
        If there are too many.
    """
    waiting = [(node, prefix, 0)]
    count = 0
    while waiting:
        folder, path, depth = waiting.pop()
        entries = folder.children()
        if depth and any(entry.name == "pyvenv.cfg" for entry in entries):
            left.append((path.rstrip("/"), ENVIRONMENT))
            continue
        for entry in entries:
            name = path + readable(entry.name)
            reason = left_out(entry.name, folder=entry.is_folder())
            if not reason and entry.kind == "special":
                reason = SPECIAL
            if not reason and entry.is_folder() and depth >= DEEP:
                reason = f"its folders are nested more than {DEEP} deep"
            if not reason and entry.size > PACK_BYTES and _is_data(entry.name):
                reason = f"it has {entry.size} bytes; at most {PACK_BYTES} are read"
            if reason:
                left.append((name, reason))
            elif entry.is_folder():
                waiting.append((entry, f"{name}/", depth + 1))
            else:
                count += 1
                if count > FILES:
                    raise ReadingError(f"it holds more than {FILES} files")
                assert entry.source is not None
                yield name, entry.source
