"""Names for what two values differ by, if it is one of the usual differences of the languages."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["hint"]


def hint(actual: Any, expected: Any) -> str:
    """Return what Python's value looks like beside Octave's; empty if it has no name.

    Parameters
    ----------
    actual, expected
        Python's value and Octave's, which differ.
    """
    if isinstance(expected, str) and isinstance(actual, str):
        return _of_text(actual, expected)
    try:
        came, wanted = np.asarray(actual), np.asarray(expected)
    except ValueError:
        return ""
    if came.dtype.kind not in "biuf" or wanted.dtype.kind not in "biuf" or not wanted.size:
        return ""
    if came.shape != wanted.shape and came.size == wanted.size and came.ndim < 2:
        came = came.reshape(wanted.shape, order="F")
    if came.shape != wanted.shape:
        transposed = came.ndim == wanted.ndim == 2 and came.T.shape == wanted.shape
        return "Python's is the transpose" if transposed and _same(came.T, wanted) else ""
    return _of_numbers(came, wanted)


def _of_numbers(came: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> str:
    if wanted.dtype.kind in "iu" and _saturated(came, wanted):
        return f"Octave's {wanted.dtype} saturates at its limits; NumPy's wraps around"
    came, wanted = came.astype(float), wanted.astype(float)
    wrong = ~((came == wanted) | (np.isnan(came) & np.isnan(wanted)))
    whole = bool(np.all(came == np.round(came)) and np.all(wanted == np.round(wanted)))
    if whole and _same(came + 1, wanted):
        return "Python's are less by 1: Octave counts from 1"
    if whole and bool(np.all(np.abs(came - wanted)[wrong] == 1)) and _even(came[wrong]):
        return "Python's are even where it is wrong: Octave rounds halves away from zero"
    if wanted.size > 1 and _same(-came, wanted):
        return "Python's has the opposite sign"
    if wanted.ndim == 2 and min(wanted.shape) > 1:
        if wanted.shape[0] == wanted.shape[1] and _same(came.T, wanted):
            return "Python's is the transpose"
        if _same(came.reshape(-1).reshape(wanted.shape, order="F"), wanted):
            return "the same entries row by row, where Octave has them column by column"
    if wanted.size > 1 and _same(np.sort(came, axis=None), np.sort(wanted, axis=None)):
        return "the same entries in another order"
    return ""


def _of_text(actual: str, expected: str) -> str:
    if actual.strip() == expected.strip():
        return "they differ in blanks at the ends"
    if "".join(actual.split()) == "".join(expected.split()):
        return "they differ in blanks"
    if actual.lower() == expected.lower():
        return "they differ in case"
    if actual == expected.encode().decode("unicode_escape", "replace"):
        return "Octave does not read backslashes in single quotes; Python does"
    return ""


def _saturated(came: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> bool:
    limits = np.iinfo(wanted.dtype)
    wrong = came != wanted
    at_limit = (wanted == limits.max) | (wanted == limits.min)
    return bool(wrong.any() and np.all(at_limit[wrong]))


def _even(numbers: np.ndarray[Any, Any]) -> bool:
    return bool(numbers.size and np.all(numbers % 2 == 0))


def _same(came: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> bool:
    """Whether two arrays are equal but for rounding."""
    return bool(np.allclose(came, wanted, rtol=1e-9, atol=0, equal_nan=True))
