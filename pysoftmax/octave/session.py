"""Many calls in one round trip, and how to go on after one of them crashes Octave."""

from __future__ import annotations

import errno
import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pysoftmax.closing import Closing
from pysoftmax.octave.codec import ValueReader, encode_all
from pysoftmax.octave.errors import (
    OctaveCrashError,
    OctaveError,
    OctaveMissingError,
    OctaveTimeoutError,
)
from pysoftmax.octave.process import OctaveProcess, quoted
from pysoftmax.octave.values import NotCarried

__all__ = ["Call", "OctaveSession", "Reply"]


@dataclass(frozen=True, eq=False)
class Call:
    """One call of an Octave function.

    Attributes
    ----------
    function
        Its name.
    args
        NumPy arrays, numbers, strings, mappings, lists, None, SciPy's sparse matrices, and the
        values of `pysoftmax.octave.values`.
    nargout
        The number of requested outputs; 0 for a function that returns nothing.
    seed
        Where ``rand`` and ``randn`` start for this call; None leaves them as they are.
    """

    function: str
    args: tuple[Any, ...] = ()
    nargout: int = 1
    seed: int | None = None


@dataclass(frozen=True, eq=False)
class Reply:
    """What Octave answered: values, or an error that can be raised."""

    values: tuple[Any, ...] = ()
    error: OctaveError | None = None
    seconds: float = 0.0

    @property
    def ended_octave(self) -> bool:
        """Whether the call hung or crashed Octave."""
        return isinstance(self.error, (OctaveCrashError, OctaveTimeoutError))


class OctaveSession(Closing):
    """A live Octave: started at the first call, and again after a crash.

    Threads may share a session and take turns. A forked process needs its own session.

    Parameters
    ----------
    timeout
        Seconds that one call may take. It is then ended, within twice that time.

    Examples
    --------
    >>> with OctaveSession() as octave:
    ...     octave.call("plus", 1, 2)
    array([[3.]])
    """

    def __init__(self, timeout: float = 30.0) -> None:
        self.timeout = timeout
        self._process: OctaveProcess | None = None
        self.starts = 0
        self._turn = threading.Lock()

    @property
    def pid(self) -> int:
        """The process id of the Octave that answers the next call."""
        with self._my_turn():
            return self._running().pid

    def call(self, function: str, *args: Any, nargout: int = 1, **place: Any) -> Any:
        """Call one function; return its value, or a tuple of values.

        Parameters
        ----------
        function, args, nargout
            As in `Call`.
        place
            ``directory``, ``extras`` and ``timeout`` of `batch`.

        Raises
        ------
        OctaveError
            With Octave's own message and identifier.
        TypeError
            If an output has no form in Python.
        """
        (reply,) = self.batch([Call(function, args, nargout)], **place)
        if reply.error is not None:
            raise reply.error
        for value in reply.values:
            if isinstance(value, NotCarried):
                value.refuse()
        return reply.values[0] if nargout == 1 else reply.values

    def batch(
        self,
        calls: Sequence[Call],
        directory: str | Path | None = None,
        extras: Sequence[str | Path] = (),
        *,
        timeout: float | None = None,
        go_on: bool = True,
    ) -> list[Reply]:
        """Answer all calls, in order, with one round trip to Octave.

        A call that hangs or crashes Octave is reported as such, and a new Octave answers the calls
        after it.

        Parameters
        ----------
        calls
            The calls to make.
        directory
            A folder of .m files: first on the path, and the working folder.
        extras
            Folders that follow it on the path.
        timeout
            Seconds that one call may take; by default the session's.
        go_on
            If false, a call that hangs or crashes Octave is the last one answered.

        Raises
        ------
        NotADirectoryError
            If there is no such folder.
        """
        folders = ", ".join(quoted(_folder("extras", extra)) for extra in extras)
        first = "" if directory is None else _folder("directory", directory)
        place = f"{quoted(first)}, {{{folders}}}"
        replies: list[Reply] = []
        while len(replies) < len(calls):
            with self._my_turn():
                replies += self._attempt(calls[len(replies) :], place, timeout or self.timeout)
            if not go_on and replies[-1].ended_octave:
                break
        return replies

    def _my_turn(self) -> threading.Lock:
        """Return the lock; a forked child must not take it: it may never be released there."""
        if self._process is not None and not self._process.is_ours:
            raise RuntimeError(
                "this OctaveSession was in use before the process was forked and belongs to the "
                "parent; make an OctaveSession in each process"
            )
        return self._turn

    def _attempt(self, calls: Sequence[Call], place: str, timeout: float) -> list[Reply]:
        """Return the replies to all calls, or up to and including the call that ended Octave."""
        process = self._running()
        request, response = process.folder / "request", process.folder / "response"
        response.unlink(missing_ok=True)
        _write(request, calls)
        failure: OctaveError | None = None
        printed = ""
        try:
            code = f"pysoftmax_batch ({quoted(request)}, {quoted(response)}, {place});"
            printed = process.run(code, response, timeout)
        except (OctaveTimeoutError, OctaveCrashError) as ended:
            failure = ended
        except BaseException:  # Ctrl-C: Octave's state is now unknown
            self.close()
            raise
        replies = _read(response, calls)
        if len(replies) < len(calls):
            failure = failure or OctaveCrashError(_unexpected(process.folder, printed))
            replies.append(Reply(error=failure))
        if failure is not None:
            self.close()
        return replies

    def _running(self) -> OctaveProcess:
        if self._process is not None and not self._process.is_alive():
            self.close()  # ended while idle: do not blame the next call
        if self._process is None:
            self._process = OctaveProcess()
            self.starts += 1
        return self._process

    def close(self) -> None:
        """End Octave. The next call starts a new one."""
        if self._process is not None:
            self._process.close()
            self._process = None


