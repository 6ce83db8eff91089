"""How close an output must be to Octave's: one rule for each output of a function.

A rule is a function of Python's value and Octave's that returns the comparisons made. Any function
of the two can be one: it returns False, or raises an AssertionError, if they do not agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.closeness import IDENTICAL, Comparison, Tolerance, unlike
from pysoftmax.comparison.nested import compare_nested

__all__ = ["Rule", "entrywise", "exact", "largest", "up_to_order", "up_to_sign", "within"]

Prepare = Callable[[Any, Any], tuple[Any, Any]]


@dataclass(frozen=True)
class Rule:
    """A way to compare one output; the functions of this module make them.

    Attributes
    ----------
    tolerance
        The difference allowed for each entry.
    prepare
        Applied to Python's and Octave's value before they are compared.
    strict
        Whether shape and class must be the same too.
    """

    tolerance: Tolerance
    prepare: Prepare = lambda actual, expected: (actual, expected)
    strict: bool = False

    def __call__(self, actual: Any, expected: Any, output: str, about: str) -> list[Comparison]:
        """Compare one output, part by part."""
        pair = self.prepare(actual, expected)
        return list(compare_nested(*pair, self.tolerance, output, about, strict=self.strict))


@dataclass(frozen=True, eq=False)
class _Entrywise(Tolerance):
    """A tolerance relative to each entry."""

    relative: float = 0.0

    def limits(self, expected: NDArray[np.float64]) -> NDArray[np.float64]:
        own = self.relative * np.abs(np.where(np.isfinite(expected), expected, 0.0))
        return np.maximum(super().limits(expected), own)


def largest(relative: float = 1e-12, absolute: float = 0.0, *, strict: bool = False) -> Rule:
    """Allow a share of the output's largest entry, for values of one unit and scale."""
    tolerance = Tolerance("largest", "a share of the largest entry").at_least(relative, absolute)
    return Rule(tolerance, strict=strict)


def entrywise(relative: float = 1e-12, absolute: float = 0.0, *, strict: bool = False) -> Rule:
    """Allow a share of each entry itself, for entries of different units or scales."""
    bound = _Entrywise("entrywise", "a share of each entry", absolute, relative=relative)
    return Rule(bound, strict=strict)


def within(absolute: float, *, strict: bool = False) -> Rule:
    """Allow a difference of `absolute`, in the unit of the output."""
    return Rule(Tolerance("absolute", "a difference", absolute), strict=strict)


def exact(*, strict: bool = False) -> Rule:
    """Allow no difference, not even in the sign of a zero."""
    return Rule(IDENTICAL, strict=strict)


def up_to_sign(rule: Rule | None = None) -> Rule:
    """Ignore the sign of each column, for singular vectors and eigenvectors."""

    def prepare(actual: Any, expected: Any) -> tuple[Any, Any]:
        try:
            came, wanted = np.asarray(actual), np.asarray(expected)
            came = came.reshape(wanted.shape) if came.size == wanted.size == came.ndim else came
            matrix = wanted.ndim == 2 and min(wanted.shape) > 1
            came = came if matrix else came.reshape(wanted.shape, order="F")
            product = np.sum(came * np.conj(wanted), axis=0 if matrix else None, keepdims=matrix)
        except (TypeError, ValueError):  # the rule says what is wrong
            return actual, expected
        return np.where(np.real(product) < 0, -came, came), expected

    rule = rule or largest()
    return Rule(rule.tolerance, prepare, rule.strict)


def up_to_order(rule: Rule | None = None) -> Rule:
    """Ignore the order of the entries, for roots, eigenvalues and sets.

    Each of Octave's numbers is paired with the closest of Python's that is left; text is sorted.
    """

    def prepare(actual: Any, expected: Any) -> tuple[Any, Any]:
        if isinstance(expected, list):
            try:
                return sorted(actual), sorted(expected)
            except TypeError:
                return actual, expected
        wanted = np.ravel(expected, order="F")
        try:
            left = list(np.ravel(np.asarray(actual), order="F"))
            if len(left) != wanted.size:
                return actual, expected
            ordered = []
            for number in wanted:
                with np.errstate(all="ignore"):
                    apart = np.nan_to_num(np.abs(np.asarray(left) - number), nan=np.inf)
                if np.isnan(number):
                    apart = ~np.isnan(np.asarray(left)) * 1.0
                ordered.append(left.pop(int(np.argmin(apart))))
        except TypeError:
            return actual, expected
        return np.array(ordered), wanted

    rule = rule or largest()
    return Rule(rule.tolerance, prepare, rule.strict)


def apply(
    rule: Callable[..., Any], actual: Any, expected: Any, output: str, about: str
) -> Iterable[Comparison]:
    """Return the comparisons of a rule, or of any function of the two values."""
    if isinstance(rule, Rule):
        return rule(actual, expected, output, about)
    why = getattr(rule, "__name__", "the comparison given")
    try:
        agrees = rule(actual, expected)
    except AssertionError as error:
        agrees, why = False, f"{why}: {error}"
    if agrees is None or bool(np.all(agrees)):
        return []
    came, wanted = (_short(value) for value in (actual, expected))
    return [unlike(f"{came} ({why})", wanted, Tolerance("given", why), output, about)]


def _short(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 200 else f"{text[:200]} ..."


def hidden_difference(actual: Any, expected: Any) -> str:
    """Describe an entry that passes only beside a much larger one; empty if there is none.

    Rounding leaves differences of a few units in the last place of the largest entry. A difference
    above that, and above a thousandth of the entry itself, may be a real error.
    """
    if not isinstance(expected, np.ndarray) or expected.dtype.kind != "f" or expected.size < 2:
        return ""
    try:
        came = np.asarray(actual)
        came = came.astype(complex if came.dtype.kind == "c" else float)
        came = came.reshape(expected.shape, order="F")
    except (TypeError, ValueError):
        return ""
    with np.errstate(all="ignore"):
        apart = np.abs(came - expected)
        top = np.max(np.abs(expected), where=np.isfinite(expected), initial=0.0)
        hidden = (apart > 1e-3 * np.abs(expected)) & (apart > 16 * np.finfo(float).eps * top)
    if not hidden.any():
        return ""
    place = tuple(int(i) for i in np.argwhere(hidden)[0])
    return (
        f"Python's {came[place].item()!r} passes for Octave's {float(expected[place])!r} only "
        f"beside the largest entry, {top:g}; give compare=entrywise(...) to compare each entry by "
        "itself, or compare=largest(...) if this is meant"
    )
