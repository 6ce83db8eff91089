"""Comparison of whatever a function may return: numbers, text, and structs and cells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from pysoftmax.comparison.closeness import Comparison, Tolerance, compare, unlike
from pysoftmax.octave.values import Cell, Map, NotCarried, StructArray
from pysoftmax.words import kind

__all__ = ["compare_nested"]

OCTAVE_CLASSES = {"float64": "double", "complex128": "double", "float32": "single"}
OCTAVE_CLASSES |= {"complex64": "single", "bool": "logical", "object": "cell"}


def compare_nested(
    actual: Any,
    expected: Any,
    tolerance: Tolerance,
    output: str = "out",
    about: str = "",
    *,
    strict: bool = False,
) -> Iterator[Comparison]:
    """Compare one output with Octave's, part by part.

    A mapping is compared by its keys with a struct's fields or a map's keys, a list or tuple by its
    entries with a cell's (column by column) or with a struct array's, which is a struct if it has
    one entry; a list of strings with a matrix of characters; complex numbers by real and imaginary
    parts; None with ``[]``. The rest is `compare`.

    Parameters
    ----------
    actual, expected
        Python's value and Octave's.
    tolerance, output, about
        As for `compare`.
    strict
        Whether shape and class must be the same too; an array of shape (n,) is a column.

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
    if strict and _kind(actual) != _kind(expected):
        yield unlike(_kind(actual), _kind(expected), tolerance, output, about)
        return
    actual, expected = (v.toarray() if hasattr(v, "toarray") else v for v in (actual, expected))
    rest = (tolerance, output, about)
    if isinstance(expected, Map):
        yield from _compare_fields(_plain_keys(actual), _plain_keys(expected), *rest, strict)
    elif isinstance(expected, dict):
        yield from _compare_fields(_single(actual), expected, *rest, strict)
    elif isinstance(expected, list):
        yield from _compare_entries(actual, expected, *rest, strict)
    elif isinstance(expected, str) and _is_a_row(actual):
        yield from _compare_rows(actual, [expected], *rest)
    elif isinstance(expected, np.ndarray) and expected.dtype.kind == "U":
        yield from _compare_rows(actual, expected, *rest)
    elif _are_empty(actual, expected):
        yield Comparison(output, tolerance, (), 0, 0, True, 0.0, 0.0, 0.0)
    elif np.iscomplexobj(expected) or (np.iscomplexobj(actual) and not isinstance(expected, str)):
        # Octave makes a complex number real if all imaginary parts are 0.
        yield from _compare_parts(actual, expected, *rest)
    else:
        yield compare(_octave_shape(actual), expected, *rest)


def _compare_fields(
    actual: Any,
    expected: dict[Any, Any],
    tolerance: Tolerance,
    output: str,
    about: str,
    strict: bool,
) -> Iterator[Comparison]:
    nature = "map with the keys" if isinstance(expected, Map) else "struct with the fields"
    wanted = f"a {nature} {sorted(expected)}"
    if not isinstance(actual, Mapping):
        yield unlike(kind(actual), wanted, tolerance, output, about)
    elif set(actual) != set(expected):
        yield unlike(f"a dict with {sorted(map(str, actual))}", wanted, tolerance, output, about)
    else:
        for key, entry in expected.items():
            yield from compare_nested(
                actual[key], entry, tolerance, f"{output}.{key}", about, strict=strict
            )


def _single(value: Any) -> Any:
    """Return the struct of a struct array of one: Octave has no other form of it."""
    is_single = isinstance(value, (list, tuple)) and len(value) == 1
    return value[0] if is_single and isinstance(value[0], Mapping) else value


def _plain_keys(value: Any) -> Any:
    """Return a map whose numeric keys are floats, as Octave's are."""
    if not isinstance(value, Mapping):
        return value
    numeric = all(isinstance(key, (int, float, np.number)) for key in value)
    return Map({float(key) if numeric else key: entry for key, entry in value.items()})


def _compare_entries(
    actual: Any,
    expected: list[Any],
    tolerance: Tolerance,
    output: str,
    about: str,
    strict: bool,
) -> Iterator[Comparison]:
    nature = "struct array" if isinstance(expected, StructArray) else "cell"
    wanted = f"a {nature} of {len(expected)}"
    entries = _entries(actual, getattr(expected, "shape", (1, len(expected))))
    if entries is None:
        yield unlike(kind(actual), wanted, tolerance, output, about)
    elif len(entries) != len(expected):
        came = f"{kind(actual)} of {len(entries)}"
        yield unlike(came, wanted, tolerance, output, about)
    else:
        for place, (ours, theirs) in enumerate(zip(entries, expected, strict=True)):
            yield from compare_nested(
                ours, theirs, tolerance, f"{output}[{place}]", about, strict=strict
            )


