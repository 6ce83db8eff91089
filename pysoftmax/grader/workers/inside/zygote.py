"""The warm process: imports NumPy once, then forks a keeper whenever the grader asks for a run."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import traceback

from . import channel, confine, keeper

__all__ = ["main"]


def main(descriptor: int, warm_up: list[str]) -> None:
    """Serve the grader on the socket `descriptor` until it closes it."""
    line = socket.socket(fileno=descriptor)
    confine.close_memory()
    _own_code_last()
    _import(warm_up)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers that end leave no zombie
    gc.freeze()  # a garbage collection in a child would copy every page it visits
    channel.send(line, {"ready": True})
    while True:
        try:
            order, descriptors = channel.receive(line)
        except EOFError:
            return
        fork = confine.clone_into_namespaces if order["sandboxed"] else os.fork
        if fork() == 0:
            line.close()
            _keep(order, socket.socket(fileno=descriptors[0]))
        for open_here in descriptors:
            os.close(open_here)


def _keep(order: dict[str, object], line: socket.socket) -> None:
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        keeper.keep(order, line)
    except BaseException:
        channel.send(line, {"broken": traceback.format_exc()[-2000:]})
    finally:
        os._exit(0)


def _own_code_last() -> None:
    """Move the folders of PYTHONPATH behind the standard library."""
    added = os.environ["PYTHONPATH"].split(os.pathsep)
    sys.path[:] = [entry for entry in sys.path if entry not in added] + added


def _import(names: list[str]) -> None:
    for name in names:
        __import__(name)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
