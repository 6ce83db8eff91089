"""Unpack zip and tar archives in memory, trusting nothing that they say of themselves.

Only regular files come out, up to a number of files and of bytes that are counted as they come.
This runs under limits of memory and processor time, which stop what these counts cannot: decoders
that return a whole block at once, and headers that take an age to parse.
"""

from __future__ import annotations

import bz2
import lzma
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, Any

from .names import readable

__all__ = ["Budget", "Member", "RejectedError", "index", "read_member", "unpack"]

MEMBERS = 2000
INDEXED_MEMBERS = 50_000
UNPACKED_BYTES = 96 << 20
ARCHIVE_BYTES = 256 << 20
RATIO = 250
"""How many times its own size an archive may unpack to. Source code compresses 3 to 10 times, a
picture of zeros 1000 times."""
ALWAYS_BYTES = 4 << 20
"""The ratio is ignored below this: a small file of zeros does no harm."""
FOLDERS_DEEP = 40
CHUNK = 1 << 16
SPOOLED_BYTES = 1 << 30
"""The most that the archive of a whole class may decompress to."""

_LINK_OR_DEVICE = "it is a link or a device, not a file"


class RejectedError(ValueError):
    """The archive is damaged, encrypted, or made to do harm; the message says which."""


class Budget:
    """What is left of the bytes and files that a submission may unpack to."""

    def __init__(self, bytes_left: int = UNPACKED_BYTES, files_left: int | None = None) -> None:
        self.bytes_left = bytes_left
        self._files = MEMBERS if files_left is None else files_left
        self._files_left = self._files

    def count(self) -> None:
        """Spend one file."""
        self._files_left -= 1
        if self._files_left < 0:
            raise RejectedError(f"it holds more than {self._files} files")

    def spend(self, count: int) -> None:
        """Spend bytes."""
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise RejectedError("it unpacks to far more than a solution needs")


@dataclass(frozen=True)
class Member:
    """A file of an archive, not read yet.

    Attributes
    ----------
    name
        Its path within the archive, with ``/``, below the archive's top.
    size
        Its size as the archive states it.
    position
        Where `read_member` finds it: its number in a zip, its offset in a tar.
    """

    name: str
    size: int
    position: int


def unpack(archive: IO[bytes], budget: Budget) -> Iterator[tuple[str, bytes | str]]:
    """The files of an archive, each as a name and its content, or as why it is left out.

    Raises
    ------
    RejectedError
        If it cannot be read, or should not be.
    """
    size = archive.seek(0, 2)
    archive.seek(0)
    if size > ARCHIVE_BYTES:
        raise RejectedError(f"it has {size} bytes; at most {ARCHIVE_BYTES} are read")
    own = Budget(min(budget.bytes_left, max(ALWAYS_BYTES, RATIO * size)))
    with _damage_is_rejection():
        if _is_zip(archive):
            members = _zip_members(archive, own)
        else:
            members = _tar_members(_decompressed(archive, own.bytes_left), own)
        for name, content in members:
            if isinstance(content, bytes):
                budget.count()
                budget.spend(len(content))
            yield name, content


def index(archive: IO[bytes], spool: IO[bytes]) -> tuple[list[Member], list[tuple[str, str]]]:
    """List the files of a whole class's archive, and what is left out with the reasons.

    A compressed tar is decompressed into `spool`, since it cannot be read member by member.
    """
    with _damage_is_rejection():
        if _is_zip(archive):
            return _zip_index(archive)
        archive.seek(0)
        return _tar_index(_spooled(archive, spool))


def read_member(archive: IO[bytes], member: Member, budget: Budget) -> bytes:
    """The content of a member that `index` listed."""
    budget.count()
    with _damage_is_rejection():
        if not _is_zip(archive):
            budget.spend(member.size)
            archive.seek(member.position)
            return archive.read(member.size)
        with zipfile.ZipFile(archive) as opened:
            return _content(opened, opened.infolist()[member.position], budget)