def _entries(actual: Any, shape: tuple[int, ...]) -> list[Any] | None:
    """Return the entries column by column, also for a list of rows if the cell has as many rows."""
    if actual is None:
        return []
    if isinstance(actual, np.ndarray) and actual.dtype.kind in "OU":
        return list(actual.ravel(order="F"))
    if not isinstance(actual, (list, tuple)):
        return None
    rows, columns = shape[0], shape[1]
    is_rows = len(shape) == 2 and min(shape) > 1 and len(actual) == rows
    if is_rows and all(isinstance(r, (list, tuple)) and len(r) == columns for r in actual):
        return [actual[i][j] for j in range(columns) for i in range(rows)]
    return list(actual)


def _compare_rows(
    actual: Any, expected: Any, tolerance: Tolerance, output: str, about: str
) -> Iterator[Comparison]:
    """Compare a matrix of characters row by row, with or without the blanks that pad it."""
    entries = _entries(actual, (1, len(expected)))
    rows = [row.rstrip(" ") if isinstance(row, str) else row for row in entries or ()]
    wanted = [str(row).rstrip(" ") for row in expected]
    if rows != wanted:
        came = repr(actual) if entries is None else repr(rows)
        yield unlike(came, f"{wanted}, a matrix of characters", tolerance, output, about)
    else:
        yield Comparison(output, tolerance, (), 0, len(wanted), True, 0.0, 0.0, 0.0)


def _is_a_row(value: Any) -> bool:
    """Return whether a value is the one row of a matrix of characters: Octave's is text."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind == "U" and value.size == 1
    return isinstance(value, (list, tuple)) and len(value) == 1 and isinstance(value[0], str)


def _compare_parts(
    actual: Any, expected: Any, tolerance: Tolerance, output: str, about: str
) -> Iterator[Comparison]:
    try:
        came = np.asarray(_octave_shape(actual), dtype=complex)
    except (TypeError, ValueError):
        wanted = f"complex numbers of shape {'x'.join(map(str, expected.shape))}"
        yield unlike(kind(actual), wanted, tolerance, output, about)
        return
    for part in (np.real, np.imag):
        name = f"{part.__name__}({output})"
        yield compare(part(came), part(expected), tolerance, name, about)


def _are_empty(actual: Any, expected: Any) -> bool:
    """Return whether both are empty arrays with no difference that Python can express.

    ``x(x > 9)`` is 0x0 in Octave for some x, where Python's result has the shape (0,).
    """
    if not isinstance(expected, np.ndarray) or expected.size:
        return False
    if actual is None or (isinstance(actual, (list, tuple)) and not actual):
        return True
    if not isinstance(actual, np.ndarray) or actual.size:
        return False
    return actual.ndim == 1 or expected.shape == (0, 0) or actual.shape == (0, 0)


def _octave_shape(value: Any) -> Any:
    """Return the array without trailing lengths of 1 after the second: Octave drops them."""
    if not isinstance(value, np.ndarray) or value.ndim <= 2:
        return value
    return value.reshape(_lengths(value.shape))


def _lengths(shape: tuple[int, ...]) -> tuple[int, ...]:
    while len(shape) > 2 and shape[-1] == 1:
        shape = shape[:-1]
    return shape


def _kind(value: Any) -> str:
    """Return the class and size that a value has in Octave."""
    if value is None:
        return "0x0 double"
    if isinstance(value, str):
        return f"{min(1, len(value))}x{len(value)} char"
    if isinstance(value, Map):
        return "containers.Map"
    if isinstance(value, Mapping):
        return "1x1 struct"
    if isinstance(value, (list, tuple)):
        shape = value.shape if isinstance(value, (Cell, StructArray)) else (1, len(value))
        nature = "struct" if isinstance(value, StructArray) else "cell"
        return f"{'x'.join(map(str, shape))} {nature}"
    if isinstance(value, int) and not isinstance(value, bool):
        return "1x1 double"
    array = value if hasattr(value, "toarray") else np.asarray(value)
    if array.dtype.kind == "U":
        return f"{array.size} rows of char"
    shape = _lengths(tuple(array.shape))
    if len(shape) < 2:
        shape = (int(np.prod(shape)), 1)
    name = OCTAVE_CLASSES.get(str(array.dtype), str(array.dtype))
    sparse = "sparse " * hasattr(value, "toarray")
    return f"{'x'.join(map(str, shape))} {sparse}{name}"
