"""Unpack what students hand in, doubting all of it.

Only regular files are written, below one folder, up to a number of files and of bytes counted as
they come out (what an archive says of itself is not believed). Links and devices are left out.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO, Any

__all__ = ["ARCHIVES", "UnreadableArchiveError", "unpack"]

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tbz")
MEMBERS = 2000
UNPACKED_BYTES = 256 << 20
RATIO = 250
"""How many times its own size an archive may unpack to. Source code compresses 3 to 10 times, a
picture of zeros 1000 times."""
ALWAYS_BYTES = 4 << 20
"""No ratio is looked at below this: a small file of zeros is nothing to fear."""
DEPTH = 40
CHUNK = 1 << 16


class UnreadableArchiveError(ValueError):
    """The archive is damaged, encrypted, or made to do harm; the message says which."""


def unpack(archive: Path, folder: Path) -> None:
    """Unpack `archive` into the empty folder `folder`.

    Raises
    ------
    UnreadableArchiveError
        When it cannot be, or should not be. Some files may be there already.
    """
    size = archive.stat().st_size
    if size > UNPACKED_BYTES:
        raise UnreadableArchiveError(f"it has {size} bytes; at most {UNPACKED_BYTES} are read")
    budget = _Budget(min(UNPACKED_BYTES, max(ALWAYS_BYTES, RATIO * size)))
    try:
        with ExitStack() as stack:
            for name, content in _members(archive, budget, stack):
                budget.count()
                _write(content, _target(folder, name), budget)
    except UnreadableArchiveError:
        raise
    except RuntimeError as error:  # zipfile's way to say so
        raise UnreadableArchiveError(f"it is encrypted: {error}") from error
    except (*_DAMAGED, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise UnreadableArchiveError(f"it is damaged: {error}") from error


_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, OverflowError)


class _Budget:
    """What is left of the bytes and files that an archive may unpack to."""

    def __init__(self, bytes_left: int) -> None:
        self.bytes_left = bytes_left
        self._members_left = MEMBERS

    def count(self) -> None:
        self._members_left -= 1
        if self._members_left < 0:
            raise UnreadableArchiveError(f"it holds more than {MEMBERS} files")

    def spend(self, count: int) -> None:
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise UnreadableArchiveError("it unpacks to far more than a solution needs")


def _members(archive: Path, budget: _Budget, stack: ExitStack) -> Iterator[tuple[str, IO[bytes]]]:
    if archive.suffix.lower() == ".zip":
        yield from _zip_members(stack.enter_context(zipfile.ZipFile(archive)))
    else:
        yield from _tar_members(archive, budget, stack)


def _zip_members(archive: zipfile.ZipFile) -> Iterator[tuple[str, IO[bytes]]]:
    if len(archive.infolist()) > 2 * MEMBERS:  # folders are members too
        raise UnreadableArchiveError(f"it holds more than {MEMBERS} files")
    for info in archive.infolist():
        kind = info.external_attr >> 28  # the file type of Unix, 0 where the archive has none
        if not info.is_dir() and kind in (0, 8):
            with archive.open(info) as content:
                yield info.filename, content


def _tar_members(
    archive: Path, budget: _Budget, stack: ExitStack
) -> Iterator[tuple[str, IO[bytes]]]:
    raw = stack.enter_context(archive.open("rb"))
    stream = _Metered(_decompressed(raw), budget)
    # As a stream, so that no header, however large, is read past the meter.
    source: Any = stream
    opened = stack.enter_context(tarfile.open(fileobj=source, mode="r|"))  # noqa: SIM115 - the stack closes it
    for info in opened:
        content = opened.extractfile(info) if info.isreg() else None
        if content is not None:
            yield info.name, content


def _decompressed(raw: IO[bytes]) -> IO[bytes]:
    magic = raw.read(6)
    raw.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=raw)  # type: ignore[return-value]
    if magic.startswith(b"BZh"):
        return bz2.BZ2File(raw)
    if magic.startswith(b"\xfd7zXZ\0"):
        return lzma.LZMAFile(raw)
    return raw


class _Metered:
    """A stream that counts what is read from it, headers and skipped members included."""

    def __init__(self, stream: IO[bytes], budget: _Budget) -> None:
        self._stream = stream
        # Contents are counted once more as they are written, hence twice the budget.
        self._budget = _Budget(2 * budget.bytes_left)

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._budget.spend(len(data))
        return data


def _target(folder: Path, name: str) -> Path:
    """Where a member goes: always below `folder`."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    inner = [part for part in parts if part.strip("/") and not part.endswith(":")]
    if ".." in inner or not inner or "\0" in name:
        raise UnreadableArchiveError(f"a member is named {name!r}, which leads out of the archive")
    if len(inner) > DEPTH:
        raise UnreadableArchiveError(f"its folders are nested more than {DEPTH} deep")
    readable = [part.encode("utf-8", "replace").decode() for part in inner]
    return folder.joinpath(*readable)


def _write(content: IO[bytes], target: Path, budget: _Budget) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        while part := content.read(CHUNK):
            budget.spend(len(part))
            file.write(part)
