"""Reading IDX files: what a good one gives, and what is said of each bad one."""

from __future__ import annotations

import gzip
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pysoftmax.datasets.idx import read_images, read_labels
from pysoftmax.images import ByteImages
from pysoftmax.loadMNISTImages import loadMNISTImages
from pysoftmax.loadMNISTLabels import loadMNISTLabels

PICTURES = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4) * 10  # 2 of 3 rows x 4 columns
IMAGES = struct.pack(">4I", 2051, 2, 3, 4) + PICTURES.tobytes()
LABELS = struct.pack(">2I", 2049, 5) + bytes([5, 0, 4, 1, 9])

Write = Callable[[bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A function that writes bytes to a file and returns its path."""

    def write(content: bytes) -> Path:
        path = tmp_path / "some-idx"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_images_are_columns_read_column_by_column(write: Write, pack: Callable[..., bytes]) -> None:
    """A column holds a picture's pixels, column by column, from 0 to 1, in one piece."""
    images = loadMNISTImages(write(pack(IMAGES)))
    assert images.dtype == np.float64
    assert images.flags.f_contiguous
    expected = [[row[0] for row in picture] for picture in PICTURES / 255]
    np.testing.assert_array_equal(images[:3].T, expected)
    np.testing.assert_array_equal(
        images[:, 1].reshape((3, 4), order="F"), PICTURES[1] / 255, strict=True
    )


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_labels_come_as_stored(write: Write, pack: Callable[..., bytes]) -> None:
    """Labels keep the file's digits, in a type whose arithmetic does not wrap around."""
    labels = loadMNISTLabels(str(write(pack(LABELS))))
    assert labels.dtype == np.int64
    assert labels.tolist() == [5, 0, 4, 1, 9]


def test_images_as_bytes_stand_for_the_same_matrix(write: Write) -> None:
    """as_bytes gives a ByteImages equal to the plain matrix."""
    path = write(IMAGES)
    images = loadMNISTImages(path, as_bytes=True)
    assert isinstance(images, ByteImages)
    np.testing.assert_array_equal(images.toarray(), loadMNISTImages(path), strict=True)


IMAGES_GZ = gzip.compress(IMAGES)
BAD_IMAGES = {
    "truncated": (IMAGES[:-3], r"has 21 bytes .* 2 x 3 x 4 = 24; .*cut off"),
    "too long": (IMAGES + b"\0", r"goes on after the 2 x 3 x 4 = 24 bytes"),
    "labels instead": (LABELS, r"magic number 2049 \(a labels file\); expected 2051"),
    "some other file": (b"\x89PNG\r\n\x1a\n" + bytes(40), r"magic number 2303741511; expected"),
    "little-endian": (struct.pack("<4I", 2051, 1, 1, 1) + b"a", r"magic number .*expected 2051"),
    "empty": (b"", r"ends after 0 bytes"),
    "header cut off": (IMAGES[:9], r"ends after 9 bytes; its header alone is 16"),
    "no rows": (struct.pack(">4I", 2051, 1, 0, 4), r"announces 1 x 0 x 4 .*at least 1"),
    "gzip cut off": (IMAGES_GZ[:-12], r"cannot be decompressed .*again"),
    "gzip without its sum": (IMAGES_GZ[:-6], r"cannot be decompressed .*again"),
    "gzip with a wrong sum": (IMAGES_GZ[:-5] + b"\0" + IMAGES_GZ[-4:], r"cannot be decompressed"),
    "gzip damaged": (IMAGES_GZ[:10] + b"\x07" + IMAGES_GZ[11:], r"cannot be decompressed"),
    "gzip of too few": (gzip.compress(IMAGES[:-1]), r"has 23 bytes"),
    "gzip of too many": (gzip.compress(IMAGES + b"\0"), r"goes on after"),
}


@pytest.mark.parametrize(("content", "message"), BAD_IMAGES.values(), ids=BAD_IMAGES.keys())
def test_a_bad_images_file_says_what_is_wrong(write: Write, content: bytes, message: str) -> None:
    """Each kind of damage is named, with the file and what is allowed."""
    with pytest.raises(ValueError, match=r"some-idx .*" + message):
        loadMNISTImages(write(content))


BAD_LABELS = {
    "truncated": (LABELS[:-1], r"has 4 bytes .* 5 = 5; .*cut off"),
    "too long": (LABELS + b"\1", r"goes on after the 5 = 5 bytes"),
    "images instead": (IMAGES, r"magic number 2051 \(an images file\); expected 2049"),
    "gzip cut off": (gzip.compress(LABELS)[:-9], r"cannot be decompressed"),
}


@pytest.mark.parametrize(("content", "message"), BAD_LABELS.values(), ids=BAD_LABELS.keys())
def test_a_bad_labels_file_says_what_is_wrong(write: Write, content: bytes, message: str) -> None:
    """Each kind of damage is named, with the file and what is allowed."""
    with pytest.raises(ValueError, match=r"some-idx .*" + message):
        loadMNISTLabels(write(content))


@pytest.mark.parametrize("load", [loadMNISTImages, loadMNISTLabels])
def test_a_missing_file_is_named(tmp_path: Path, load: Callable[..., Any]) -> None:
    """A file that is not there is Python's own FileNotFoundError."""
    with pytest.raises(FileNotFoundError, match="nothing-here"):
        load(tmp_path / "nothing-here")


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_hostile_header_reserves_no_memory(write: Write, pack: Callable[..., bytes]) -> None:
    """A header that claims 2^31 pictures is refused within a few megabytes."""
    path = write(pack(struct.pack(">4I", 2051, 2**31, 28, 28) + bytes(1000)))
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="has 1000 bytes"):
            read_images(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20


COUNTED = st.binary(min_size=1, max_size=60).map(lambda b: struct.pack(">I", len(b)) + b)


@given(content=st.binary(max_size=60) | COUNTED, pack=st.sampled_from([bytes, gzip.compress]))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, pack: Callable[..., bytes]
) -> None:
    """No content of a labels file brings about anything but labels or a ValueError."""
    path = tmp_path_factory.getbasetemp() / "any-bytes"
    path.write_bytes(pack(struct.pack(">I", 2049) + content))
    if len(content) > 4 and int.from_bytes(content[:4], "big") == len(content) - 4:
        assert read_labels(path).tolist() == list(content[4:])
    else:
        with pytest.raises(ValueError, match="any-bytes"):
            read_labels(path)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><p>Not found",
        b"\n\n<html>",
        b"\xef\xbb\xbf<HTML>",
        b"<?xml version='1.0'?>",
    ],
    ids=["doctype", "after empty lines", "after a byte order mark", "error as XML"],
)
def test_a_web_page_is_called_one(write: Write, page: bytes, pack: Callable[..., bytes]) -> None:
    """A page saved in place of the file is reported as HTML, with the way to the right file."""
    with pytest.raises(ValueError, match=r"is an HTML page; expected a labels file; .* data fetch"):
        read_labels(write(pack(page)))
