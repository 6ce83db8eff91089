"""Files that are written completely or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["atomic_write"]


@contextmanager
def atomic_write(path: Path, mode: str = "wb", **options: Any) -> Iterator[IO[Any]]:
    """Open a file that replaces ``path`` once the block ends without an error.

    Parameters
    ----------
    path
        The file's path. Until then the file has the suffix ``.unfinished``.
    mode, **options
        Arguments of `open`.
    """
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        with unfinished.open(mode, **options) as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
