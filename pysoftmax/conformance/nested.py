"""Comparison of whatever a function may return: numbers, text, and structs and cells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from pysoftmax.conformance.closeness import Comparison, Tolerance, compare, unlike
from pysoftmax.octave.values import NotCarried

__all__ = ["compare_nested"]


def compare_nested(
    actual: Any, expected: Any, tolerance: Tolerance, output: str = "out", about: str = ""
) -> Iterator[Comparison]:
    """Compare one output with Octave's, part by part.

    A mapping is compared by its keys with a struct's fields, a list or tuple by its entries with a
    cell's (column by column); complex numbers by real and imaginary parts. The rest is `compare`.

    Raises
    ------
    TypeError
        If Octave returned a value that has no form in Python, such as a handle.
    """
    if isinstance(expected, NotCarried):
        raise TypeError(
            f"Octave's {output} is {expected!r}, which has no form in Python; expected numbers, "
            "text, structs, cells or maps: return those from the .m file"
        )
    if isinstance(expected, dict):
        yield from _compare_fields(actual, expected, tolerance, output, about)
    elif isinstance(expected, list):
        yield from _compare_entries(actual, expected, tolerance, output, about)
    elif np.iscomplexobj(expected):
        yield from _compare_parts(actual, expected, tolerance, output, about)
    else:
        yield compare(actual, expected, tolerance, output, about)


def _compare_fields(
    actual: Any, expected: dict[str, Any], tolerance: Tolerance, output: str, about: str
) -> Iterator[Comparison]:
    wanted = f"a struct with the fields {sorted(expected)}"
    if not isinstance(actual, Mapping):
        yield unlike(f"a {type(actual).__name__}", wanted, tolerance, output, about)
    elif set(actual) != set(expected):
        yield unlike(f"a dict with {sorted(map(str, actual))}", wanted, tolerance, output, about)
    else:
        for key, entry in expected.items():
            yield from compare_nested(actual[key], entry, tolerance, f"{output}.{key}", about)


def _compare_entries(
    actual: Any, expected: list[Any], tolerance: Tolerance, output: str, about: str
) -> Iterator[Comparison]:
    wanted = f"a cell of {len(expected)}"
    if not isinstance(actual, (list, tuple)):
        yield unlike(f"a {type(actual).__name__}", wanted, tolerance, output, about)
    elif len(actual) != len(expected):
        came = f"a {type(actual).__name__} of {len(actual)}"
        yield unlike(came, wanted, tolerance, output, about)
    else:
        for place, (ours, theirs) in enumerate(zip(actual, expected, strict=True)):
            yield from compare_nested(ours, theirs, tolerance, f"{output}[{place}]", about)


def _compare_parts(
    actual: Any, expected: Any, tolerance: Tolerance, output: str, about: str
) -> Iterator[Comparison]:
    try:
        came = np.asarray(actual, dtype=complex)
    except (TypeError, ValueError):
        wanted = f"complex numbers of shape {'x'.join(map(str, expected.shape))}"
        yield unlike(f"a {type(actual).__name__}", wanted, tolerance, output, about)
        return
    for part in (np.real, np.imag):
        name = f"{part.__name__}({output})"
        yield compare(part(came), part(expected), tolerance, name, about)
