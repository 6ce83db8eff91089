"""The outcome of one case: agreed or not, and by how much."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pysoftmax.comparison.case import Answer, Case, Failure
from pysoftmax.comparison.closeness import Comparison, Mismatch

__all__ = ["Verdict", "describe_call"]


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right.

    Attributes
    ----------
    agrees
        True when nothing is wrong.
    comparisons
        One per output that was compared; empty when there was nothing to compare.
    problem
        What is wrong if it is not a number, such as a failure on one side.
    failure
        The failure of the implementation under test, if that is what is wrong.
    """

    agrees: bool
    comparisons: tuple[Comparison, ...] = field(default=())
    problem: str = ""
    failure: Failure | None = None

    @property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """The wrong entries of all outputs."""
        return tuple(m for c in self.comparisons for m in c.mismatches)

    def __str__(self) -> str:
        if self.agrees:
            return "agrees"
        return "\n".join([self.problem] * bool(self.problem) + [str(m) for m in self.mismatches])


def of_comparisons(comparisons: tuple[Comparison, ...]) -> Verdict:
    """Return agreement if no comparison has a wrong entry."""
    return Verdict(all(not c.wrong for c in comparisons), comparisons)


def of_failures(case: Case, answer: Answer, expected: Answer) -> Verdict | None:
    """Return the verdict if either side failed; None if both returned."""
    if answer.failure is None and expected.failure is None:
        return None
    if answer.failure is None:
        assert expected.failure is not None
        return Verdict(
            False,
            problem=f"{describe_call(case)} returned, where the reference says: "
            f"{expected.failure.message}",
        )
    if expected.failure is None:
        return Verdict(
            False,
            problem=f"{describe_call(case)} failed ({answer.failure.kind}): "
            f"{answer.failure.message}",
            failure=answer.failure,
        )
    kinds = {answer.failure.kind, expected.failure.kind}
    if kinds == {"error"}:
        return Verdict(True)
    return Verdict(
        False,
        problem=f"{describe_call(case)}: {answer.failure.kind} beside {expected.failure.kind}: "
        f"{answer.failure.message} / {expected.failure.message}",
        failure=answer.failure,
    )


def describe_call(case: Case) -> str:
    """Return the call on one line: numbers in full, arrays by shape."""
    return f"{case.function}({', '.join(_brief(a) for a in case.args)})"


def _brief(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype}[{'x'.join(map(str, value.shape))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_brief(v)}" for k, v in value.items()) + "}"
    return f"{value:g}" if isinstance(value, float) else repr(value)
