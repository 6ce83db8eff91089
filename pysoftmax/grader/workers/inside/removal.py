"""Remove folders that a student's code has filled."""

from __future__ import annotations

import os
from contextlib import suppress

__all__ = ["remove_folder"]


def remove_folder(folder: str) -> None:
    """Remove a folder and all below it, however deep, following no link; never raises.

    `shutil.rmtree` descends, and gives up (or overflows the stack) in folders nested a thousand
    deep. This one lifts every folder to the top before looking into it.
    """
    lifted = 0
    with suppress(OSError):
        os.chmod(folder, 0o700)
        while inner := _remove_files(folder):
            for path in inner:
                for deeper in _remove_files(path):
                    lifted += 1
                    os.rename(
                        deeper, os.path.join(folder, f"lifted-{lifted}-{os.urandom(4).hex()}")
                    )
                os.rmdir(path)
        os.rmdir(folder)


def _remove_files(folder: str) -> list[str]:
    """Remove what is not a folder; the folders that are left."""
    folders = []
    os.chmod(folder, 0o700)
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                os.chmod(entry.path, 0o700)
                folders.append(entry.path)
            else:
                os.unlink(entry.path)
    return folders
