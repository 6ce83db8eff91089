"""A submission as an implementation of the exercise."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from pysoftmax.closing import Closing
from pysoftmax.comparison.calling import Calling
from pysoftmax.comparison.case import FEW_OUTPUTS, Answer, Case, Failure
from pysoftmax.comparison.objectives import Objective
from pysoftmax.grader.limits import Limits
from pysoftmax.grader.workers import wire
from pysoftmax.grader.workers.files import Files
from pysoftmax.grader.workers.inside import channel
from pysoftmax.grader.workers.listen import Heard, listen
from pysoftmax.grader.workers.process import ZygoteError
from pysoftmax.grader.workers.processor_time import ProcessorTime, Starved
from pysoftmax.languages import Language

__all__ = ["KeptRun", "Slot", "StudentImplementation"]


@dataclass(frozen=True)
class KeptRun:
    """A keeper that starts a process for each request.

    Attributes
    ----------
    language
        Its processes' language.
    line
        The line to it.
    scratch
        Its scratch folder.
    scratch_bytes
        The size of that folder.
    ancestor
        The number of a process that all its processes descend from.
    fresh
        Whether it has had no request yet.
    """

    language: Language
    line: socket.socket
    scratch: str
    scratch_bytes: int
    ancestor: int
    fresh: bool = True


class Slot(Protocol):
    """Starts runs: one job of the workers."""

    def run(self, language: Language, warm: str, limits: Limits) -> KeptRun:
        """Return a run that waits for its first request, or for its next."""
        ...

    def release(self, run: KeptRun) -> None:
        """Let another submission have a run of which it will find nothing."""
        ...

    def end(self, run: KeptRun) -> None:
        """End a run, all that it started, and what it has left."""
        ...

    def renew(self) -> None:
        """Let the next run have a fresh warm process."""
        ...


class StudentImplementation(Closing):
    """A submission that answers cases, in its own processes.

    Attributes
    ----------
    name
        The submission's name.
    remarks
        What was seen while its files were loaded: kind, file, line and message.
    printed
        The beginning of what the last call of `answer` printed; not part of an answer.
    starved
        Whether a run ended because others had the processors or the memory.
    """

    def __init__(
        self,
        submission: Files,
        slot: Slot,
        limits: Limits,
        done: Callable[[], None],
        fields: Sequence[str] = (),
    ) -> None:
        self.name = submission.name
        self.printed = ""
        self.starved = Starved.NO
        self.remarks: tuple[tuple[str, str, int, str], ...] = ()
        self._language = submission.language
        self._limits = limits
        self._fields = tuple(fields)
        self._slot = slot
        self._done = done
        self._pack = submission.pack
        self._warm = "scipy" if submission.uses_scipy else "numpy"
        self._run: KeptRun | None = None
        self._asked, self._place = False, ""
        self._closed = False

    def close(self) -> None:
        """End what still runs, and release the job for the next submission."""
        if not self._closed:
            self._closed = True
            if self._run is not None:
                self._slot.release(self._run)
                self._run = None
            self._done()

    def prepare(self) -> None:
        """Start the process of the first question, which then need not be waited for."""
        self._open_run(self._limits)

    def take(self, submission: Files) -> bool:
        """Answer for these files from now on, if the processes suit them and have run none yet."""
        warm = "scipy" if submission.uses_scipy else "numpy"
        if self._asked or (submission.language, warm) != (self._language, self._warm):
            return False
        self.name, self._pack = submission.name, submission.pack
        return True

    def answer(self, cases: Sequence[Case], *, limits: Limits | None = None) -> list[Answer]:
        """Return one answer per case, in order, from one fresh process with its own time.

        A case's `function` names the file and the function in it, or ``file:function``.

        Raises
        ------
        ZygoteError
            If the grader's own processes cannot be started: never for what a submission does.
        """
        limits = limits or self._limits
        if not cases:
            return []
        try:
            heard, ending, calls = self._ask(cases, limits)
        except ZygoteError:
            self._end_run()
            self._slot.renew()
            raise
        self.starved = max(self.starved, heard.starved)
        seen = ((kind, file, line, self._at_home(said)) for kind, file, line, said in heard.remarks)
        self.remarks = tuple(dict.fromkeys((*self.remarks, *seen)))
        self.printed = self._at_home(heard.printed.decode("utf-8", "replace"))
        answers = [
            replace(self._answer_at_home(_of_as_many(answer, case)), calls=called)
            for answer, case, called in zip(heard.answers, cases, calls, strict=False)
        ]
        if len(answers) < len(cases):
            answers.append(Answer(failure=heard.failure or ending, seconds=0.0))
        rest = Failure("not asked", "an earlier case ended the process")
        return answers + [Answer(failure=rest)] * (len(cases) - len(answers))

    def _answer_at_home(self, answer: Answer) -> Answer:
        if answer.failure is None:
            return answer
        message = self._at_home(answer.failure.message)
        return replace(answer, failure=replace(answer.failure, message=message))

    def _at_home(self, text: str) -> str:
        """Return a text with files named as the student does, without this run's folders."""
        return text.replace(f"{self._place}/", "").replace(self._place, ".")

    def _ask(self, cases: Sequence[Case], limits: Limits) -> tuple[Heard, Failure, list[int]]:
        """What the run sent, how it ended by itself, and how often each case called functions."""
        run = self._open_run(limits)
        line, fresh = run.line, run.fresh
        self._asked = True
        self._place = f"{run.scratch}/submission"
        begun = False
        clock = ProcessorTime(run.ancestor)
        try:
            readers = self._start(line, cases, limits, fresh)
            if isinstance(readers, str):
                self._end_run()
                if not fresh:  # what came before has left it out of order
                    return self._ask(cases, limits)
                return Heard(failure=Failure("limit", readers)), _ENDED, []
            begun = True
            try:
                heard = listen(*readers, len(cases), limits, clock.lost)
            finally:
                for reader in readers:
                    os.close(reader)
            by_itself = heard.failure is None and len(heard.answers) < len(cases)
            channel.send(line, {"end": "expected" if by_itself else "now"})
            end, _ = _receive(line)
            ending = _ending(end["status"], heard)
            if by_itself and end["status"] == -signal.SIGKILL:
                heard.starved = Starved.PERHAPS  # the system kills if memory is short
        except TimeoutError:
            self._end_run()
            raise ZygoteError("the worker does not reply; is this machine overloaded?") from None
        except (EOFError, ConnectionError):
            self._end_run()
            if not fresh and not begun:  # it has ended since
                return self._ask(cases, limits)
            return Heard(starved=Starved.PERHAPS), _ENDED, []
        except BaseException:
            self._end_run()
            raise
        if end["clean"]:
            self._run = replace(run, fresh=False)
        else:
            self._end_run()
        return heard, ending, _by_case(cases, end["calls"])

    def _open_run(self, limits: Limits) -> KeptRun:
        if self._run is None:
            self._run = self._slot.run(self._language, self._warm, limits)
        return self._run

    def _end_run(self) -> None:
        if self._run is not None:
            self._slot.end(self._run)
            self._run = None

    def _start(
        self, line: socket.socket, cases: Sequence[Case], limits: Limits, fresh: bool
    ) -> tuple[int, int] | str:
        """Return the run's two pipes, or why it cannot be started with these files.

        Raises
        ------
        ZygoteError
            If a `fresh` session cannot start anything.
        """
        ask: dict[str, Any] = {"limits": asdict(limits)}
        with wire.request(cases, self._language, self._fields) as request:
            ask["functions"] = request.count
            files = (request.calls, request.functions, self._pack)
            channel.send(line, {"ask": ask}, [file.fileno() for file in files])
            reply, readers = _receive(line)
        if "failed" in reply and fresh:
            raise ZygoteError(f"the worker cannot start a submission: {reply['failed']}")
        if "refused" in reply or "failed" in reply:
            return f"could not start with these files: {reply.get('refused', '')}"
        return readers[0], readers[1]


