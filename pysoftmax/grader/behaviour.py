"""A fingerprint of an item's wrong answers, the same for all submissions that answer alike.

Solutions that are written differently but wrong in the same way differ by rounding, about 1e-13 of
their size. So an array is not compared entry by entry: its length and three projections of it, each
relative to that length, are rounded to five digits. A rounding error moves one of them over a
boundary with a probability of about 1e-8.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.case import Answer, Failure

__all__ = ["behaviour"]

DIGITS = 5
PROJECTIONS = (0.7548776662, 0.5698402910, 0.3247179572)
"""Irrational steps: the weights cos(2 pi k step) of the k-th entry have no pattern in common."""
BYTES = 12


def behaviour(answers: Iterable[tuple[Answer, bool]], mistake: str, *, numbers: bool) -> str:
    """Return the fingerprint of the answers to an item's questions.

    Parameters
    ----------
    answers
        Each answer, and whether it is right. Right answers count as such, whatever their digits.
    mistake
        The name of the mistake if it was recognised.
    numbers
        Whether the numbers count. Those that come of an optimiser differ with the way it took.
    """
    digest = hashlib.blake2b(digest_size=BYTES)
    for answer, right in answers:
        words = "right" if right else "; ".join(_wrong(answer, mistake, numbers))
        digest.update(f"{words}\n".encode(errors="replace"))
    return digest.hexdigest()


def _wrong(answer: Answer, mistake: str, numbers: bool) -> Iterator[str]:
    """Yield what a wrong answer is."""
    if answer.failure is not None:
        yield _failed(answer.failure)
        yield mistake
    elif not numbers:
        yield f"wrong: {mistake}"
    else:
        for value in answer.values:
            yield from _value(value)


def _failed(failure: Failure) -> str:
    """Return how a call failed: its message's numbers are sizes, its words name variables.

    Where it failed, and numbers in names, depend on how the code is written.
    """
    said = _PLACE.sub("", failure.message)
    sizes = sorted(_SIZE.findall(said)) if failure.kind == "error" else []
    return " ".join((failure.kind, failure.identifier, *sizes))


_PLACE = re.compile(r"\s*(?:\([^()\s]+, line \d+|\bnear line \d+).*", re.DOTALL)
_SIZE = re.compile(r"(?<![A-Za-z_\d])\d+(?![A-Za-z_\d])|\d+(?=x\d)|(?<=\dx)\d+")


def _value(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key in sorted(value):
            yield key
            yield from _value(value[key])
        return
    array = np.asarray(value)
    if array.dtype.kind not in "biufc":
        yield f"{array.dtype} {array.size}"
        return
    flat = array.ravel(order="F")
    parts = (flat.real, flat.imag) if np.iscomplexobj(flat) else (flat,)
    for part in parts:
        yield _array(part.astype(np.float64))


def _array(flat: NDArray[np.float64]) -> str:
    finite = np.isfinite(flat)
    odd = ""
    if not finite.all():
        kinds = np.where(finite, 0, np.where(np.isnan(flat), 1, np.where(flat > 0, 2, 3)))
        odd = hashlib.blake2b(kinds.astype(np.uint8).tobytes(), digest_size=4).hexdigest()
        flat = np.where(finite, flat, 0.0)
    largest = float(np.abs(flat).max(initial=0.0))
    if largest == 0.0:
        return f"{flat.size} 0 {odd}"
    scaled = flat / largest  # no square of an entry overflows
    length = float(np.sqrt(np.dot(scaled, scaled)))
    places = 2 * np.pi * np.arange(flat.size)
    shares = (float(np.dot(np.cos(places * p), scaled)) / length for p in PROJECTIONS)
    rounded = " ".join(f"{round(share, DIGITS) + 0.0:.{DIGITS}f}" for share in shares)
    return f"{flat.size} {largest * length:.{DIGITS - 1}e} {rounded} {odd}"
