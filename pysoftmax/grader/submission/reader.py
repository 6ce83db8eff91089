"""The grader's side of the confined process that reads submissions.

The grader opens files, without following links and only if they are regular, and passes the open
files on. The process returns a small JSON document, whose shape is checked here, and the files
packed for the process that will run them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

from pysoftmax.closing import Closing
from pysoftmax.grader import sandbox
from pysoftmax.grader.submission.inside.archives import SPOOLED_BYTES, Member
from pysoftmax.grader.submission.inside.findings import Finding
from pysoftmax.grader.submission.inside.looked_for import LookedFor
from pysoftmax.grader.submission.inside.main import (
    LISTING_BYTES,
    REPLY_BYTES,
)
from pysoftmax.grader.submission.inside.names import readable
from pysoftmax.grader.submission.inside.tokens import MOST_HASHES
from pysoftmax.grader.submission.kinds import SurroundingsError
from pysoftmax.grader.unnamed_file import UnnamedFile
from pysoftmax.grader.workers.inside import channel
from pysoftmax.grader.workers.library import compile_modules
from pysoftmax.grader.workers.users import unprivileged_user
from pysoftmax.languages import LANGUAGES, Language
from pysoftmax.leftovers import TemporaryFolder, folder_in_memory

__all__ = [
    "Archive",
    "Listing",
    "PackedFiles",
    "Reader",
    "ReaderReply",
    "ReadingError",
    "open_regular",
]

PACK_BYTES = 64 << 20
"""The largest total size of a submission's files when they are run."""
CPU_SECONDS = 10
"""Processor time for one submission; the list of a whole class's archive has `LISTING_TIMES` it."""
LISTING_TIMES = 6
SECONDS = 120.0
"""Time by the clock, for a busy machine: a submission normally reaches the processor time first."""
START_SECONDS = 60.0
BATCH = 8
"""Open files in one message."""
MEMBERS_BATCH = 200
FILES = 2000
_TEXT = 2000
_PACKAGE, _WORKER = "submission_reader", "pysoftmax_worker"
_USER = 63
"""The number of the user that owns nothing, beyond those of the jobs."""


class ReadingError(ValueError):
    """A submission cannot be read; the message says why, for the student.

    Attributes
    ----------
    trace
        The reader's own traceback if it is at fault.
    """

    def __init__(self, reason: str, trace: str = "") -> None:
        super().__init__(reason)
        self.trace = trace


@dataclass(frozen=True)
class PackedFiles:
    """A submission's files in one language, as the reader found them."""

    language: Language
    folder: str
    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    uses_scipy: bool
    pack: UnnamedFile
    key: str
    tokens: tuple[int, ...] = ()


@dataclass(frozen=True)
class ReaderReply:
    """What the reader found in a student's files."""

    found: tuple[PackedFiles, ...]
    left_out: tuple[tuple[str, str], ...]
    attempts: tuple[str, ...]
    attempt: int
    reason: str


Archive = BinaryIO | UnnamedFile
"""A class's archive: the file itself, or what it was unpacked into."""


@dataclass(frozen=True)
class Listing:
    """The members of a class's archive, and the file to read them from."""

    members: tuple[Member, ...]
    left_out: tuple[tuple[str, str], ...]
    archive: Archive


