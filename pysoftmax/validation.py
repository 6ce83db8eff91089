"""The checks at the public boundary, each written once.

A message has the form ``NAME is VALUE; expected WHAT``, then what to do. Inner functions do not
check again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pysoftmax.images import ByteImages
from pysoftmax.words import kind, plural

if TYPE_CHECKING:
    import scipy.sparse

__all__ = [
    "Data", "all_finite", "data_matrix", "decay", "fields", "first_not_finite", "label_indices",
    "numeric", "require_finite", "theta_matrix", "vector", "whole",
]  # fmt: skip

Float: TypeAlias = NDArray[np.float64]
Data: TypeAlias = "Float | ByteImages | scipy.sparse.csc_array"


def whole(name: str, value: Any) -> int:
    """Return a positive whole number, from any number type (Octave passes doubles)."""
    number = _number(value)
    if not (math.isfinite(number) and number == int(number) and number >= 1):
        raise ValueError(f"{name} is {_shown(value)}; expected a positive whole number")
    return int(number)


def decay(value: Any) -> float:
    """Return the weight decay lambda, a finite number, 0 or more."""
    number = _number(value)
    if not (math.isfinite(number) and number >= 0):
        raise ValueError(
            f"lambda_ is {_shown(value)}; expected a finite number, 0 or more"
            " (1e-4 in the exercise)"
        )
    return float(number)


def _number(value: Any) -> int | float:
    """Return the one real number in a value, or NaN for any other value."""
    try:
        array = np.asarray(value)
    except ValueError:  # ragged nested lists
        return math.nan
    if array.size != 1 or array.dtype.kind not in "iuf":
        return math.nan
    number: int | float = array.item()
    return number


def numeric(name: str, value: Any) -> NDArray[Any]:
    """Return an array of real numbers (whole, floating or boolean)."""
    if np.ma.is_masked(value):  # NumPy would use the values under the mask
        masked = plural(np.ma.getmaskarray(value).sum(), "masked entry")
        raise ValueError(f"{name} has {masked}; expected a complete array (fill or drop them)")
    try:
        array = np.asarray(value)
    except ValueError as error:  # ragged nested lists
        raise TypeError(f"{name} cannot be read as an array: {error}") from error
    if array.dtype.kind not in "biuf":
        # NumPy makes one object of any other type, such as None or a sparse array.
        other = array.dtype == object and array.ndim == 0
        found = f"is {kind(value)}" if other else f"has dtype {array.dtype}"
        raise TypeError(f"{name} {found}; expected an array of real numbers")
    return array


def vector(name: str, value: Any) -> NDArray[Any]:
    """Return a 1-D view of a vector of shape (n,), (n, 1) or (1, n)."""
    array = numeric(name, value)
    if array.ndim == 0 or (array.ndim == 2 and 1 in array.shape):
        return array.reshape(-1)
    if array.ndim != 1:
        raise ValueError(f"{name} has shape {array.shape}; expected (n,), (n, 1) or (1, n)")
    return array


def theta_matrix(theta: Any, numClasses: int, inputSize: int, name: str = "theta") -> Float:
    """Return the parameters as a ``numClasses x inputSize`` matrix, a view if possible.

    NaN and infinity are accepted: an optimiser may try them, and the cost is then not finite.
    """
    array = numeric(name, theta)
    wanted = numClasses * inputSize
    if array.shape == (numClasses, inputSize):
        return array.astype(np.float64, copy=False)
    if max(array.shape, default=1) != array.size or array.size != wanted:
        raise ValueError(
            f"{name} has shape {array.shape}; expected {wanted} = numClasses={numClasses} *"
            f" inputSize={inputSize} numbers, as (n,), (n, 1) or (1, n)"
        )
    flat = array.reshape(-1).astype(np.float64, copy=False)
    return flat.reshape((numClasses, inputSize), order="F")


def data_matrix(data: Any, inputSize: int | None = None, name: str = "data") -> Data:
    """Return the examples, one per column: doubles, `ByteImages`, or a SciPy sparse array.

    `require_finite` checks separately that they are finite, which takes a pass over all of them.
    """
    matrix = data if isinstance(data, ByteImages) else _matrix(name, data)
    rows, columns = matrix.shape
    if inputSize is not None and rows != inputSize:
        hint = ". Is it transposed? An example is a column" if columns == inputSize else ""
        raise ValueError(
            f"{name} has {plural(rows, 'row')}; expected inputSize={inputSize}, one example per"
            f" column{hint}"
        )
    if 0 in matrix.shape:
        raise ValueError(f"{name} has shape {matrix.shape}; expected at least one row and column")
    return matrix


def _matrix(name: str, data: Any) -> Float | scipy.sparse.csc_array:
    # Duck typing avoids an import of SciPy.
    sparse = hasattr(data, "tocsc")
    if not sparse:
        data = numeric(name, data)
    elif data.dtype.kind not in "biuf":
        raise TypeError(f"{name} has dtype {data.dtype}; expected a matrix of real numbers")
    if data.ndim != 2:
        raise ValueError(
            f"{name} has {plural(data.ndim, 'dimension')}; expected 2, inputSize x M"
            " (for a single example: data.reshape(-1, 1))"
        )
    if sparse:
        _require_places(name, data)
        data = data.tocsc()
    matrix: Float | scipy.sparse.csc_array = data.astype(np.float64, copy=False)
    return matrix


def _require_places(name: str, data: Any) -> None:
    """Reject a sparse array with an entry outside its shape, which SciPy does not check."""
    sides = {"row": data.shape[0], "column": data.shape[1]}
    if data.format == "coo":
        stored = {"row": data.row, "column": data.col}
    elif data.format in ("csc", "csr"):
        ends, most = data.indptr, min(data.indices.size, data.data.size)
        if ends[0] != 0 or ends[-1] > most or (np.diff(ends) < 0).any():
            raise ValueError(
                f"{name}.indptr is not in order; expected increasing numbers from 0 to at most"
                f" {most}, the number of stored entries"
            )
        stored = {"row" if data.format == "csc" else "column": data.indices[: ends[-1]]}
    else:
        return
    for side, places in stored.items():
        if places.size and (places.min() < 0 or places.max() >= sides[side]):
            wrong = places[(places < 0) | (places >= sides[side])][0]
            raise ValueError(
                f"{name} has an entry in {side} {wrong}; expected 0 to {sides[side] - 1}"
                f" (its shape is {data.shape})"
            )


def require_finite(data: Data, name: str = "data") -> None:
    """Reject data with a NaN or an infinity, and name the first one."""
    if isinstance(data, np.ndarray):
        if not all_finite(data):
            row, column = np.argwhere(~np.isfinite(data))[0]
            _refuse_entry(name, row, column, data[row, column])
    elif not isinstance(data, ByteImages):
        entries = data.tocoo()
        if (k := first_not_finite(entries.data)) is not None:
            _refuse_entry(name, entries.row[k], entries.col[k], entries.data[k])


def _refuse_entry(name: str, row: int, column: int, value: float) -> NoReturn:
    raise ValueError(f"{name}[{row}, {column}] is {value}; expected finite numbers")


def all_finite(numbers: Float) -> bool:
    """Return whether no entry is NaN or infinite.

    A sum of squares takes one pass at memory speed without a temporary array. If it is not finite,
    which may also be an overflow, every entry is tested.
    """
    if numbers.flags.forc:
        flat = numbers.ravel(order="K")
        with np.errstate(all="ignore"):
            if math.isfinite(flat @ flat):
                return True
    return bool(np.isfinite(numbers).all())


def first_not_finite(numbers: NDArray[Any]) -> int | None:
    """Return the index of the first NaN or infinity in a vector, or None."""
    finite = np.isfinite(numbers)
    return None if finite.all() else int(np.argmin(finite))


def label_indices(labels: Any, numClasses: int, examples: int | None = None) -> NDArray[np.int64]:
    """Return labels from 1 to numClasses as indices from 0."""
    array = vector("labels", labels)
    if examples is not None and array.size != examples:
        raise ValueError(
            f"labels has {plural(array.size, 'entry')}; expected {examples}, one for each column of"
            " data"
        )
    wrong = ~((array >= 1) & (array <= numClasses))
    if array.dtype.kind == "f":
        wrong |= array != np.floor(array)
    if wrong.any():
        k = int(np.flatnonzero(wrong)[0])
        hint = " (MNIST's digit 0 has label 10)" if array[k] == 0 else ""
        raise ValueError(
            f"labels[{k}] is {array[k]}; expected a whole number from 1 to"
            f" numClasses={numClasses}{hint}"
        )
    return array.astype(np.int64) - 1


def fields(struct: Any) -> Mapping[str, Any]:
    """Return the fields of a mapping, of a struct read by scipy.io, or of an object."""
    if isinstance(struct, Mapping):
        return struct
    if isinstance(struct, np.ndarray) and struct.size == 1:
        struct = struct.reshape(-1)[0]
    if isinstance(struct, np.void) and struct.dtype.names:
        return {name: struct[name] for name in struct.dtype.names}
    attributes = vars(struct) if hasattr(struct, "__dict__") else {}
    return {name: value for name, value in attributes.items() if not name.startswith("_")}


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
