"""The unnamed files that hold submissions."""

from __future__ import annotations

import gc
import io
import os
import tempfile

import pytest

from pysoftmax.grader.unnamed_file import UnnamedFile


@pytest.mark.parametrize("in_memory", [False, True])
def test_others_read_and_write_it_from_the_start(in_memory: bool) -> None:
    """Neither its content nor what is read of it moves the place where others are."""
    with UnnamedFile(b"abc", in_memory=in_memory) as file:
        assert file.read(2) == b"ab"
        assert os.read(file.fileno(), 2) == b"ab"
        os.write(file.fileno(), b"def")
        assert file.size == 5
        assert file.read(9, 1) == b"bdef"
        assert file.read(9, 5) == b""
        assert file.read() == b"abdef"


def test_it_is_written_from_the_start_once_emptied() -> None:
    """Nothing of a first attempt is left in front of the second, and no hole."""
    with UnnamedFile() as file:
        os.write(file.fileno(), b"abc")
        file.empty()
        assert file.size == 0
        os.write(file.fileno(), b"d")
        assert file.read(9) == b"d"


@pytest.mark.parametrize("in_memory", [False, True])
def test_it_is_closed_with_the_last_reference(in_memory: bool) -> None:
    """Whoever drops a submission need not close it."""
    file = UnnamedFile(in_memory=in_memory)
    opened = file._file
    assert not opened.closed
    del file
    assert opened.closed


def test_it_is_closed_with_a_circle_that_holds_it() -> None:
    """An error's traceback often holds a submission in a circle."""
    file = UnnamedFile()
    opened = file._file
    circle: list[object] = [file]
    circle.append(circle)
    del file, circle
    assert not opened.closed
    gc.collect()
    assert opened.closed


def test_it_can_be_closed_twice_and_not_used_after() -> None:
    """A run closes what the walk through a class closes too."""
    file = UnnamedFile(b"abc")
    file.close()
    file.close()
    with pytest.raises(ValueError, match="closed"):
        file.read(1)


def test_a_full_disk_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error is the system's, and the file is closed."""
    opened = []

    def full(*args: object, **options: object) -> io.FileIO:
        opened.append(io.FileIO("/dev/full", "r+"))
        return opened[0]

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(OSError, match="No space left"):
        UnnamedFile(b"abc")
    gc.collect()
    assert opened[0].closed