def open_regular(path: Path) -> BinaryIO:
    """Open a file to read it if it is regular, without following a link or waiting for a writer.

    Raises
    ------
    ReadingError
        If it is not a regular file, or must not be read.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0) | os.O_CLOEXEC
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # opening a device can have effects
            raise ReadingError("it is a link or a device, not a file")
        descriptor = os.open(path, flags)
    except OSError as error:
        raise ReadingError(f"it cannot be opened: {error.strerror}") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ReadingError("it is a link or a device, not a file")
    return os.fdopen(descriptor, "rb")


class Reader(Closing):
    """Reads submissions in a confined process, which it starts when it is first needed.

    A context manager: leaving it ends the process.

    Parameters
    ----------
    sandboxed
        Whether it runs in the sandbox; by default if there is one. Without it, limits still hold.
    cpu_seconds
        Processor time for each submission.
    """

    def __init__(self, *, sandboxed: bool | None = None, cpu_seconds: int = CPU_SECONDS) -> None:
        self._cpu_seconds = cpu_seconds
        self._sandboxed = sandbox.status()[0] if sandboxed is None else sandboxed
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._library = ""

    def close(self) -> None:
        """End the process."""
        self._stop()
        if self._library:
            self._folder.close()
            self._library = ""

    def read(
        self,
        files: Iterable[tuple[str, Path | Member]],
        looked_for: LookedFor,
        *,
        archive: Archive | None = None,
        attempt: str | int = "last",
        as_is: Language | None = None,
        pack_bytes: int = PACK_BYTES,
    ) -> ReaderReply:
        """Read one student's files.

        Parameters
        ----------
        files
            Each file's name within the student's folder, and its path or its member of `archive`.
            A single archive is used in place of the folder.
        looked_for
            The exercise's functions.
        archive
            The archive of the whole class that the members belong to.
        attempt
            Which of several attempts: ``last``, ``first`` or an index.
        as_is
            Use the files unchanged, as a submission in this language.
        pack_bytes
            The largest total size of the files.

        Raises
        ------
        ReadingError
            If nothing can be read, because of the submission or the reader.
        SurroundingsError
            If the machine is at fault.
        """
        files = list(files)
        order = {
            "task": "read",
            "looked_for": looked_for.to_table(),
            "attempt": attempt,
            "as_is": as_is and as_is.key,
            "pack_bytes": pack_bytes,
        }
        packs = [_unnamed_file() for _ in LANGUAGES]
        left: list[tuple[str, str]] = []

        def send(line: socket.socket) -> None:
            if archive is not None:
                _send(line, {"archive": True}, [archive.fileno()])
            _send_files(line, files, left)

        reply = _reply(self._ask(order, packs, send, REPLY_BYTES), packs)
        return ReaderReply(
            reply.found, (*left, *reply.left_out), reply.attempts, reply.attempt, reply.reason
        )

    def submitters(self, metadata: Path | Member, archive: Archive | None) -> dict[str, list[str]]:
        """Who submitted each folder of a Gradescope export, and when.

        Of each folder: the names, the numbers, the addresses and the time.

        Raises
        ------
        ReadingError
            If the file cannot be read.
        """

        def send(line: socket.socket) -> None:
            if archive is not None:
                _send(line, {"archive": True}, [archive.fileno()])
            _send_files(line, [("metadata.txt", metadata)], [])

        table = self._ask({"task": "submitters", "pack_bytes": 0}, [], send, LISTING_BYTES)
        _raise_reason(table)
        found = table.get("submitters")
        if not isinstance(found, dict):
            raise _misshapen("submitters")
        who = {_text(k): [_text(v) for v in _list(values, 4)] for k, values in found.items()}
        if any(len(values) != 4 for values in who.values()):
            raise _misshapen("submitters")
        return who

    def members(self, archive: Path) -> Listing:
        """List the archive of a whole class.

        Raises
        ------
        ReadingError
            If it cannot be read.
        """
        opened = open_regular(archive)
        spool = _unnamed_file()
        try:
            table = self._ask(
                {"task": "list"},
                [spool],
                lambda line: _send(line, {"list": True}, [opened.fileno()]),
                LISTING_BYTES,
            )
            _raise_reason(table)
            size = spool.size
            limit = size or os.fstat(opened.fileno()).st_size
            members = tuple(_members(table.get("members"), limit))
            left = tuple(_pairs(table.get("left_out")))
        except BaseException:
            opened.close()
            spool.close()
            raise
        if size:
            opened.close()
            return Listing(members, left, spool)
        spool.close()
        return Listing(members, left, opened)

    def _ask(
        self, order: dict[str, Any], outputs: Sequence[UnnamedFile], send: Any, limit: int
    ) -> dict[str, Any]:
        """Ask the process; if it has ended by itself, ask a new one."""
        times = LISTING_TIMES if order["task"] == "list" else 1
        order["cpu_seconds"] = times * self._cpu_seconds
        for last in (False, True):
            try:
                return self._ask_once(order, outputs, send, limit)
            except _EndedError as error:
                self._stop()
                if last:
                    raise SurroundingsError(f"the process that reads submissions {error}") from None
                for output in outputs:
                    output.empty()
            except BaseException:
                self._stop()
                raise
        raise AssertionError

    def _ask_once(
        self, order: dict[str, Any], outputs: Sequence[UnnamedFile], send: Any, limit: int
    ) -> dict[str, Any]:
        control = self._started()
        ours, theirs = socket.socketpair()
        with ours:
            ours.settimeout(SECONDS)
            try:
                with theirs:
                    channel.send(control, order, [theirs.fileno(), *(o.fileno() for o in outputs)])
            except OSError as error:
                raise _EndedError(f"has ended: {error}") from None
            text = b""
            try:
                with suppress(BrokenPipeError, ConnectionResetError):  # its status says why
                    send(ours)
                    _send(ours, {"end": True})
                text = _everything(ours, limit)
                status = int(channel.receive(control)[0]["status"])
            except TimeoutError:
                self._stop()
                raise ReadingError(f"it could not be read within {SECONDS:g} seconds") from None
            except EOFError:
                raise _EndedError("was ended from outside") from None
        return _table(text, status, limit)

    def _started(self) -> socket.socket:
        if self._line is None:
            self._line = self._start()
        return self._line

    def _start(self) -> socket.socket:
        if not self._library:
            try:
                self._folder = TemporaryFolder("pysoftmax-reader-", folder_in_memory())
            except OSError as error:
                raise SurroundingsError(f"no temporary folder can be made: {error}") from None
            self._library = str(self._folder.path)
            _build_library(self._folder.path)
        line, theirs = socket.socketpair()
        library = sandbox.LIBRARY if self._sandboxed else self._library
        program = [sandbox.interpreter(), "-S", "-B", "-P", "-m", f"{_PACKAGE}.main"]
        program += [str(theirs.fileno()), _WORKER]
        user = unprivileged_user(_USER) if self._sandboxed else None
        program += [] if user is None else [str(user)]
        with theirs, tempfile.TemporaryFile() as said:
            self._process = subprocess.Popen(
                sandbox.command(Path(self._library), program) if self._sandboxed else program,
                env={"PYTHONPATH": library, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
            theirs.close()
            line.settimeout(START_SECONDS)
            try:
                channel.receive(line)
            except (EOFError, OSError) as error:
                line.close()
                said.seek(0)
                words = said.read(4000).decode(errors="replace").strip() or str(error)
                raise SurroundingsError(
                    f"the process that reads submissions did not start: {words}"
                ) from None
        line.settimeout(SECONDS)
        return line

    def _stop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class _EndedError(Exception):
    """The process has ended, and no submission caused it."""


def _build_library(library: Path) -> None:
    grader = Path(__file__).resolve().parents[1]
    no_octave = shutil.ignore_patterns("octave")
    shutil.copytree(grader / "submission" / "inside", library / _PACKAGE)
    shutil.copytree(grader / "workers" / "inside", library / _WORKER, ignore=no_octave)
    compile_modules(library)
    for name in _CONVERTER:
        _copy_installed(name, library)
    for path in (library, *library.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


_CONVERTER = ("fissix", "appdirs")
"""What converts Python 2, if it is installed; the reader sees nothing else that is installed."""


def _copy_installed(name: str, library: Path) -> None:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return
    origin = Path(spec.origin)
    if spec.submodule_search_locations is None:
        shutil.copy(origin, library / origin.name)
    else:
        ignore = shutil.ignore_patterns("__pycache__", "tests")
        shutil.copytree(origin.parent, library / name, ignore=ignore)


def _unnamed_file() -> UnnamedFile:
    try:
        return UnnamedFile()
    except OSError as error:
        where = tempfile.gettempdir()
        raise SurroundingsError(f"no temporary file can be made in {where}: {error}") from None


def _send(line: socket.socket, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send a message whole, with duplicates of open files."""
    text = json.dumps({**message, "descriptors": len(descriptors)}).encode() + b"\n"
    sent = socket.send_fds(line, [text], list(descriptors))
    line.sendall(text[sent:])


