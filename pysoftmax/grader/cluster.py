"""A cluster of workers, by Dask: an executor for the grader's fan-out.

Dask moves the work, finds a new worker for what a lost one had, and gives up on what has ended
three. Everything else is as on one machine: results come back as they are ready, and are stored
here, by their keys, once.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from pysoftmax.closing import Closing
from pysoftmax.grader.run import KillsWorkersError
from pysoftmax.grader.surroundings import SurroundingsError

__all__ = ["Cluster"]

T = TypeVar("T")

DEATHS = 3
"""A submission that has ended so many workers gets a verdict."""
KILLED = "each worker that graded it was ended; grade it by hand"
"""The verdict: of its solution nothing is known."""
WAIT_SECONDS = 60
SETTINGS = {
    # Nobody looks at these figures, and every process measures them all the time.
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "60s",
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "1s",
    # Nor at what the scheduler notes of each call: by default, it keeps 10,000 notes of each kind.
    "distributed.admin.log-length": 100,
    "distributed.admin.low-level-log-length": 100,
    # A worker has only the submission that it grades, so there is nothing to move.
    "distributed.scheduler.work-stealing": False,
    "distributed.scheduler.active-memory-manager.start": False,
}
"""Dask's settings under which a call costs least: docs/cluster.md gives them for every machine."""
FORGETTING = "pysoftmax forgets the names of calls"
TOGETHER_SECONDS = 0.005
"""Calls that are made within this time are sent at once."""


class Cluster(Closing):
    """A running scheduler with its workers, or workers on this machine.

    A context manager: leaving it disconnects, and ends the workers that it started.

    Parameters
    ----------
    where
        ``local:N`` for N workers on this machine; otherwise the scheduler's address, such as
        ``tcp://HOST:8786`` or ``tls://HOST:8786``, with certificates as Dask's configuration has
        them.
    least
        How many workers to wait for.

    Raises
    ------
    ImportError
        If Dask is not installed; the message says what to do.
    ValueError
        If `where` is neither.
    SurroundingsError
        If the scheduler cannot be reached, or has fewer workers.
    """

    def __init__(self, where: str, least: int = 1) -> None:
        try:
            import dask
            from distributed import Client, LocalCluster
        except ImportError as error:
            raise ImportError("--cluster needs Dask: pip install 'pysoftmax[cluster]'") from error
        self._stack = ExitStack()
        self._where = where
        address: Any = where
        kind, _, rest = where.partition(":")
        if kind == "local":
            if not rest.isdecimal() or not 0 < int(rest) <= 256:
                raise ValueError(f"--cluster is {where}; expected local:N with N from 1 to 256")
            # A busy machine takes its time to start a killed worker again.
            local = {"distributed.deploy.lost-worker-timeout": "600s"}
            self._stack.enter_context(dask.config.set({**SETTINGS, **local}))
            address = self._stack.enter_context(
                _untyped(LocalCluster)(
                    n_workers=int(rest),
                    threads_per_worker=1,
                    dashboard_address=None,
                    host="127.0.0.1",
                    silence_logs=50,
                )
            )
        elif "://" not in where:
            raise ValueError(f"--cluster is {where}; expected tcp://HOST:PORT or local:N")
        elif kind == "tls" and not _has_certificates():
            raise SurroundingsError(
                f"the cluster at {where} cannot be used: it needs certificates, which Dask's "
                "configuration distributed.comm.tls names (docs/cluster.md)"
            )
        self._stack.enter_context(_without_logs())
        try:
            self._client = self._stack.enter_context(
                _untyped(Client)(address, timeout=WAIT_SECONDS, set_as_default=False)
            )
            self._client.wait_for_workers(least, timeout=WAIT_SECONDS)
            self._client.run_on_scheduler(prepare)
        except (OSError, TimeoutError) as error:
            self._stack.close()
            raise SurroundingsError(f"the cluster at {where} cannot be used: {error}") from error

    def close(self) -> None:
        """Leave the cluster, and end what was started here."""
        self._stack.close()

    @property
    def threads(self) -> int:
        """How many submissions can be graded at a time now."""
        return max(1, int(sum(self._client.nthreads().values())))

    def check(self, differences: Callable[[T], list[str]], recipe: T) -> None:
        """Ask every worker whether it would work as this process does.

        A worker that comes later is asked before its first call; one that is lost meanwhile gets
        none.

        Parameters
        ----------
        differences
            ``differences(recipe)``, called on a worker, gives what differs there, in words.
        recipe
            What it is given.

        Raises
        ------
        SurroundingsError
            If one would not; the message says which, and what differs.
        """
        answers = self._client.run(differences, recipe, on_error="return")
        lost = {worker for worker, found in answers.items() if isinstance(found, OSError)}
        for found in answers.values():
            if isinstance(found, Exception) and not isinstance(found, OSError):
                raise found
        wrong = {w: found for w, found in answers.items() if found and w not in lost}
        if wrong:
            lines = [f"on {worker}, {'; '.join(found)}" for worker, found in sorted(wrong.items())]
            raise SurroundingsError("workers differ from this process: " + "; ".join(lines))

    def executor(self) -> Executor:
        """Return an executor that runs calls on the workers.

        A call's arguments travel once; they are known by their content.
        """
        return _Translated(_Queued(self._client), self._where)