class _damage_is_rejection:  # noqa: N801 - reads as a clause of `with`
    """Turns every exception by which a library reports a broken archive into a rejection."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is None or isinstance(error, RejectedError):
            return
        if isinstance(error, RecursionError):
            raise RejectedError("it is nested too deep") from error
        if isinstance(error, RuntimeError) and not isinstance(error, NotImplementedError):
            raise RejectedError("it is encrypted; submit it without a password") from error
        if isinstance(error, _DAMAGED):
            raise RejectedError(f"it is damaged: {error}") from error


_DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, OverflowError),
    *(ValueError, OSError, EOFError, NotImplementedError, LookupError, TypeError, AttributeError),
)
"""The last three are what zipfile and tarfile let escape for broken headers."""


def _is_zip(archive: IO[bytes]) -> bool:
    archive.seek(0)
    start = archive.read(tarfile.BLOCKSIZE)
    archive.seek(0)
    if start[:2] == b"PK":
        return True
    if start.startswith(_COMPRESSED) or start[257:262] == b"ustar":
        return False  # the last file of a tar may be a zip, which `is_zipfile` would find
    return zipfile.is_zipfile(archive)


_COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zX")


# ---- zip


def _zip_members(archive: IO[bytes], budget: Budget) -> Iterator[tuple[str, bytes | str]]:
    with zipfile.ZipFile(archive) as opened:
        if len(opened.infolist()) > 2 * MEMBERS:  # folders are members too
            raise RejectedError(f"it holds more than {MEMBERS} files")
        for info in opened.infolist():
            name = _inner(_zip_name(info))
            reason = _unfit(info, name)
            if reason:
                yield name or "(a file without a name)", reason
            elif name:
                budget.count()
                yield name, _content(opened, info, budget)


def _zip_index(archive: IO[bytes]) -> tuple[list[Member], list[tuple[str, str]]]:
    members: list[Member] = []
    left: list[tuple[str, str]] = []
    with zipfile.ZipFile(archive) as opened:
        infos = opened.infolist()
        if len(infos) > INDEXED_MEMBERS:
            raise RejectedError(f"it holds more than {INDEXED_MEMBERS} files")
        for position, info in enumerate(infos):
            try:
                name = _inner(_zip_name(info))
                reason = _unfit(info, name)
            except RejectedError as error:  # of one student's files, not of the class
                name, reason = readable(info.filename), str(error)
            if reason:
                left.append((name or "(a file without a name)", reason))
            elif name:
                members.append(Member(name, info.file_size, position))
    return members, left


def _unfit(info: zipfile.ZipInfo, name: str) -> str:
    """Why a member is left out; empty for files, and for folders, which have no name here."""
    kind = info.external_attr >> 28  # the file type of Unix, 0 if the archive has none
    if info.filename.endswith("/"):
        return ""
    if not name:
        return "it has no name"
    return "" if kind in (0, 8) else _LINK_OR_DEVICE


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    parts = []
    with archive.open(info) as content:
        while part := content.read(CHUNK):
            budget.spend(len(part))
            parts.append(part)
    return b"".join(parts)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The member's name in the encoding of the system that wrote it.

    macOS writes UTF-8 without saying so; Windows its DOS code page, or the one of its windows.
    The first encoding in which the name is made of letters is taken.
    """
    name = info.filename.replace("\\", "/")
    if info.flag_bits & 0x800 or name.isascii():
        return name
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "cp437", "cp850", "cp1252", "cp866", "gbk", "cp932"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or all(map(_is_letter, (c for c in text if not c.isascii()))):
            return text.partition("\0")[0].replace("\\", "/")
    return name


def _is_letter(character: str) -> bool:
    """Whether a letter is likely in a name: cp437 has Greek letters, which are signs there."""
    kind = unicodedata.category(character)
    return kind in ("Ll", "Lu", "Lo") and not "\u0370" <= character <= "\u03ff"


# ---- tar


def _tar_members(archive: IO[bytes], budget: Budget) -> Iterator[tuple[str, bytes | str]]:
    for member in _tar_headers(archive, MEMBERS, strict=True):
        if isinstance(member, Member):
            budget.count()
            budget.spend(member.size)
            archive.seek(member.position)
            yield member.name, archive.read(member.size)
        else:
            yield member