def _send_files(
    line: socket.socket,
    files: Sequence[tuple[str, Path | Member]],
    left: list[tuple[str, str]],
) -> None:
    whole = len(files) == 1
    left.clear()
    members = [(name, source) for name, source in files if isinstance(source, Member)]
    for k in range(0, len(members), MEMBERS_BATCH):
        batch = [[name, m.name, m.size, m.position] for name, m in members[k : k + MEMBERS_BATCH]]
        _send(line, {"members": batch, "whole": whole})
    paths = [(name, source) for name, source in files if isinstance(source, Path)]
    for k in range(0, len(paths), BATCH):
        with ExitStack() as stack:
            about, descriptors = [], []
            for name, path in paths[k : k + BATCH]:
                try:
                    file = stack.enter_context(open_regular(path))
                except ReadingError as error:
                    left.append((name, str(error)))
                    continue
                about.append([name, os.fstat(file.fileno()).st_size])
                descriptors.append(file.fileno())
            if about:
                _send(line, {"files": about, "whole": whole}, descriptors)


def _everything(line: socket.socket, limit: int) -> bytes:
    """Read everything until the end, up to one byte more than the limit."""
    parts, total = [], 0
    while total <= limit:
        try:
            part = line.recv(min(65536, limit + 1 - total))
        except ConnectionResetError:
            part = b""
        if not part:
            break
        parts.append(part)
        total += len(part)
    return b"".join(parts)


