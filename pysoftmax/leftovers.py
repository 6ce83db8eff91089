"""Folders and processes that are removed when this process ends, however it ends.

An exit handler does not run when a process is killed, nor on SIGTERM and SIGHUP unless it handles
them, and a library must not install handlers for signals. So a shell of a few hundred kilobytes
waits for the end of this process: the kernel then closes the pipe that the shell reads from.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from pysoftmax.closing import Closing

__all__ = ["MARK", "TemporaryFolder", "folder_in_memory"]

MARK = "PYSOFTMAX_FOLDER"
"""In the environment of a process that `TemporaryFolder.ends_with_it` ends: the folder's path."""

ENOUGH_MEMORY = 1 << 30
"""A folder in memory is used if it has this many free bytes; containers often have only 64 MB."""

_WATCHER = f"""
trap '' HUP INT QUIT TERM
echo ready
exec >/dev/null
group=
while IFS= read -r line; do group=$line; done
if [ -n "$group" ]; then
  # By now the number may be another process's.
  if [ ! -e /proc/self/environ ] || grep -qF "{MARK}=$1" "/proc/$group/environ" 2>/dev/null; then
    kill -s KILL -- "-$group" 2>/dev/null
  fi
fi
# Processes that wrote into the folder may go on until they see that this one has ended.
for pause in 0 1 2 4 8; do
  sleep $pause
  chmod -R u+rwx -- "$1" 2>/dev/null
  rm -rf -- "$1"
  [ -e "$1" ] || exit 0
done
"""


class TemporaryFolder(Closing):
    """A new folder, removed by `close` or else at the end of this process, even if it is killed.

    Parameters
    ----------
    prefix
        How its name begins.
    parent
        The folder to make it in; None for the system's usual place.

    Attributes
    ----------
    path
        The folder.
    watcher
        The process number of the shell that waits for this process's end.
    """

    def __init__(self, prefix: str, parent: str | Path | None = None) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        self._owner = os.getpid()
        try:
            self._shell = subprocess.Popen(
                ["/bin/sh", "-c", _WATCHER, "sh", str(self.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,  # signals to a terminal's processes must not reach it
            )
        except BaseException:
            shutil.rmtree(self.path, ignore_errors=True)
            raise
        assert self._shell.stdout is not None
        with self._shell.stdout as said:
            said.readline()  # from now on no signal but SIGKILL ends it
        self.watcher = self._shell.pid

    def ends_with_it(self, group: int) -> None:
        """Have a process group killed, too, if this process ends without `close`.

        The environment of the process `group` must have `MARK`, with the folder's path.
        """
        assert self._shell.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # something has ended the shell
            self._shell.stdin.write(f"{group}\n".encode())
            self._shell.stdin.flush()

    def close(self) -> None:
        """Remove the folder. In a forked process this does nothing: it is the parent's.

        If something still writes into it, this waits and tries again, for 15 seconds.
        """
        if self._owner != os.getpid():
            return
        shutil.rmtree(self.path, ignore_errors=True)
        if not self.path.exists():
            self._shell.kill()
        if self._shell.stdin is not None:
            self._shell.stdin.close()  # or else the shell removes what is left
        self._shell.wait()


def folder_in_memory() -> Path | None:
    """Return a folder for small temporary files that is quicker than the disk; None if none is."""
    place = Path("/dev/shm")
    fits = os.access(place, os.W_OK) and shutil.disk_usage(place).free >= ENOUGH_MEMORY
    return place if fits else None