def prepare(dask_scheduler: Any) -> None:
    """Set on the scheduler what grading relies on; Dask calls this there.

    A worker has only the submission that it grades, since Dask blames all that a lost worker had.
    Dask also keeps the names of the last 100,000 calls in a cache, 40 MB that nobody needs.
    """
    from dask.utils import key_split
    from tornado.ioloop import PeriodicCallback

    dask_scheduler.allowed_failures = DEATHS - 1
    dask_scheduler.WORKER_SATURATION = 1.0
    if FORGETTING not in dask_scheduler.periodic_callbacks:
        forgetting = PeriodicCallback(key_split.cache_clear, 60_000)
        dask_scheduler.periodic_callbacks[FORGETTING] = forgetting
        forgetting.start()


@contextmanager
def _without_logs() -> Iterator[None]:
    """Keep Dask's own messages from the terminal: what matters of them is an error here."""
    loggers = [logging.getLogger(name) for name in ("asyncio", "distributed", "tornado")]
    loggers += [
        logger
        for name, logger in logging.root.manager.loggerDict.items()
        if isinstance(logger, logging.Logger) and name.startswith(("distributed.", "tornado."))
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _has_certificates() -> bool:
    """Return whether Dask's configuration names a client's certificates."""
    from distributed.security import Security

    arguments = _untyped(Security)().get_connection_args("client")
    return arguments["ssl_context"] is not None


def _untyped(function: Any) -> Any:
    """Dask's classes have no types."""
    return function


class _Remote(Future[Any]):
    """A future that also cancels the call on the cluster."""

    def __init__(self, inner: Future[Any]) -> None:
        super().__init__()
        self._inner = inner

    def cancel(self) -> bool:
        cancelled = super().cancel()
        self._inner.cancel()
        return cancelled


@dataclass(frozen=True)
class _Call:
    """A call that has not been sent yet."""

    key: tuple[str, str]
    content: bytes
    future: Future[Any]


class _Queued(Executor):
    """An executor whose calls wait on the scheduler until a worker is free.

    Dask queues only what comes in great numbers at once, or is marked as the source of data; other
    calls it gives to the workers ahead.

    Calls that are made together travel together, and as bytes, in which Dask looks for nothing:
    each graph and each object costs grader and scheduler more than the call does. A key is a pair,
    whose first part names the group of the call; Dask remembers each group as long as it has
    anything to do.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._waiting: list[_Call] = []
        self._lock = threading.Lock()

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        content = pickle.dumps((fn, args, kwargs))
        key = fn.__name__, hashlib.sha256(content).hexdigest()
        call = _Call(key, content, Future())
        with self._lock:
            self._waiting.append(call)
            first = len(self._waiting) == 1
        if first:
            loop = self._client.loop
            loop.add_callback(loop.call_later, TOGETHER_SECONDS, self._send)
        return call.future

    def _send(self) -> None:
        """Send what waits; Dask's client calls this in its own thread."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        calls = [call for call in waiting if not call.future.cancelled()]
        try:
            inner = self._client.map(
                _called,
                [call.content for call in calls],
                key=[call.key for call in calls],
                pure=False,  # else Dask makes a key, though there is one
                _data_producer=True,
            )
        except Exception as error:
            for call in calls:
                _end(call.future, error)
            return
        for call, future in zip(calls, inner, strict=True):
            self._client.loop.add_callback(_follow, future, call.future)


def _called(content: bytes) -> bytes:
    """Make a call, on a worker."""
    function, arguments, named = pickle.loads(content)
    return pickle.dumps(function(*arguments, **named))


async def _follow(inner: Any, outer: Future[Any]) -> None:
    """Wait for a call of Dask's, and end its future."""

    def cancel(done: Future[Any]) -> None:
        if done.cancelled() and inner.status != "cancelled":
            inner.cancel()

    outer.add_done_callback(cancel)
    try:
        result = pickle.loads(await inner)
    except CancelledError:
        outer.cancel()
        outer.set_running_or_notify_cancel()
    except Exception as error:
        _end(outer, error)
    else:
        if outer.set_running_or_notify_cancel():
            outer.set_result(result)


def _end(future: Future[Any], error: Exception) -> None:
    """End a future with an error, unless it is cancelled."""
    if future.set_running_or_notify_cancel():
        future.set_exception(error)


class _Translated(Executor):
    """An executor whose futures end with the grader's errors, not Dask's."""

    def __init__(self, inner: Executor, where: str) -> None:
        self._inner, self._where = inner, where

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        try:
            inner = self._inner.submit(fn, *args, **kwargs)
        except Exception as error:
            raise SurroundingsError(f"the cluster at {self._where} is gone: {error}") from error
        outer = _Remote(inner)
        inner.add_done_callback(lambda done: self._pass_on(done, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Forget what still runs: whoever wants a result has waited for it."""
        self._inner.shutdown(wait=False)

    def _pass_on(self, done: Future[Any], outer: Future[Any]) -> None:
        if not outer.set_running_or_notify_cancel():
            return
        try:
            error = done.exception()
        except CancelledError:
            words = f"the cluster at {self._where} is gone, or has cancelled the work"
            outer.set_exception(SurroundingsError(words))
            return
        if error is None:
            outer.set_result(done.result())
        elif type(error).__name__ == "KilledWorker":
            outer.set_exception(KillsWorkersError(KILLED))
        else:
            outer.set_exception(error)