def _table(text: bytes, status: int, limit: int) -> dict[str, Any]:
    """Return the reply as a table, or raise the verdict if the child crashed.

    Raises
    ------
    ReadingError, SurroundingsError
        If there is none.
    """
    if status == -signal.SIGKILL:
        raise _EndedError("was killed; is there too little memory?")
    if status == -signal.SIGXCPU:
        raise ReadingError("reading it takes too much processor time")
    if status < 0:
        raise ReadingError("its files are nested too deep, or damaged: reading them fails")
    table: Any = None
    with suppress(ValueError, RecursionError):
        table = json.loads(text) if len(text) <= limit else None
    if status or not isinstance(table, dict):
        raise ReadingError("reading it fails", f"status {status}; {text[:1000]!r}")
    if "surroundings" in table:
        raise SurroundingsError(f"submissions cannot be read: {_text(table['surroundings'])}")
    if "fault" in table:
        raise ReadingError("the grader could not read this", _text(table["fault"], 4000))
    return table


def _raise_reason(table: dict[str, Any]) -> None:
    reason = _text(table.get("reason", ""))
    if reason:
        raise ReadingError(reason)


def _reply(table: dict[str, Any], packs: Sequence[UnnamedFile]) -> ReaderReply:
    """Return a reply after checking its shape.

    Raises
    ------
    ReadingError
        If the shape is wrong.
    """
    found = tuple(_packed(one, packs) for one in _list(table.get("found", []), len(LANGUAGES)))
    attempts = tuple(_text(name) for name in _list(table.get("attempts", []), 10_000))
    attempt = table.get("attempt", 0)
    if type(attempt) is not int or not 0 <= attempt < max(1, len(attempts)):
        raise _misshapen("attempt")
    if len({one.language for one in found}) < len(found):
        raise _misshapen("found")
    left = tuple(_pairs(table.get("left_out", [])))
    return ReaderReply(found, left, attempts, attempt, _text(table.get("reason", "")))


def _packed(one: Any, packs: Sequence[UnnamedFile]) -> PackedFiles:
    if not isinstance(one, dict) or one.get("language") not in LANGUAGES:
        raise _misshapen("language")
    language = LANGUAGES[one["language"]]
    files = tuple(_text(name) for name in _list(one.get("files"), 2 * FILES))
    findings = tuple(map(_finding, _list(one.get("findings"), 1000)))
    pack = packs[list(LANGUAGES).index(language.key)]
    digest = hashlib.sha256(f"{language}\0{findings!r}\0".encode(errors="replace"))
    for place in range(0, pack.size, 1 << 16):
        digest.update(pack.read(1 << 16, place))
    return PackedFiles(
        language,
        _text(one.get("folder", "")),
        files,
        findings,
        one.get("uses_scipy") is True,
        pack,
        digest.hexdigest(),
        tuple(map(_hash, _list(one.get("tokens", []), MOST_HASHES))),
    )


def _hash(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 32:
        raise _misshapen("tokens")
    return value


def _finding(entry: Any) -> Finding:
    if not isinstance(entry, list) or len(entry) != 5:
        raise _misshapen("finding")
    kind, file, line, message, blocks = entry
    if line is not None and type(line) is not int:
        raise _misshapen("line")
    return Finding(_text(kind), _text(file), line, _text(message), _text(blocks))


def _members(value: Any, limit: int) -> Iterator[Member]:
    for entry in _list(value, LISTING_BYTES):
        if not isinstance(entry, list) or len(entry) != 3:
            raise _misshapen("member")
        name, size, position = entry
        if type(size) is not int or type(position) is not int:
            raise _misshapen("member")
        if not (size >= 0 and 0 <= position <= max(limit, LISTING_BYTES, SPOOLED_BYTES)):
            raise _misshapen("member")
        parts = _text(name).split("/")
        if not all(part and part not in (".", "..") for part in parts):
            raise _misshapen("member")
        yield Member("/".join(parts), size, position)


def _pairs(value: Any) -> Iterator[tuple[str, str]]:
    for entry in _list(value, 2 * LISTING_BYTES):
        if not isinstance(entry, list) or len(entry) != 2:
            raise _misshapen("entry")
        yield _text(entry[0]), _text(entry[1])


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise _misshapen("list")
    return value


def _text(value: Any, most: int = _TEXT) -> str:
    if not isinstance(value, str):
        raise _misshapen("text")
    return "\n".join(map(readable, value[:most].split("\n")))


def _misshapen(what: str) -> ReadingError:
    return ReadingError("reading it fails", f"the reader's reply is misshapen: {what}")
