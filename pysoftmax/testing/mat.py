"""Arguments as a .mat file, which Octave and MATLAB load, and as code that restores the rest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pysoftmax.octave.values import Cell, Map, Pair, StructArray

__all__ = ["as_cell", "restored", "save_arguments"]


def save_arguments(path: Path, arguments: tuple[Any, ...]) -> None:
    """Write a .mat file with the cell ``args``; `restored` is the code for what it cannot hold."""
    from scipy.io import savemat

    savemat(path, {"args": as_cell(arguments, (1, len(arguments)))}, oned_as="column")


def restored(arguments: tuple[Any, ...], name: str) -> str:
    """Octave code that puts handles and maps into the cell `name`, for Octave and MATLAB."""
    parts = []
    for place, value in enumerate(arguments, 1):
        if isinstance(value, Pair):
            parts.append(f"{name}{{{place}}} = {value.octave};")
        elif isinstance(value, Map):
            keys, values = f"{name}{{{place}}}.keys", f"{name}{{{place}}}.values"
            parts.append(
                f"{name}{{{place}}} = containers.Map ({keys}, {values}, 'UniformValues', false);"
            )
    return " ".join(parts)


def as_cell(entries: Any, shape: tuple[int, ...]) -> Any:
    """Return the entries, column by column, as an array that SciPy writes as a cell."""
    cell = np.empty(len(entries), dtype=object)
    for place, entry in enumerate(entries):
        cell[place] = _value(entry)
    return cell.reshape(shape, order="F")


def _value(value: Any) -> Any:
    """A number becomes a double: an integer would make Octave's arithmetic that of integers."""
    if value is None or isinstance(value, Pair):
        return np.empty((0, 0))
    if isinstance(value, Map):
        return {
            "keys": as_cell(list(value), (1, -1)),
            "values": as_cell(list(value.values()), (1, -1)),
        }
    if isinstance(value, Mapping):
        return {key: _value(entry) for key, entry in value.items()}
    if isinstance(value, StructArray):
        structs = np.empty(len(value), dtype=[(name, object) for name in value.fields])
        for place, entry in enumerate(value):
            structs[place] = tuple(_value(entry[name]) for name in value.fields)
        return structs.reshape(value.shape, order="F")
    if isinstance(value, (list, tuple)):
        return as_cell(value, value.shape if isinstance(value, Cell) else (1, len(value)))
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        shape = value.shape if value.ndim > 1 else (-1, 1)
        return as_cell(list(value.ravel(order="F")), shape)
    if isinstance(value, (bool, np.bool_)):
        return np.array([[bool(value)]])
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, Path):
        return str(value)
    return value.tocsc() if hasattr(value, "tocsc") else value