def _folder(argument: str, folder: str | Path) -> Path:
    if not Path(folder).is_dir():
        raise NotADirectoryError(f"{argument}: there is no folder {folder}")
    return Path(folder).resolve()


ROOM = 1 << 20
"""A folder with fewer free bytes than these is full."""


def _unexpected(folder: Path, printed: str) -> str:
    """Return the message for a reply that is missing or incomplete."""
    said = " ".join(printed.split())[:300] or "nothing"
    reply = f"Octave returned an unexpected reply; it printed: {said}"
    return f"{_full(folder)}. {reply}" if shutil.disk_usage(folder).free < ROOM else reply


def _full(folder: Path) -> str:
    return f"{folder.parent} is full; set TMPDIR to a folder with more room"


def _write(path: Path, calls: Sequence[Call]) -> None:
    """How many calls and values, the table of calls, and of values, and the values' entries.

    A call is its function's number, nargout, seed, and how many arguments it has. The first
    value is the functions' names, the others are the arguments of all calls.
    """
    names = list(dict.fromkeys(call.function for call in calls))
    number = {name: place for place, name in enumerate(names, 1)}
    table = [
        (number[c.function], c.nargout, np.nan if c.seed is None else c.seed, len(c.args))
        for c in calls
    ]
    values = [names, *(argument for call in calls for argument in call.args)]
    heads, entries = encode_all(values)
    numbers = [np.array([len(calls), len(values)]), np.array(table).ravel(), *heads, *entries]
    try:
        np.concatenate(numbers, dtype=float).tofile(path)
    except OSError as error:
        raise OSError(errno.ENOSPC, f"{_full(path.parent)} ({error})") from None


def _read(path: Path, calls: Sequence[Call]) -> list[Reply]:
    """Return the replies that were written in full."""
    if not path.exists():
        return []
    numbers = np.fromfile(path)
    replies: list[Reply] = []
    at = 0
    while at < numbers.size and at + 1 + int(numbers[at]) <= numbers.size:
        length = int(numbers[at])
        replies.append(_reply(ValueReader(numbers[at + 1 : at + 1 + length]), calls[len(replies)]))
        at += 1 + length
    return replies


def _reply(reader: ValueReader, call: Call) -> Reply:
    seconds, returned = reader.number(), reader.number()
    if returned:
        return Reply(tuple(reader.value() for _ in range(call.nargout)), None, seconds)
    message, identifier, where = (str(reader.value()) for _ in range(3))
    exists = bool(reader.value().any())
    kind = OctaveError if exists else OctaveMissingError
    return Reply(error=kind(message, identifier, where), seconds=seconds)
