"""A file without a name, for what processes read of each other."""

from __future__ import annotations

import io
import os
import tempfile
import weakref

__all__ = ["UnnamedFile"]


class UnnamedFile:
    """A temporary file without a name, which is closed with the last reference to it, or before.

    Other processes read and write it through its descriptor, from the start.

    Parameters
    ----------
    content
        What it holds.
    in_memory
        Whether it is kept in memory, which is quicker, where the system can do that.

    Raises
    ------
    OSError
        If it cannot be made, or the disk is full.
    """

    def __init__(self, content: bytes = b"", *, in_memory: bool = False) -> None:
        if in_memory and hasattr(os, "memfd_create"):
            self._file = io.FileIO(os.memfd_create("pysoftmax"), "r+")
        else:
            self._file = tempfile.TemporaryFile(prefix="pysoftmax-", buffering=0)  # noqa: SIM115
        self._close = weakref.finalize(self, self._file.close)
        written = 0
        while written < len(content):
            written += os.pwrite(self.fileno(), content[written:], written)

    def __enter__(self) -> UnnamedFile:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.close()

    def fileno(self) -> int:
        """Return its descriptor.

        Raises
        ------
        ValueError
            If it is closed.
        """
        return self._file.fileno()

    @property
    def size(self) -> int:
        """The number of bytes in it."""
        return os.fstat(self.fileno()).st_size

    def read(self, count: int | None = None, place: int = 0) -> bytes:
        """Return as many bytes from a place on, fewer at the end; by default, all."""
        return os.pread(self.fileno(), self.size if count is None else count, place)

    def empty(self) -> None:
        """Remove what it holds, and write from the start again."""
        os.ftruncate(self.fileno(), 0)
        os.lseek(self.fileno(), 0, os.SEEK_SET)

    def close(self) -> None:
        """Close it; harmless if it is closed."""
        self._close()
