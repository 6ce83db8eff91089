"""A student's files in memory: archives unpacked, notebooks turned into sources."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import IO

from .archives import Budget, RejectedError, unpack
from .findings import SOURCE_BYTES
from .names import ENVIRONMENT, HARMLESS, NOTEBOOK, instead, is_archive, is_source, left_out, suffix
from .notebooks import NotebookError, sources

__all__ = ["NESTED", "NOTEBOOK_BYTES", "Material"]

NESTED = 3
"""How many archives may lie within each other."""
LONGEST_NAME = 255
"""Bytes that a file system allows in the name of a file."""
NOTEBOOK_BYTES = 16 << 20
"""A notebook keeps its pictures, so it may be longer than a source."""


class Material:
    """The files of one student as they are collected.

    Attributes
    ----------
    files
        Contents by name, with ``/``.
    too_large
        The sizes of sources that are too large to be read.
    left_out
        What is left out, with the reasons.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.too_large: dict[str, int] = {}
        self.left_out: list[tuple[str, str]] = []
        self._budget = Budget()

    def add(self, name: str, content: bytes, size: int) -> None:
        """Add a file; of a source that is too large, `content` may be the beginning only."""
        reason = _why_left_out(name)
        if reason:
            self.left_out.append(reason)
        elif max(len(part.encode()) for part in name.split("/")) > LONGEST_NAME:
            self.left_out.append((f"{name[:60]}...", "its name is too long"))
        elif is_archive(name):
            self._unpack(name, content)
        elif is_source(name) and size > (NOTEBOOK_BYTES if _notebook(name) else SOURCE_BYTES):
            self.too_large[name] = size
        else:
            if name in self.files:
                self.left_out.append((name, "a later file has the same name"))
            self.files[name] = content

    def unpack(self, archive: IO[bytes], prefix: str = "") -> None:
        """Add the files of an archive.

        Raises
        ------
        RejectedError
            If it cannot be read, or should not be.
        """
        for name, content in unpack(archive, self._budget):
            if isinstance(content, bytes):
                self.add(prefix + name, content, len(content))
            else:
                self.left_out.append((prefix + name, content))

    def _unpack(self, name: str, content: bytes) -> None:
        if sum(map(is_archive, name.split("/"))) > NESTED:
            self.left_out.append((name, f"archives are nested more than {NESTED} deep"))
            return
        before = dict(self.files)
        try:
            self.unpack(BytesIO(content), f"{name}/")
        except RejectedError as error:
            self.files = before  # half an archive is none
            self.left_out.append((name, str(error)))

    def finish(self, functions: Sequence[str]) -> None:
        """Turn notebooks into sources, leave out environments, and note what is not read."""
        self._leave_out_environments()
        folders = {name[:k] for name in self.files for k, c in enumerate(name) if c == "/"}
        for name in folders & self.files.keys():
            del self.files[name]
            self.left_out.append((name, "a folder has the same name"))
        for name in [name for name in self.files if _notebook(name)]:
            self._turn(name, functions)
        for name in self.files:
            reason = "" if suffix(name) in HARMLESS else instead(name)
            if reason:
                self.left_out.append((name, reason))

    def documents(self) -> list[tuple[str, str]]:
        """Documents and pictures, with what to submit in their place."""
        return [(name, instead(name)) for name in self.files if suffix(name) in HARMLESS]

    def _turn(self, name: str, functions: Sequence[str]) -> None:
        folder, _, file = name.rpartition("/")
        try:
            made = sources(self.files.pop(name), file[: -len(NOTEBOOK)], functions)
        except NotebookError as error:
            self.left_out.append((name, str(error)))
            return
        if not made:
            self.left_out.append((name, "no cell of the notebook defines a function"))
        for inner, text in made.items():
            target = f"{folder}/{inner}" if folder else inner
            if target not in self.files:
                self.files[target] = text.encode("utf-8", "replace")
            elif inner[:-3] in functions:
                self.left_out.append((f"{name}, {inner[:-3]}", f"{target} is graded instead"))

    def _leave_out_environments(self) -> None:
        mark = "pyvenv.cfg"
        roots = [n[: -len(mark)] for n in self.files if n.endswith(f"/{mark}")]
        for root in roots:
            self.left_out.append((root.rstrip("/"), ENVIRONMENT))
        self.files = {n: c for n, c in self.files.items() if not n.startswith(tuple(roots))}
        self.too_large = {n: s for n, s in self.too_large.items() if not n.startswith(tuple(roots))}


def _notebook(name: str) -> bool:
    return suffix(name) == NOTEBOOK


def _why_left_out(name: str) -> tuple[str, str] | None:
    """The folder or file on the way to `name` that is left out, and why."""
    parts = name.split("/")
    for k, part in enumerate(parts, start=1):
        reason = left_out(part, folder=k < len(parts))
        if reason:
            return "/".join(parts[:k]), reason
    return None