def _receive(line: socket.socket) -> tuple[dict[str, Any], list[int]]:
    message, descriptors = channel.receive(line)
    if "broken" in message:
        raise ZygoteError(f"the worker failed: {message['broken']}")
    return message, descriptors


def _by_case(cases: Sequence[Case], calls: Sequence[int]) -> list[int]:
    """Return how often each case's functions were called, of how often each function was."""
    left = iter(calls)
    return [
        sum(next(left, 0) for value in case.args if isinstance(value, Objective)) for case in cases
    ]


def _of_as_many(answer: Answer, case: Case) -> Answer:
    """Return the answer, or a failure if it has not as many outputs as were asked for."""
    parts = case.parts() if isinstance(case, Calling) else [case]
    nargout = sum(part.nargout for part in parts)
    if answer.failure is not None or len(answer.values) == nargout:
        return answer
    message = f"its process sent {len(answer.values)} of {nargout} outputs"
    return Answer(failure=Failure("invalid", message, FEW_OUTPUTS), seconds=answer.seconds)


_ENDED = Failure("crash", "its process was ended")


def _ending(status: int | None, heard: Heard) -> Failure:
    """Return what the exit status means of a process that ended before answering everything."""
    when = "" if heard.loaded else " while its files were loaded"
    if status is None:
        return Failure("crash", f"it closed the channel for its answers{when}")
    if status >= 0:
        return Failure("crash", f"the submission called exit, with status {status}{when}")
    if -status in (signal.SIGXCPU, signal.SIGKILL):
        return Failure("limit", f"it was killed, out of processor time or memory{when}")
    name = signal.Signals(-status).name if -status in signal.valid_signals() else str(-status)
    return Failure("crash", f"its process crashed with {name}{when}")