def _tar_index(archive: IO[bytes]) -> tuple[list[Member], list[tuple[str, str]]]:
    found = list(_tar_headers(archive, INDEXED_MEMBERS, strict=False))
    members = [one for one in found if isinstance(one, Member)]
    return members, [one for one in found if isinstance(one, tuple)]


def _tar_headers(
    archive: IO[bytes], most: int, *, strict: bool
) -> Iterator[Member | tuple[str, str]]:
    """The files of a tar, in which one can seek, so that no stated size is read through.

    If it is not `strict`, a name that leads out of the archive rejects that file only.
    """
    end = archive.seek(0, 2)
    archive.seek(0)
    count = 0
    with tarfile.open(fileobj=archive, mode="r:") as opened:
        for info in opened:
            count += 1
            if count > 2 * most:
                raise RejectedError(f"it holds more than {most} files")
            try:
                name = _inner(info.name)
            except RejectedError as error:
                if strict:
                    raise
                yield readable(info.name), str(error)
                continue
            if info.isdir():
                continue
            if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE):
                yield name or "(a file without a name)", _LINK_OR_DEVICE
            elif info.sparse is not None:
                yield name or "(a file without a name)", "it is a sparse file"
            elif not name:
                yield "(a file without a name)", "it has no name"
            elif info.offset_data + info.size > end:
                raise RejectedError("it is damaged: a file is longer than the archive")
            else:
                yield Member(name, info.size, info.offset_data)


def _decompressed(archive: IO[bytes], limit: int) -> IO[bytes]:
    """A tar in memory, out of whatever it is compressed with."""
    parts: list[bytes] = []
    left = Budget(limit + CHUNK)
    for part in _parts(archive):
        left.spend(len(part))
        parts.append(part)
    return BytesIO(b"".join(parts))


def _spooled(archive: IO[bytes], spool: IO[bytes]) -> IO[bytes]:
    start = archive.read(4)
    archive.seek(0)
    if not start.startswith(_COMPRESSED):
        return archive
    left = Budget(SPOOLED_BYTES)
    for part in _parts(archive):
        left.spend(len(part))
        spool.write(part)
    spool.flush()
    return spool


def _parts(archive: IO[bytes]) -> Iterator[bytes]:
    """The decompressed content, `CHUNK` bytes at a time, however small the archive is."""
    magic = archive.read(6)
    archive.seek(0)
    start: Any
    if magic.startswith(b"\x1f\x8b"):
        start = lambda: _Inflate()  # noqa: E731
    elif magic.startswith(b"BZh"):
        start = bz2.BZ2Decompressor
    elif magic.startswith(b"\xfd7zXZ\0"):
        start = lambda: lzma.LZMADecompressor(memlimit=128 << 20)  # noqa: E731
    else:
        while part := archive.read(CHUNK):
            yield part
        return
    decoder, pending = start(), b""
    while True:
        if decoder.eof:
            pending = decoder.unused_data
            if not pending.strip(b"\0"):
                pending = archive.read(CHUNK)
            if not pending.strip(b"\0"):
                return
            decoder = start()
        elif decoder.needs_input:
            pending = archive.read(CHUNK)
            if not pending:
                raise EOFError("it ends too early")
        else:
            pending = b""
        part = decoder.decompress(pending, CHUNK)
        if part:
            yield part


class _Inflate:
    """A decoder of gzip with the interface of bz2's and lzma's."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(31)
        self._pending = b""

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def needs_input(self) -> bool:
        return not self._pending

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def decompress(self, data: bytes, most: int) -> bytes:
        part = self._decoder.decompress(self._pending + data, most)
        self._pending = self._decoder.unconsumed_tail
        return part


# ---- both


def _inner(name: str) -> str:
    """A member's path below the top of the archive: never out of it; empty for the top itself."""
    if "\0" in name:
        raise RejectedError(f"a member is named {name!r}, which leads out of the archive")
    parts = PurePosixPath(name.replace("\\", "/")).parts
    inner = [part for part in parts if part.strip("/") and not part.endswith(":")]
    if ".." in inner:
        raise RejectedError(f"a member is named {name!r}, which leads out of the archive")
    if len(inner) > FOLDERS_DEEP:
        raise RejectedError(f"its folders are nested more than {FOLDERS_DEEP} deep")
    return "/".join(map(readable, inner))
