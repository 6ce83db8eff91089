"""Small messages, with file descriptors, between the grader and its processes.

Both ends are trusted: no student's process ever holds one.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Sequence
from typing import Any

__all__ = ["receive", "send"]

_FLAGS = getattr(socket, "MSG_CMSG_CLOEXEC", 0)


def send(line: socket.socket, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one message; the receiver gets duplicates of the descriptors."""
    socket.send_fds(line, [json.dumps(message).encode() + b"\n"], list(descriptors))


def receive(line: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return the next message and its descriptors.

    Raises
    ------
    EOFError
        If the other end is gone.
    """
    text, descriptors = b"", list[int]()
    while not text.endswith(b"\n"):
        try:
            part, received, _, _ = socket.recv_fds(line, 65536, 8, _FLAGS)
        except ConnectionError:
            part, received = b"", []
        descriptors += received
        if not part:
            for descriptor in descriptors:
                os.close(descriptor)
            raise EOFError("the other end is gone")
        text += part
    return json.loads(text), descriptors
