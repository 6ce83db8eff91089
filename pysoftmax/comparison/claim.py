"""One thing that is true of a correct implementation, and how to judge an answer by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pysoftmax.comparison.case import Answer, Case, Failure
from pysoftmax.comparison.choices import Choices
from pysoftmax.comparison.closeness import Tolerance, compare
from pysoftmax.comparison.verdict import Verdict, describe_call, of_comparisons, of_failures
from pysoftmax.words import plural

__all__ = ["BROKEN", "Claim"]

Adjust = Callable[[Tolerance], Tolerance]
Values = tuple[Any, ...]

BROKEN = {
    "AttributeError",
    "IndentationError",
    "ImportError",
    "ModuleNotFoundError",
    "NameError",
    "NotImplementedError",
    "SyntaxError",
    "TabError",
    "UnboundLocalError",
    "Octave:undefined-function",
    "Octave:bad-input",
}
"""Identifiers of errors that say nothing about the input: the code itself is broken."""


def _as_they_are(case: Case, values: Values) -> Values:
    return values


@dataclass(frozen=True)
class Claim:
    """One thing that is true of a correct implementation.

    Attributes
    ----------
    key
        A short name of lower-case words and hyphens, unique in its exercise.
    function
        The function that it is about.
    title
        What is claimed, for a reader.
    make
        Makes a case from choices.
    outputs
        The outputs' names in order; None for one that is not judged.
    tolerances
        ``tolerances(case, expected)`` gives one tolerance per output.
    must_fail
        True for bad input: the correct answer is an error.
    unpack
        ``unpack(case, values)`` gives what is judged, where that is not the outputs themselves
        (the fields of a struct, say). What it raises makes the answer invalid.
    share
        Its share of the cases of a parity run; 0 leaves it out.
    optional
        Whether it is about an output that the exercise does not ask for.
    """

    key: str
    function: str
    title: str
    make: Callable[[Choices], Case]
    outputs: tuple[str | None, ...] = ()
    tolerances: Callable[[Case, Answer], tuple[Tolerance, ...]] = lambda case, expected: ()
    must_fail: bool = False
    unpack: Callable[[Case, Values], Values] = _as_they_are
    share: int = 0
    optional: bool = False

    def judge(
        self, case: Case, answer: Answer, expected: Answer, adjust: Adjust | None = None
    ) -> Verdict:
        """Compare an answer with the oracle's.

        Parameters
        ----------
        case
            The case that was asked.
        answer
            What the implementation gave.
        expected
            What the oracle gave.
        adjust
            Applied to every tolerance, for a judge that does not need the last bits, such as
            ``lambda t: t.at_least(relative=1e-7)``. (Exempt what must stay `IDENTICAL`.)
        """
        if self.must_fail:
            return _judge_rejection(case, answer, expected)
        failed = of_failures(case, answer, expected)
        if failed is not None:
            broken = answer.failure if failed.agrees else None
            if broken is not None and _broken(broken):
                problem = f"{describe_call(case)} cannot run: {broken.message}"
                return Verdict(False, problem=problem, failure=broken)
            return failed
        try:
            actual = self.unpack(case, answer.values)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            return _invalid(case, f"cannot be read: {type(error).__name__}: {error}")
        return self._compare(case, actual, expected, adjust)

    def _compare(
        self, case: Case, actual: Values, expected: Answer, adjust: Adjust | None
    ) -> Verdict:
        reference = self.unpack(case, expected.values)
        tolerances = self.tolerances(case, expected)
        comparisons = []
        for position, (output, tolerance) in enumerate(zip(self.outputs, tolerances, strict=True)):
            if output is None:
                continue
            if position >= len(actual):
                return _invalid(case, f"has only {plural(len(actual), 'output')}")
            allowed = adjust(tolerance) if adjust else tolerance
            pair = actual[position], reference[position]
            comparison = compare(*pair, allowed, output)
            if comparison.wrong:  # once more, now with words
                about = f"{describe_call(case)}; {case.about}"
                comparison = compare(*pair, allowed, output, about)
            comparisons.append(comparison)
        return of_comparisons(tuple(comparisons))


def _broken(failure: Failure) -> bool:
    """Return whether the code itself is at fault, a file that cannot be parsed among others."""
    return failure.identifier in BROKEN or failure.message.startswith("parse error")


def _judge_rejection(case: Case, answer: Answer, expected: Answer) -> Verdict:
    """Bad input must be an error on both sides, and an error about the input."""
    for who, side in (("", answer), ("the reference: ", expected)):
        failure = side.failure
        if failure is None:
            return Verdict(
                False, problem=f"{who}{describe_call(case)} should be an error: {case.about}"
            )
        if failure.kind != "error" or _broken(failure):
            return Verdict(
                False,
                problem=f"{who}{describe_call(case)} should be an error about {case.about}, "
                f"not {failure.kind}: {failure.message}",
                failure=failure,
            )
    return Verdict(True)


def _invalid(case: Case, what: str) -> Verdict:
    message = f"the answer of {describe_call(case)} {what}"
    return Verdict(False, problem=message, failure=Failure("invalid", message))
