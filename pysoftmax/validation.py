"""The checks at the public boundary, each written once.

A message names the argument, what came, what is allowed, and what to do. Inner functions assume
what these have established.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pysoftmax.images import ByteImages

if TYPE_CHECKING:
    import scipy.sparse

__all__ = ["Data", "data_matrix", "decay", "label_indices", "numeric", "theta_matrix", "whole"]

Float: TypeAlias = NDArray[np.float64]
Data: TypeAlias = "Float | ByteImages | scipy.sparse.csc_array"


def whole(name: str, value: Any) -> int:
    """A positive whole number, from any number type (Octave hands over doubles)."""
    try:
        array = np.asarray(value)
        number = array.item() if array.size == 1 and array.dtype.kind in "iuf" else None
    except (TypeError, ValueError):
        number = None
    if number is None or not math.isfinite(number) or number != int(number) or number < 1:
        raise ValueError(f"{name} is {_shown(value)}; allowed: a positive whole number")
    return int(number)


def decay(value: Any) -> float:
    """The weight decay lambda: a finite number, 0 or more."""
    array = np.asarray(value)
    if array.size == 1 and array.dtype.kind in "iuf":
        number = float(array.item())
        if math.isfinite(number) and number >= 0:
            return number
    raise ValueError(
        f"lambda_ is {_shown(value)}; allowed: a finite number, 0 or more (1e-4 in the exercise)"
    )


def numeric(name: str, value: Any) -> NDArray[Any]:
    """An array of real numbers (whole, floating or boolean)."""
    try:
        array = np.asarray(value)
    except ValueError as error:  # ragged nested lists
        raise TypeError(f"{name} cannot be read as an array: {error}") from error
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{name} has dtype {array.dtype}; allowed: real numbers (float64 is used as it is)"
        )
    return array


def vector(name: str, value: Any) -> NDArray[Any]:
    """A 1-D view of a vector that may come as (n,), (n, 1) or (1, n)."""
    array = numeric(name, value)
    if array.ndim == 0 or (array.ndim == 2 and 1 in array.shape):
        return array.reshape(-1)
    if array.ndim != 1:
        raise ValueError(f"{name} has shape {array.shape}; allowed: (n,), (n, 1) or (1, n)")
    return array


def theta_matrix(theta: Any, numClasses: int, inputSize: int, name: str = "theta") -> Float:
    """The parameters as a ``numClasses x inputSize`` matrix, a view where that is possible.

    Not-a-number and infinity pass: an optimiser may stray there, and the cost then says so.
    """
    array = numeric(name, theta)
    wanted = numClasses * inputSize
    if array.shape == (numClasses, inputSize):
        return array.astype(np.float64, copy=False)
    if max(array.shape, default=1) != array.size or array.size != wanted:
        raise ValueError(
            f"{name} has shape {array.shape}; allowed: {wanted} = numClasses={numClasses} *"
            f" inputSize={inputSize} numbers, as (n,), (n, 1) or (1, n)"
        )
    flat = array.reshape(-1).astype(np.float64, copy=False)
    return flat.reshape((numClasses, inputSize), order="F")


def data_matrix(data: Any, inputSize: int | None = None, name: str = "data") -> Data:
    """The examples, one a column: finite doubles, `ByteImages`, or a SciPy sparse array."""
    matrix = data if isinstance(data, ByteImages) else _matrix(name, data)
    rows, columns = matrix.shape
    if inputSize is not None and rows != inputSize:
        hint = "; is it transposed? an example is a column" if columns == inputSize else ""
        raise ValueError(
            f"{name} has {rows} rows; allowed: inputSize={inputSize} rows, one example per column"
            + hint
        )
    if 0 in matrix.shape:
        raise ValueError(f"{name} has shape {matrix.shape}; allowed: at least one row and column")
    return matrix


def _matrix(name: str, data: Any) -> Float | scipy.sparse.csc_array:
    # Duck-typed, so that SciPy is imported only by those who already have.
    if hasattr(data, "tocsc"):
        _require_finite(name, numeric(name, data.data), data)
        sparse: scipy.sparse.csc_array = data.tocsc().astype(np.float64, copy=False)
        return sparse
    array = numeric(name, data)
    if array.ndim != 2:
        raise ValueError(
            f"{name} has {array.ndim} dimensions; allowed: 2, inputSize x M"
            " (for a single example: data.reshape(-1, 1))"
        )
    array = array.astype(np.float64, copy=False)
    _require_finite(name, array)
    return array


def _require_finite(name: str, numbers: NDArray[Any], sparse: Any = None) -> None:
    if all_finite(numbers):
        return
    if sparse is None:
        row, column = (int(k) for k in np.argwhere(~np.isfinite(numbers))[0])
        value = numbers[row, column]
    else:
        entries = sparse.tocoo()
        k = int(np.flatnonzero(~np.isfinite(entries.data))[0])
        row, column, value = int(entries.row[k]), int(entries.col[k]), entries.data[k]
    raise ValueError(f"{name}[{row}, {column}] is {value}; allowed: finite numbers")


def all_finite(numbers: NDArray[Any]) -> bool:
    """Whether no entry is NaN or infinite.

    A sum of squares is one pass at memory speed without a temporary; only when it is not finite
    (which large finite numbers can also bring about) does the exact test decide.
    """
    if numbers.dtype.kind != "f":
        return True
    flat = numbers.ravel(order="K") if numbers.flags.forc else None
    if flat is not None and flat.dtype == np.float64:
        with np.errstate(all="ignore"):
            if math.isfinite(flat @ flat):
                return True
    return bool(np.isfinite(numbers).all())


def label_indices(labels: Any, numClasses: int, examples: int | None = None) -> NDArray[np.int64]:
    """Labels from 1 to numClasses, checked, as indices from 0."""
    array = vector("labels", labels)
    if examples is not None and array.size != examples:
        raise ValueError(
            f"labels has {array.size} entries; allowed: {examples}, one for each column of data"
        )
    wrong = ~((array >= 1) & (array <= numClasses))
    if array.dtype.kind == "f":
        wrong |= array != np.floor(array)
    if wrong.any():
        k = int(np.flatnonzero(wrong)[0])
        hint = " (MNIST's digit 0 carries label 10)" if array[k] == 0 else ""
        raise ValueError(
            f"labels[{k}] is {array[k]}; labels are whole numbers from 1 to"
            f" numClasses={numClasses}{hint}"
        )
    return array.astype(np.int64) - 1


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
