"""What "equal" means: named tolerances with a reason, and comparison entry by entry.

Numbers must lie within a bound derived from the case. NaN and infinities must be in the same
places. The sign of a zero counts if the tolerance says so. For a sum it is ignored: ``0 + -0`` is
``0``, so the sign depends only on the order in which the terms were added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.tolerance import IDENTICAL, Tolerance
from pysoftmax.octave.values import NotCarried
from pysoftmax.words import kind

__all__ = ["IDENTICAL", "Comparison", "Mismatch", "Tolerance", "compare", "ulps_apart", "unlike"]


@dataclass(frozen=True)
class Mismatch:
    """One entry, or one whole output, that is wrong.

    Attributes
    ----------
    output
        Which output: ``cost``, ``grad``, ``pred`` ...
    index
        Its position, from 0; empty for a number or for an output as a whole.
    actual, expected
        As they are shown.
    bound
        The difference that would have been allowed.
    help
        What the comparison was about, and how many other entries are wrong.
    """

    output: str
    index: tuple[int, ...]
    actual: Any
    expected: Any
    bound: float | None = None
    help: str = ""

    def __str__(self) -> str:
        place = f"[{', '.join(map(str, self.index))}]" if self.index else ""
        allowed = "" if self.bound is None else f" (allowed difference {self.bound:.3g})"
        about = f" [{self.help}]" if self.help else ""
        return (
            f"{self.output}{place}={_show(self.actual)}, "
            f"but should be {_show(self.expected)}{allowed}{about}"
        )


@dataclass(frozen=True)
class Comparison:
    """How two values of one output compare.

    Attributes
    ----------
    output
        Which output.
    tolerance
        The tolerance that was applied.
    mismatches
        The wrong entries, the worst first; at most `MOST_SHOWN` of them.
    wrong
        How many entries are wrong.
    entries
        How many entries were compared.
    equal
        Whether all of them are equal to the last bit (including a zero's sign, if it counts).
    ulps
        The largest difference in units in the last place of the larger of the two numbers. A
        number below its own tolerance is rounding error around 0, and its digits are not counted.
    relative
        The largest difference over the largest expected entry; 0 if only such numbers differ.
    used
        The largest share of its bound that a difference took up; above 1 is a mismatch.
    first
        The first wrong entry, column by column; None if there is none.
    """

    output: str
    tolerance: Tolerance
    mismatches: tuple[Mismatch, ...]
    wrong: int
    entries: int
    equal: bool
    ulps: float
    relative: float
    used: float
    first: Mismatch | None = None


MOST_SHOWN = 5


def compare(
    actual: Any, expected: Any, tolerance: Tolerance, output: str = "out", about: str = ""
) -> Comparison:
    """Compare one output with the oracle's, entry by entry.

    Parameters
    ----------
    actual, expected
        Numbers, arrays or text. Vectors may have any orientation: (n,), (n, 1) and (1, n) agree;
        other shapes must be the same.
    tolerance
        The allowed difference.
    output, about
        For the messages: the output's name, and the call that gave it.
    """
    if isinstance(expected, str):
        return _compare_text(actual, expected, tolerance, output, about)
    got, want = _numbers(actual), _numbers(expected)
    if want is None:
        raise TypeError(f"the oracle's {output} is {kind(expected)}; expected numbers")
    if got is None or _vector_shape(got.shape) != _vector_shape(want.shape):
        came = _shape_words(got.shape) if got is not None else _nature(actual)
        return unlike(came, _shape_words(want.shape), tolerance, output, about, want.size)
    got = got.reshape(want.shape, order="F")
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    if tolerance.zero_signs:
        same &= (want != 0) | (got != 0) | (np.signbit(got) == np.signbit(want))
    exact = _beyond_doubles(actual, expected, want)
    if exact is not None:
        same = np.equal(*exact).astype(bool)
    if same.all():
        return Comparison(output, tolerance, (), 0, want.size, True, 0.0, 0.0, 0.0)
    limits = tolerance.limits(want)
    with np.errstate(all="ignore"):
        difference = np.abs(got - want if exact is None else np.subtract(*exact).astype(float))
        finite = np.isfinite(got) & np.isfinite(want)
        inside = same | (finite & (difference <= limits) & (difference > 0)) | np.isinf(limits)
    shown: tuple[NDArray[Any], NDArray[Any]] = exact or (got, want)
    mismatches, first = _worst(*shown, difference, limits, ~inside, output, about)
    apart = finite & ~same
    counted = apart & ~(inside & (np.abs(want) <= limits))
    return Comparison(
        output=output,
        tolerance=tolerance,
        mismatches=mismatches,
        wrong=int(np.count_nonzero(~inside)),
        entries=int(want.size),
        equal=False,
        ulps=float(ulps_apart(got[counted], want[counted]).max(initial=0.0)),
        relative=_relative(difference[apart], want) if counted.any() else 0.0,
        used=_share(difference[apart], limits[apart]),
        first=first,
    )


def _compare_text(
    actual: Any, expected: str, tolerance: Tolerance, output: str, about: str
) -> Comparison:
    equal = isinstance(actual, str) and actual == expected
    apart = 0.0 if equal else float("inf")
    inside = equal or bool(np.all(np.isinf(tolerance.largest())))
    mismatches = (
        () if inside else (Mismatch(output, (), repr(actual), repr(expected), None, about),)
    )
    first = mismatches[0] if mismatches else None
    wrong = len(mismatches)
    return Comparison(output, tolerance, mismatches, wrong, 1, equal, apart, apart, apart, first)


def ulps_apart(actual: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the differences, each in units in the last place of the larger of the two numbers.

    Numbers on both sides of zero are at most ``4 / eps`` apart, however small they are.
    """
    with np.errstate(over="ignore"):
        unit = np.spacing(np.maximum(np.abs(actual), np.abs(expected)))
        return np.asarray(np.abs(actual / unit - expected / unit))


def _relative(difference: NDArray[np.float64], want: NDArray[np.float64]) -> float:
    if not difference.size:
        return 0.0
    largest = float(np.abs(want[np.isfinite(want)]).max(initial=0.0))
    return float(difference.max()) / largest if largest else float("inf")


def _share(difference: NDArray[np.float64], limits: NDArray[np.float64]) -> float:
    if not difference.size:
        return 0.0
    with np.errstate(all="ignore"):
        return float(np.nan_to_num(difference / limits, nan=0.0, posinf=np.inf).max())


def _worst(
    got: NDArray[Any],
    want: NDArray[Any],
    difference: NDArray[np.float64],
    limits: NDArray[np.float64],
    wrong: NDArray[np.bool_],
    output: str,
    about: str,
) -> tuple[tuple[Mismatch, ...], Mismatch | None]:
    """Return the worst wrong entries, and the first one, column by column."""
    places = np.argwhere(wrong)
    if not len(places):
        return (), None
    with np.errstate(all="ignore"):
        excess = difference[wrong] / np.maximum(limits[wrong], np.finfo(float).tiny)
    order = np.argsort(-np.nan_to_num(excess, nan=np.inf), kind="stable")[:MOST_SHOWN]
    note = (
        about if len(places) == 1 else f"{about}; {len(places)} of {want.size} entries".strip("; ")
    )
    earliest = np.lexsort(places.T)[0] if want.ndim else 0
    mismatches = []
    for position in [*places[order], places[earliest]]:
        index = tuple(int(i) for i in position)
        # A vector's entry has one number whichever way it lies, and a number has none.
        shown = tuple(i for i, n in zip(index, want.shape, strict=True) if n > 1)
        ours, theirs = got[index], want[index]
        if not isinstance(ours, int):
            ours, theirs = float(ours), float(theirs)
        mismatches.append(Mismatch(output, shown, ours, theirs, float(limits[index]), note))
    return tuple(mismatches[:-1]), mismatches[-1]


def unlike(
    came: str, wanted: str, tolerance: Tolerance, output: str, about: str, entries: int = 1
) -> Comparison:
    """Return the comparison of two values of different kinds, each described in words."""
    mismatch = Mismatch(output, (), came, wanted, None, about)
    infinite = float("inf")
    entries = max(1, entries)  # an empty array of the wrong shape is wrong too
    return Comparison(
        output,
        tolerance,
        (mismatch,),
        entries,
        entries,
        False,
        infinite,
        infinite,
        infinite,
        mismatch,
    )


def _nature(value: Any) -> str:
    if isinstance(value, NotCarried):
        return repr(value)
    if isinstance(value, (np.ndarray, np.generic, complex)):
        array = np.asarray(value)
        return f"{_shape_words(array.shape)} of type {array.dtype}"
    return kind(value)


def _numbers(value: Any) -> NDArray[np.float64] | None:
    """Return float64 numbers, or None if the value is not an array of real numbers."""
    try:
        array = np.asarray(value.toarray() if hasattr(value, "toarray") else value)
    except (ValueError, TypeError):  # lists of different lengths; what Octave could not send
        return None
    if array.dtype.kind not in "biuf":
        return None
    return array.astype(np.float64)


def _beyond_doubles(
    actual: Any, expected: Any, want: NDArray[np.float64]
) -> tuple[NDArray[np.object_], NDArray[np.object_]] | None:
    """Both as exact integers, of the shape of `want`, where they are too large for doubles."""
    both = np.asarray(actual), np.asarray(expected)
    if any(side.dtype.kind not in "iu" for side in both) or not (np.abs(want) >= 2**53).any():
        return None
    ours, theirs = (side.astype(object).reshape(want.shape, order="F") for side in both)
    return ours, theirs


def _vector_shape(shape: Sequence[int]) -> tuple[int, ...]:
    """Return the shape, but that every vector of n entries counts as (n,), and a number as (1,)."""
    lengths = tuple(n for n in shape if n != 1)
    if len(lengths) <= 1:
        return lengths or (1,)
    return tuple(shape)


def _shape_words(shape: Sequence[int]) -> str:
    return "a number" if not shape else f"an array of shape {'x'.join(map(str, shape))}"


def _show(value: Any) -> str:
    return f"{value:.17g}" if isinstance(value, float) else str(value)
