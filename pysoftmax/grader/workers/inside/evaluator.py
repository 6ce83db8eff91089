"""A process that evaluates, for a student's, the functions that are to be differentiated.

It alone has the formulas and their parameters. The gradient that comes with a value is made of the
value: its entry i, from 1, is the value plus i. So it is wrong, as it is what a numerical gradient
is to check, and no arithmetic makes the right one of it.

A question is the number of a function, the number of entries, both as 8 bytes, and the entries.
The reply is how many doubles follow, the value and the gradient; or -1 where there is no value.
"""

from __future__ import annotations

import itertools
import mmap
import os
import signal
import struct
import textwrap
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, BinaryIO, NoReturn

import numpy as np

from . import confine
from .asking import LARGEST, read_exactly, write_all
from .request import read_value

__all__ = ["Evaluator", "read_functions"]

Pipes = tuple[int | str, int | str]
"""Where questions come from and replies go: descriptors, or the paths of named pipes."""


class Evaluator:
    """Evaluates the functions of one request until it is ended.

    Parameters
    ----------
    functions
        The descriptor of the file that holds them.
    count
        How many there are.
    limits
        Those of the student's process hold for this one too.
    pipes
        To the student's process.

    Attributes
    ----------
    pid
        The number of the process.
    """

    def __init__(self, functions: int, count: int, limits: dict[str, Any], pipes: Pipes) -> None:
        # Made after the student's process was forked, which therefore does not share it.
        self._calls = mmap.mmap(-1, 8 * count)
        self._count = count
        self.pid = os.fork()
        if self.pid == 0:
            _become(functions, limits, pipes, self._calls)

    def end(self) -> list[int]:
        """End it, and say how often each function was called."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        return list(struct.unpack(f"<{self._count}q", self._calls[:]))


def _become(functions: int, limits: dict[str, Any], pipes: Pipes, calls: mmap.mmap) -> NoReturn:
    try:
        confine.die_with_parent()
        confine.limit_process(0, limits, None)
        _close_all_but(functions, *(end for end in pipes if isinstance(end, int)))
        with os.fdopen(functions, "rb") as stream:
            known = read_functions(stream)
        questions, replies = (
            end if isinstance(end, int) else os.open(end, mode)
            for end, mode in zip(pipes, (os.O_RDONLY, os.O_WRONLY), strict=True)
        )
        _serve(known, questions, replies, calls)
    except BaseException:  # a student's process that asks nonsense gets no more replies
        pass
    finally:
        os._exit(0)


def _close_all_but(*kept: int) -> None:
    edges = [2, *sorted(kept), 4096]
    for below, above in itertools.pairwise(edges):
        os.closerange(below + 1, above)


def _serve(
    known: list[Callable[[Any], float]], questions: int, replies: int, calls: mmap.mmap
) -> None:
    while True:
        number, entries = struct.unpack("<qq", read_exactly(questions, 16))
        if not (0 <= number < len(known) and 0 <= entries <= LARGEST):
            return
        point = np.frombuffer(read_exactly(questions, 8 * entries), "<f8")
        (so_far,) = struct.unpack_from("<q", calls, 8 * number)
        struct.pack_into("<q", calls, 8 * number, so_far + 1)
        write_all(replies, _reply(known[number], point))


def _reply(evaluate: Callable[[Any], float], point: Any) -> bytes:
    try:
        value = evaluate(point)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return struct.pack("<q", -1)
    numbers = np.concatenate([[value], value + np.arange(1, point.size + 1)])
    return struct.pack("<q", numbers.size) + numbers.astype("<f8").tobytes()


def read_functions(stream: BinaryIO) -> list[Callable[[Any], float]]:
    """Return the functions of a request, each of a 1-D array."""
    stream.seek(0)
    count = int(stream.readline())
    return [_function(read_value(stream), read_value(stream)) for _ in range(count)]


def _function(text: str, parameters: Mapping[str, Any]) -> Callable[[Any], float]:
    """`text` holds statements that set `value` from `x` and the parameters `p`."""
    body = textwrap.indent(textwrap.dedent(text).strip(), "    ")
    names: dict[str, Any] = {"np": np}
    exec(f"def formula(p, x):\n{body}\n    return value\n", names)
    formula = names["formula"]

    def evaluate(point: Any) -> float:
        with np.errstate(all="ignore"):
            return float(formula(parameters, point))

    return evaluate
