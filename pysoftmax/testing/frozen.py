"""Arguments and answers as bytes: exact, the same on every machine, and safe to read.

The bytes are a JSON text, which says what each value is, and the arrays' raw entries after it.
Reading them only makes values of the types listed here, and runs no code.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pysoftmax.comparison.case import Answer, Case, Failure
from pysoftmax.comparison.files import FileContent
from pysoftmax.comparison.objectives import Formula, Objective
from pysoftmax.octave.values import Cell, Map, NotCarried, Pair, StructArray
from pysoftmax.testing.arguments import Arguments

__all__ = ["expressions", "freeze", "thaw"]

KINDS = "biufcU"
"""Arrays of these kinds have entries that are bytes."""


def freeze(value: Any) -> bytes:
    """Return the value as bytes; values equal to the bit and in type give equal bytes.

    Raises
    ------
    TypeError
        If the value, or one within it, is of a type that cannot be recorded.
    """
    pool = bytearray()
    text = json.dumps(_down(value, pool), separators=(",", ":")).encode()
    return len(text).to_bytes(8, "little") + text + bytes(pool)


def thaw(frozen: bytes) -> Any:
    """Return the value from the bytes that `freeze` made.

    Raises
    ------
    ValueError
        If the bytes are damaged.
    """
    length = int.from_bytes(frozen[:8], "little")
    try:
        return _up(json.loads(frozen[8 : 8 + length]), frozen[8 + length :])
    except (KeyError, IndexError, TypeError, UnicodeDecodeError, AttributeError) as error:
        raise ValueError(f"the recording is damaged: {error!r}") from error


_PLAIN: tuple[Any, ...] = (str, int, float, list, tuple, dict)


def expressions(frozen: bytes) -> list[str]:
    """Return the expressions of all pairs in frozen bytes."""
    found: list[str] = []

    def see(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found.extend(content for name, content in pairs if name == "pair")
        return dict(pairs)

    length = int.from_bytes(frozen[:8], "little")
    json.loads(frozen[8 : 8 + length], object_pairs_hook=see)
    return found


def _down(value: Any, pool: bytearray) -> Any:
    if value is None or type(value) in (bool, int, str):
        return value
    for name, kind, write in _WRITERS:
        if type(value) is kind:
            return {name: write(value, pool)}
    if isinstance(value, np.ndarray):
        return _array_down(value, pool)
    if isinstance(value, np.generic):
        return {"scalar": _down(np.asarray(value), pool)}
    if isinstance(value, Path):
        return {"path": str(value)}
    if hasattr(value, "tocoo"):
        entries = value.tocoo()
        parts = [_down(np.asarray(part), pool) for part in (*entries.coords, entries.data)]
        return {"sparse": [list(value.shape), value.format, parts]}
    for plain in _PLAIN:
        if isinstance(value, plain):  # of a type derived from it, such as a named tuple
            return _down(plain(value), pool)
    if isinstance(value, Mapping):
        return {"dict": _pairs_down(value, pool)}
    raise TypeError(f"a value of type {type(value).__name__} cannot be recorded")


def _each_down(values: Any, pool: bytearray) -> list[Any]:
    return [_down(value, pool) for value in values]


def _pairs_down(value: Mapping[Any, Any], pool: bytearray) -> list[Any]:
    return [[_down(key, pool), _down(entry, pool)] for key, entry in value.items()]


def _array_down(array: np.ndarray[Any, Any], pool: bytearray) -> Any:
    if array.dtype.kind == "O":
        return {"objects": [list(array.shape), _each_down(array.ravel(), pool)]}
    if array.dtype.kind not in KINDS:
        raise TypeError(f"an array of {array.dtype} cannot be recorded")
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    order = "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"
    start = len(pool)
    pool += little.tobytes(order)  # type: ignore[arg-type]
    return {"array": [little.dtype.str, list(array.shape), order, array.flags.writeable, start]}


_WRITERS: list[tuple[str, type, Callable[[Any, bytearray], Any]]] = [
    ("float", float, lambda value, pool: value.hex()),
    ("complex", complex, lambda value, pool: [value.real.hex(), value.imag.hex()]),
    ("list", list, _each_down),
    ("tuple", tuple, _each_down),
    ("dict", dict, _pairs_down),
    ("map", Map, _pairs_down),
    ("cell", Cell, lambda value, pool: [list(value.shape), _each_down(value, pool)]),
    (
        "structs",
        StructArray,
        lambda value, pool: [list(value.shape), list(value.fields), _each_down(value, pool)],
    ),
    ("pair", Pair, lambda value, pool: value.octave),
    ("not carried", NotCarried, lambda value, pool: value.description),
    (
        "arguments",
        Arguments,
        lambda value, pool: [_each_down(value.values, pool), _pairs_down(value.names, pool)],
    ),
    (
        "case",
        Case,
        lambda value, pool: [
            value.function,
            _each_down(value.args, pool),
            value.nargout,
            value.about,
            value.seed,
        ],
    ),
    ("answer", Answer, lambda value, pool: [_each_down(value.values, pool), _failure(value)]),
    (
        "objective",
        Objective,
        lambda value, pool: [
            value.formula.digest,
            _pairs_down(value.parameters, pool),
            value.nargout,
        ],
    ),
    (
        "file",
        FileContent,
        lambda value, pool: [
            value.name,
            _array_down(np.frombuffer(value.content, dtype=np.uint8), pool),
        ],
    ),
]


def _failure(answer: Answer) -> list[str] | None:
    failure = answer.failure
    return [failure.kind, failure.message, failure.identifier] if failure else None


def _up(tree: Any, pool: bytes) -> Any:
    if not isinstance(tree, dict):
        return tree
    ((name, content),) = tree.items()
    return _READERS[name](content, pool)


def _each_up(values: Any, pool: bytes) -> list[Any]:
    return [_up(value, pool) for value in values]


def _pairs_up(pairs: Any, pool: bytes) -> dict[Any, Any]:
    return {_up(key, pool): _up(entry, pool) for key, entry in pairs}


def _array_up(content: Any, pool: bytes) -> Any:
    name, shape, order, writeable, start = content
    dtype = np.dtype(name)
    if dtype.kind not in KINDS:
        raise ValueError(f"the recording is damaged: an array of {dtype}")
    count = math.prod(shape)
    array = np.frombuffer(pool, dtype, count, start) if count else np.empty(0, dtype)
    array = array.astype(dtype.newbyteorder("=")).reshape(shape, order=order)
    array.flags.writeable = writeable
    return array


def _objects_up(content: Any, pool: bytes) -> Any:
    shape, entries = content
    array = np.empty(math.prod(shape), dtype=object)
    for place, entry in enumerate(entries):
        array[place] = _up(entry, pool)
    return array.reshape(shape)


def _sparse_up(content: Any, pool: bytes) -> Any:
    from scipy.sparse import coo_array

    shape, form, parts = content
    *coords, data = _each_up(parts, pool)
    return coo_array((data, tuple(coords)), shape=tuple(shape)).asformat(form)


def _pair_up(octave: str, pool: bytes) -> Pair:
    pair = Pair.known(octave)
    if pair is None:
        raise ValueError(
            f"the recording has a Pair with {octave!r}, which the tests have not made; make it "
            "at the top level of a module, or record again"
        )
    return pair


def _case_up(content: Any, pool: bytes) -> Case:
    function, args, nargout, about, seed = content
    return Case(function, tuple(_each_up(args, pool)), nargout, about, seed)


def _answer_up(content: Any, pool: bytes) -> Answer:
    values, failure = content
    return Answer(tuple(_each_up(values, pool)), Failure(*failure) if failure else None)


def _objective_up(content: Any, pool: bytes) -> Objective:
    digest, parameters, nargout = content
    formula = Formula.known(digest)
    if formula is None:
        raise ValueError("the recording has a formula that has changed or is gone")
    return Objective(formula, _pairs_up(parameters, pool), nargout)


_READERS: dict[str, Callable[[Any, bytes], Any]] = {
    "float": lambda content, pool: float.fromhex(content),
    "complex": lambda content, pool: complex(*map(float.fromhex, content)),
    "list": _each_up,
    "tuple": lambda content, pool: tuple(_each_up(content, pool)),
    "dict": _pairs_up,
    "map": lambda content, pool: Map(_pairs_up(content, pool)),
    "cell": lambda content, pool: Cell(_each_up(content[1], pool), tuple(content[0])),
    "structs": lambda content, pool: StructArray(
        _each_up(content[2], pool), tuple(content[0]), content[1]
    ),
    "pair": _pair_up,
    "not carried": lambda content, pool: NotCarried(content),
    "arguments": lambda content, pool: Arguments(
        *_each_up(content[0], pool), **_pairs_up(content[1], pool)
    ),
    "array": _array_up,
    "objects": _objects_up,
    "scalar": lambda content, pool: _up(content, pool)[()],
    "path": lambda content, pool: Path(content),
    "sparse": _sparse_up,
    "case": _case_up,
    "answer": _answer_up,
    "objective": _objective_up,
    "file": lambda content, pool: FileContent(content[0], _up(content[1], pool).tobytes()),
}
