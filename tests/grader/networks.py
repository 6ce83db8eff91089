"""A scheduler and workers of Dask, each in a network namespace of its own, joined by a bridge."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NET = f"10.231.{os.getpid() % 250}"
"""A private network, which another run of the tests at the same time does not have."""
SETTINGS = {"SCHEDULER__ALLOWED_FAILURES": "2", "SCHEDULER__WORKER_SATURATION": "1.0"}


def ip(*arguments: str, check: bool = True) -> bool:
    """Run ip, of iproute2; return whether it worked."""
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True)
    assert done.returncode == 0 or not check, done.stderr
    return done.returncode == 0


class Networks:
    """Machines of a cluster: each is a namespace with an address in `NET`.

    The host of the tests has the address 1. Every process that was started ends with `close`.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._number = os.getpid() % 100_000
        self._settings = {**SETTINGS, **settings}
        self._started: dict[str, subprocess.Popen[bytes]] = {}
        self._machines: list[str] = []
        self.file = folder / "scheduler.json"
        self._bridge = f"pyb{self._number}"
        ip("link", "add", self._bridge, "type", "bridge")
        ip("addr", "add", f"{NET}.1/24", "dev", self._bridge)
        ip("link", "set", self._bridge, "up")

    def close(self) -> None:
        """End what runs, and remove the machines."""
        for name in reversed(self._started):
            self.kill(name)
        for name in self._machines:
            # A namespace lives on, with its link, until its last connection has ended.
            ip("link", "del", self._of(name), check=False)
            ip("netns", "del", self._of(name), check=False)
        ip("link", "del", self._bridge, check=False)

    def scheduler(self, *options: str, port: int = 0) -> str:
        """Start a scheduler; return its address."""
        self.file.unlink(missing_ok=True)
        host = f"{NET}.{self._machine('scheduler')}"
        command = ["--host", host, "--port", str(port), "--no-dashboard", *options]
        self._start("scheduler", "scheduler", *command)
        while not self.file.exists():
            assert self._started["scheduler"].poll() is None, self.said("scheduler")
            time.sleep(0.1)
        address: str = json.loads(self.file.read_text())["address"]
        return address

    def worker(self, name: str, *options: str) -> None:
        """Start a worker with one thread, without a process that would start it again."""
        self._machine(name)
        self._start(name, "worker", "--nthreads", "1", "--no-dashboard", "--no-nanny", *options)

    def kill(self, name: str) -> None:
        """End a process at once."""
        self._started[name].kill()
        self._started[name].wait()

    def stop(self, name: str) -> None:
        """Let a process hang."""
        self._started[name].send_signal(signal.SIGSTOP)

    def runs(self, name: str) -> bool:
        """Return whether a process has not ended."""
        return self._started[name].poll() is None

    def cut(self, name: str) -> None:
        """Take a machine from the network."""
        ip("link", "set", self._of(name), "down")

    def join(self, name: str) -> None:
        """Give a machine its network back."""
        ip("link", "set", self._of(name), "up")

    def said(self, name: str) -> str:
        """Return what a process wrote."""
        return (self._folder / f"{name}.log").read_text(errors="replace")[-3000:]

    def _of(self, name: str) -> str:
        return f"py{self._number}{name[:5]}"

    def _machine(self, name: str) -> int:
        """Make a machine, unless it is there; return the last number of its address."""
        if name not in self._machines:
            self._machines.append(name)
            own, number = self._of(name), len(self._machines) + 1
            ip("netns", "add", own)
            ip("link", "add", own, "type", "veth", "peer", "name", "eth0", "netns", own)
            ip("link", "set", own, "master", self._bridge, "up")
            ip("-n", own, "addr", "add", f"{NET}.{number}/24", "dev", "eth0")
            ip("-n", own, "link", "set", "eth0", "up")
            ip("-n", own, "link", "set", "lo", "up")
        return self._machines.index(name) + 2

    def _start(self, name: str, kind: str, *options: str) -> None:
        dask = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--scheduler-file"]
        settings = {f"DASK_DISTRIBUTED__{k}": value for k, value in self._settings.items()}
        with (self._folder / f"{name}.log").open("ab") as log:
            self._started[name] = subprocess.Popen(
                ["ip", "netns", "exec", self._of(name), *dask, str(self.file), *options],
                env={**os.environ, **settings},
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )


@contextmanager
def networks(folder: Path, **settings: str) -> Iterator[Networks]:
    """Machines, until the end of the block."""
    if shutil.which("ip") is None or os.geteuid() != 0:
        pytest.skip("network namespaces need root and iproute2")
    made = Networks(folder, **settings)
    try:
        yield made
    finally:
        made.close()
