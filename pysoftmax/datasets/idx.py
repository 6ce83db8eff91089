"""IDX, the format of MNIST's files: a big-endian header, then one byte per pixel or label.

A header is four-byte unsigned numbers: the magic number, the count, and for images the rows and
columns. It is not trusted: the file's content decides how much is read.
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from typing import TYPE_CHECKING, BinaryIO, NoReturn, cast

import numpy as np
from numpy.typing import NDArray

from pysoftmax.images import ByteImages
from pysoftmax.words import plural

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_images", "read_labels"]

IMAGES_MAGIC = 2051  # 0x803: bytes, 3 dimensions
LABELS_MAGIC = 2049  # 0x801: bytes, 1 dimension
KINDS = {IMAGES_MAGIC: "an images file", LABELS_MAGIC: "a labels file"}
GZIP_START = b"\x1f\x8b"
BEFORE_HTML = b"\xef\xbb\xbf \t\r\n"  # a byte order mark and white space
CHUNK = 1 << 20


def read_images(filename: str | PathLike[str]) -> ByteImages:
    """Return the pictures of an IDX file, plain or compressed by gzip.

    Returns
    -------
    ByteImages
        ``(rows * columns) x M``; a column is a picture read column by column.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is not an IDX images file, is cut off, or goes on after its last picture.
    """
    from pathlib import Path

    path = Path(filename)
    (count, rows, columns), content = _read(path, IMAGES_MAGIC)
    pictures = np.frombuffer(content, dtype=np.uint8).reshape(count, rows, columns)
    # The file stores a picture row by row; transposing bytes moves an eighth of the memory.
    turned = np.ascontiguousarray(pictures.transpose(0, 2, 1))
    return ByteImages(turned.reshape(count, rows * columns))


def read_labels(filename: str | PathLike[str]) -> NDArray[np.int64]:
    """Return the labels of an IDX file, plain or compressed by gzip: (M,), as stored (0 to 9).

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is not an IDX labels file, is cut off, or goes on after its last label.
    """
    from pathlib import Path

    _, content = _read(Path(filename), LABELS_MAGIC)
    return np.frombuffer(content, dtype=np.uint8).astype(np.int64)


def _read(path: Path, magic: int) -> tuple[tuple[int, ...], bytearray]:
    """Return the dimensions and the bytes that follow them."""
    with _opened(path) as stream:
        dimensions = _dimensions(path, stream, magic)
        wanted = math.prod(dimensions)
        content = _at_most(stream, wanted + 1)
    shape = " x ".join(map(str, dimensions))
    if len(content) < wanted:
        _refuse(
            path,
            f"has {plural(len(content), 'byte')} after its header, which announces"
            f" {shape} = {wanted}",
            "it is cut off: download or copy it again",
        )
    if len(content) > wanted:
        _refuse(
            path,
            f"goes on after the {shape} = {wanted} bytes that its header announces",
            "it is not one whole IDX file: download or copy it again",
        )
    return dimensions, content


def _dimensions(path: Path, stream: BinaryIO, magic: int) -> tuple[int, ...]:
    """Return the header's dimensions; how many there are is the magic number's last byte."""
    start = stream.read(4)
    found = int.from_bytes(start, "big") if len(start) == 4 else None
    if found is None:
        _refuse(
            path, f"ends after {plural(len(start), 'byte')}", "an IDX file begins with a header"
        )
    if found != magic:
        if (start + stream.read(60)).lstrip(BEFORE_HTML).startswith(b"<"):
            _refuse(
                path,
                f"is an HTML page; expected {KINDS[magic]}",
                "the server sent a web page instead: download the file again, or run"
                " pysoftmax data fetch mnist",
            )
        described = f" ({KINDS[found]})" if found in KINDS else ""
        _refuse(
            path,
            f"begins with the magic number {found}{described}",
            f"expected {magic} ({KINDS[magic]}); is it the right file?",
        )
    length = 4 * (magic & 0xFF)
    header = stream.read(length)
    if len(header) < length:
        _refuse(path, f"ends after {4 + len(header)} bytes", f"its header alone is {4 + length}")
    dimensions: tuple[int, ...] = struct.unpack(f">{length // 4}I", header)
    if 0 in dimensions:
        shape = " x ".join(map(str, dimensions))
        _refuse(path, f"announces {shape} entries", "expected at least 1 in each dimension")
    return dimensions


def _at_most(stream: BinaryIO, limit: int) -> bytearray:
    """Return the content of the stream, up to a limit.

    It is read in chunks, since ``read(limit)`` would reserve what a damaged header claims: up to
    2^96 bytes.
    """
    content = bytearray()
    while len(content) < limit:
        chunk = stream.read(min(CHUNK, limit - len(content)))
        if not chunk:
            break
        content += chunk
    return content


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, decompressed if it is gzip's by its content, whatever its name."""
    with path.open("rb") as file:
        compressed = file.read(2) == GZIP_START
        file.seek(0)
        if not compressed:
            yield file
            return
        try:
            with gzip.open(file) as stream:
                yield cast(BinaryIO, stream)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            _refuse(path, f"cannot be decompressed ({error})", "download or copy it again")


def _refuse(path: Path, what_came: str, what_to_do: str) -> NoReturn:
    raise ValueError(f"{path} {what_came}; {what_to_do}")
