"""The confined process: serves the grader by forking a child for each submission.

A child reads one submission under limits of its own, and whatever it dies of is the verdict on
that submission alone. This process itself never looks at a byte of a submission.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import resource
import signal
import socket
import sys
import traceback
from importlib import import_module
from typing import Any

from .archives import INDEXED_MEMBERS, SPOOLED_BYTES
from .gradescope import METADATA_BYTES, submitters
from .names import SUFFIXES
from .python2 import converter
from .request import Collector, list_archive

__all__ = ["MEMORY_BYTES", "REPLY_BYTES", "main"]

MEMORY_BYTES = 512 << 20
REPLY_BYTES = 1 << 20
LISTING_BYTES = 250 * INDEXED_MEMBERS
PACK_OVERHEAD = 8 << 20
"""What the index of a pack may take beyond its files."""
OPEN_FILES = 256
"""The order in which the packs' descriptors are passed."""


def main(descriptor: int, worker: str, uid: int | None) -> None:
    """Serve the grader on the socket `descriptor` until it closes it.

    `worker` names the package with `confine`, `seccomp` and `channel`.
    """
    line = socket.socket(fileno=descriptor)
    channel, confine = (import_module(f"{worker}.{name}") for name in ("channel", "confine"))
    seccomp = import_module(f"{worker}.seccomp")
    confine.drop_privileges(uid)
    confine.die_with_parent()
    gc.freeze()
    channel.send(line, {"ready": True})
    while True:
        try:
            order, descriptors = channel.receive(line)
        except EOFError:
            return
        if order.get("looked_for", {}).get("converted"):
            converter()  # once, not in each child
        pid = os.fork()
        if pid == 0:
            line.close()
            _child(order, descriptors, seccomp)
        for opened in descriptors:
            os.close(opened)
        _, status = os.waitpid(pid, 0)
        channel.send(line, {"status": os.waitstatus_to_exitcode(status)})


def _child(order: dict[str, Any], descriptors: list[int], seccomp: Any) -> None:
    status = 1
    try:
        _limit(order)
        line = socket.socket(fileno=descriptors[0])
        outputs = [os.fdopen(opened, "w+b") for opened in descriptors[1:]]
        received = _receive(line)
        if seccomp.available():
            seccomp.install(may_fork=False)
        reply = json.dumps(_reply(order, outputs, received)).encode()
        limit = LISTING_BYTES if order["task"] == "list" else REPLY_BYTES
        if len(reply) > limit:
            words = "it holds too many files, or names that are too long"
            reply = json.dumps({"reason": words}).encode()
        sent = 0
        while sent < len(reply):
            sent += os.write(line.fileno(), reply[sent : sent + 65536])
        status = 0
    finally:
        os._exit(status)


def _limit(order: dict[str, Any]) -> None:
    file_bytes = SPOOLED_BYTES if order["task"] == "list" else order["pack_bytes"] + PACK_OVERHEAD
    cpu = order["cpu_seconds"]
    for kind, soft, hard in (
        (resource.RLIMIT_AS, MEMORY_BYTES, MEMORY_BYTES),
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_FSIZE, file_bytes, file_bytes),
        (resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        most = resource.getrlimit(kind)[1]
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        resource.setrlimit(kind, (soft, hard))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    sys.setrecursionlimit(1000)


def _reply(order: dict[str, Any], outputs: list[Any], received: Any) -> dict[str, Any]:
    try:
        if order["task"] == "list":
            return list_archive(received, outputs[0])
        if order["task"] == "submitters":
            return {"submitters": submitters(received.only(METADATA_BYTES))}
        reply: dict[str, Any] = received.reply(
            order, dict(zip(SUFFIXES.values(), outputs, strict=True))
        )
        return reply
    except MemoryError:
        return {"reason": "it needs far more memory than a solution should to be unpacked or read"}
    except RecursionError:
        return {"reason": "it is nested too deep to be read"}
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            return {"surroundings": f"{error.strerror} (the folder for temporary files)"}
        return {"fault": traceback.format_exc()[-4000:]}
    except Exception:
        return {"fault": traceback.format_exc()[-4000:]}


class _Messages:
    """The grader's messages: lines of JSON, each of which says how many open files it brings."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._text = b""
        self._opened: list[int] = []

    def next(self) -> tuple[dict[str, Any], list[int]]:
        while b"\n" not in self._text:
            part, opened, _, _ = socket.recv_fds(self._line, 1 << 16, 64)
            if not part:
                raise EOFError("the grader is gone")
            self._text += part
            self._opened += opened
        text, _, self._text = self._text.partition(b"\n")
        message = json.loads(text)
        count = message["descriptors"]
        opened, self._opened = self._opened[:count], self._opened[count:]
        return message, opened


def _receive(line: socket.socket) -> Any:
    """Take in what the grader sends: batches of open files, and of members of an archive."""
    messages = _Messages(line)
    collector = Collector()
    archive: Any = None
    while True:
        message, opened = messages.next()
        if "list" in message:
            return os.fdopen(opened[0], "rb")
        if "archive" in message:
            archive = os.fdopen(opened[0], "rb")
        elif "members" in message:
            collector.add_members(archive, message["members"], whole=message["whole"])
        elif "files" in message:
            for (name, size), file in zip(message["files"], opened, strict=True):
                collector.add(name, os.fdopen(file, "rb"), size, whole=message["whole"])
        else:
            return collector


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None)
