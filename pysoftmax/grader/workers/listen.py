"""Read from one run until it has answered everything, has ended, or has used up its time."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pysoftmax.comparison.case import Answer, Failure
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.workers.answers import (
    AnswerReader,
    UnreadableError,
    read_answer,
    read_remarks,
)
from pysoftmax.grader.workers.processor_time import Starved
from pysoftmax.words import seconds

__all__ = ["Heard", "listen"]

SHOWN_BYTES = 32 << 10
"""How much printed output is kept and shown."""
CHUNK = 1 << 18
MOST_EXTENDED = 9.0
"""How much time is added at most for what others had, in times of the limit."""
LEAST_EXTENDED = 0.01
"""Seconds that are worth waiting for."""


@dataclass
class Heard:
    """What a run has sent.

    Attributes
    ----------
    answers
        To the first cases, in order.
    failure
        Why there are no more; None if it ended by itself, so that its exit status says why.
    loaded
        Whether the submission's files have been loaded.
    remarks
        What was seen while they were: kind, file, line and message.
    printed
        The beginning of what it printed.
    starved
        Whether its time ran out because others had it.
    """

    answers: list[Answer] = field(default_factory=list)
    failure: Failure | None = None
    loaded: bool = False
    remarks: tuple[tuple[str, str, int, str], ...] = ()
    printed: bytes = b""
    starved: Starved = Starved.NO


class _EndedError(Exception):
    def __init__(self, failure: Failure | None) -> None:
        self.failure = failure


def listen(
    answers: int,
    printed: int,
    expected: int,
    limits: Limits,
    lost: Callable[[], float | None] = lambda: 0.0,
) -> Heard:
    """Read a run's two pipes until `expected` answers are there or there will be no more.

    The limit of time is for time that the run could have had: what it `lost` to others so far, in
    seconds, is added, up to `MOST_EXTENDED` times the limit.
    """
    heard = Heard()
    listener = _Listener(heard, expected, limits, lost)
    poll = select.poll()
    poll.register(answers, select.POLLIN)
    poll.register(printed, select.POLLIN)
    try:
        while len(heard.answers) < expected:
            ready = poll.poll(max(0.0, listener.deadline - time.monotonic()) * 1000)
            if not ready and listener.extend():
                continue
            # It may have answered while the system was asked what it has lost.
            if not ready and not (ready := poll.poll(0)):
                raise _EndedError(Failure("timeout", listener.slowness()))
            # Text first: endless output must not be read endlessly.
            for descriptor, _ in sorted(ready, key=lambda event: event[0] != printed):
                data = os.read(descriptor, CHUNK)
                if descriptor == printed:
                    if not data:
                        poll.unregister(printed)
                    listener.print(data)
                else:
                    listener.answer(data)
    except _EndedError as ended:
        heard.failure = ended.failure
    _drain(printed, listener)
    return heard


def _drain(printed: int, listener: _Listener) -> None:
    """Read what has been printed so far, without waiting for more."""
    poll = select.poll()
    poll.register(printed, select.POLLIN)
    while len(listener.heard.printed) < SHOWN_BYTES and poll.poll(0):
        data = os.read(printed, CHUNK)
        if not data:
            return
        listener.keep(data)


class _Listener:
    def __init__(
        self,
        heard: Heard,
        expected: int,
        limits: Limits,
        lost: Callable[[], float | None],
    ) -> None:
        self.heard = heard
        self._lost = lost
        self._expected = expected
        self._limits = limits
        self._reader = AnswerReader(limits.answer_bytes)
        self._text_left = limits.output_bytes
        self._last = self._begun = time.monotonic()
        self.deadline = self._last + limits.wall_seconds

    def extend(self) -> bool:
        """Add the time that others had; return whether there is any left."""
        now = time.monotonic()  # to ask what is lost takes a while on a busy machine
        lost, limit = self._lost(), self._limits.wall_seconds
        if lost is None:
            self.heard.starved = Starved.PERHAPS
            return False
        self.deadline = self._begun + limit + min(lost, MOST_EXTENDED * limit)
        if self.deadline - now > LEAST_EXTENDED:
            return True
        if lost > MOST_EXTENDED * limit:
            self.heard.starved = Starved.YES
        return False

    def slowness(self) -> str:
        limit = seconds(self._limits.wall_seconds)
        if not self.heard.loaded:
            return f"the files were not loaded within {limit}; do they run the exercise on import?"
        return f"it did not return within {limit}"

    def print(self, data: bytes) -> None:
        self._text_left -= len(data)
        self.keep(data)
        if self._text_left < 0:
            limit = self._limits.output_bytes
            raise _EndedError(Failure("limit", f"it printed more than {limit} bytes"))

    def keep(self, data: bytes) -> None:
        self.heard.printed += data[: SHOWN_BYTES - len(self.heard.printed)]

    def answer(self, data: bytes) -> None:
        if not data:
            raise _EndedError(None)
        try:
            for header, bodies in self._reader.feed(data):
                self._take(header, bodies)
        except UnreadableError as error:
            raise _EndedError(Failure("invalid", f"its process sent {error}")) from None
        except OverflowError:
            limit = self._limits.answer_bytes
            message = f"what it returned is larger than {limit} bytes"
            raise _EndedError(Failure("limit", message)) from None

    def _take(self, header: dict[str, Any], bodies: list[memoryview]) -> None:
        now = time.monotonic()
        if not self.heard.loaded:
            if header.get("loaded") is not True:
                raise UnreadableError("an answer before its time")
            self.heard.loaded = True
            self.heard.remarks = read_remarks(header.get("remarks"))
            self._begun = now
            self.deadline = now + self._limits.wall_seconds
        elif len(self.heard.answers) < self._expected:
            if header.get("case") != len(self.heard.answers):
                raise UnreadableError("an answer to another case")
            self.heard.answers.append(read_answer(header, bodies, now - self._last))
        self._last = now
