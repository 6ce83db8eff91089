"""The unnamed files that hold submissions."""

from __future__ import annotations

import gc
import io
import os
import tempfile

import pytest

from pysoftmax.grader.unnamed_file import UnnamedFile


def is_open(descriptor: int) -> bool:
    """Whether this process has the descriptor."""
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def test_it_holds_what_is_written_through_its_descriptor() -> None:
    """Reading does not move the place where others write."""
    with UnnamedFile(b"abc") as file:
        assert file.read(2) == b"ab"
        os.write(file.fileno(), b"de")
        assert file.size == 5
        assert file.read(9, 1) == b"bcde"
        assert file.read(9, 5) == b""


def test_it_is_written_from_the_start_once_emptied() -> None:
    """Nothing of a first attempt is left in front of the second, and no hole."""
    with UnnamedFile(b"abc") as file:
        file.empty()
        assert file.size == 0
        os.write(file.fileno(), b"d")
        assert file.read(9) == b"d"


@pytest.mark.filterwarnings("error::ResourceWarning")
def test_it_is_closed_with_the_last_reference() -> None:
    """Whoever drops a submission need not close it, and no warning says otherwise."""
    file = UnnamedFile()
    descriptor = file.fileno()
    assert is_open(descriptor)
    del file
    assert not is_open(descriptor)


@pytest.mark.filterwarnings("error::ResourceWarning")
def test_it_is_closed_with_a_circle_that_holds_it() -> None:
    """An error's traceback often holds a submission in a circle."""
    circle: list[object] = [UnnamedFile()]
    descriptor = circle[0].fileno()  # type: ignore[attr-defined]
    circle.append(circle)
    del circle
    gc.collect()
    assert not is_open(descriptor)


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
