"""Remove folders that a student's code has filled."""

from __future__ import annotations

import os
from contextlib import suppress

__all__ = ["empty_folder", "remove_folder"]

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


def remove_folder(folder: str) -> None:
    """Remove a folder and all below it, however deep, following no link; never raises.

    `shutil.rmtree` recurses, and overflows the stack in folders nested a thousand deep. This one
    holds a single folder open, and goes down and up from there.
    """
    empty_folder(folder)
    with suppress(OSError):
        os.rmdir(folder)


def empty_folder(folder: str) -> None:
    """Remove the contents of a folder in the same way; never raises."""
    with suppress(OSError):
        os.chmod(folder, 0o700)
        here = os.open(folder, _FOLDER)
        try:
            here = _empty(here)
        finally:
            os.close(here)


def _empty(here: int) -> int:
    """Remove all that is below an open folder; the folder again, as a new descriptor perhaps."""
    way: list[str] = []
    while True:
        inner = _remove_files(here)
        if inner is not None:
            os.chmod(inner, 0o700, dir_fd=here)
            here = _move(here, inner)
            way.append(inner)
        elif way:
            here = _move(here, "..")
            os.rmdir(way.pop(), dir_fd=here)
        else:
            return here


def _move(here: int, name: str) -> int:
    there = os.open(name, _FOLDER, dir_fd=here)
    os.close(here)
    return there


def _remove_files(here: int) -> str | None:
    """Remove the files before an open folder's first subfolder; return the subfolder's name."""
    with os.scandir(here) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                return entry.name
            os.unlink(entry.name, dir_fd=here)
    return None
