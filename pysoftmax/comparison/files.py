"""File arguments: a case holds the bytes, which are in a folder only during the call."""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pysoftmax.comparison.case import Case
from pysoftmax.leftovers import TemporaryFolder

__all__ = ["FileContent", "files_in_place"]


@dataclass(frozen=True)
class FileContent:
    """An argument that is a file's name: the file's content and its name."""

    name: str
    content: bytes

    def __repr__(self) -> str:
        return f"{self.name!r} of {len(self.content)} bytes"


@contextlib.contextmanager
def files_in_place(cases: Sequence[Case]) -> Iterator[list[Case]]:
    """Yield the cases with every `FileContent` replaced by the path of a temporary file."""
    with contextlib.ExitStack() as stack:
        folder: Path | None = None
        placed = []
        for number, case in enumerate(cases):
            if any(isinstance(argument, FileContent) for argument in case.args):
                if folder is None:
                    temporary = tempfile.TemporaryDirectory(dir=_folder(os.getpid()))
                    folder = Path(stack.enter_context(temporary))
                case = _placed(case, folder / str(number))
            placed.append(case)
        yield placed


@functools.cache
def _folder(process: int) -> Path:
    """Return the folder of all files of this process (by its number), removed at its end.

    One for each call would cost more than the call.
    """
    folder = TemporaryFolder("pysoftmax-files-")
    atexit.register(folder.close)
    return folder.path


def _placed(case: Case, folder: Path) -> Case:
    folder.mkdir()
    args = []
    for argument in case.args:
        if isinstance(argument, FileContent):
            path = folder / argument.name
            path.write_bytes(argument.content)
            argument = str(path)
        args.append(argument)
    return replace(case, args=tuple(args))
