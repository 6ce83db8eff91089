"""Files that are written completely or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pysoftmax.atomic import atomic_write


def test_a_finished_file_replaces_the_old_one(tmp_path: Path) -> None:
    """After the block the path has the new content, and no other file is left."""
    path = tmp_path / "grades.csv"
    path.write_text("old")
    with atomic_write(path, "w", encoding="utf-8") as file:
        file.write("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_after_an_error_the_old_file_is_unchanged(tmp_path: Path) -> None:
    """An error inside the block leaves the old content and no unfinished file."""
    path = tmp_path / "model.mat"
    path.write_bytes(b"old")

    def fail() -> None:
        with atomic_write(path) as file:
            file.write(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
