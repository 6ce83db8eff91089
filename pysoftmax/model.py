"""The model that softmaxTrain makes and softmaxPredict uses."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.validation import theta_matrix, whole

__all__ = ["SoftmaxModel"]


@dataclass(frozen=True, eq=False)
class SoftmaxModel:
    """Trained parameters with their sizes: Octave's struct of the same fields.

    Parameters
    ----------
    optTheta
        ``numClasses x inputSize``, or the same numbers unrolled column by column.
    inputSize, numClasses
        Positive whole numbers.

    Raises
    ------
    ValueError
        When the sizes and the parameters do not fit.
    """

    optTheta: NDArray[np.float64]
    inputSize: int
    numClasses: int

    def __post_init__(self) -> None:
        size = whole("inputSize", self.inputSize)
        classes = whole("numClasses", self.numClasses)
        theta = theta_matrix(self.optTheta, classes, size, name="optTheta")
        for name, value in (("inputSize", size), ("numClasses", classes), ("optTheta", theta)):
            object.__setattr__(self, name, value)  # frozen: the checked values, stored once

    @classmethod
    def from_any(cls, model: Any) -> SoftmaxModel:
        """The model in whatever form it comes.

        Takes a `SoftmaxModel`; a mapping with its fields (a dict, oct2py's Struct) or with a
        ``softmaxModel`` of them (what scipy.io.loadmat returns); a struct as scipy.io reads one.
        Sizes that are absent are read off a two-dimensional optTheta.

        Raises
        ------
        TypeError
            When there is no optTheta to be found.
        """
        if isinstance(model, cls):
            return model
        fields = _fields(model)
        if "optTheta" not in fields and "softmaxModel" in fields:
            fields = _fields(fields["softmaxModel"])
        if "optTheta" not in fields:
            raise TypeError(
                f"softmaxModel is a {type(model).__name__} without optTheta; allowed: what"
                " softmaxTrain returns, or a struct or dict with optTheta, inputSize, numClasses"
            )
        theta = fields["optTheta"]
        rows, columns = np.shape(theta) if np.ndim(theta) == 2 else (None, None)
        return cls(theta, fields.get("inputSize", columns), fields.get("numClasses", rows))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a MAT-file whose variable ``softmaxModel`` Octave's softmaxPredict takes."""
        from scipy.io import savemat

        target = Path(path)
        unfinished = target.with_name(target.name + ".unfinished")
        struct = {
            "optTheta": self.optTheta,
            "inputSize": float(self.inputSize),  # a whole-number class would turn Octave's
            "numClasses": float(self.numClasses),  # arithmetic with it into whole numbers
        }
        try:
            savemat(unfinished, {"softmaxModel": struct}, appendmat=False)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> SoftmaxModel:
        """Read what `save`, or Octave's ``save -v7 FILE softmaxModel``, wrote."""
        from scipy.io import loadmat

        return cls.from_any(loadmat(path, appendmat=False))


def _fields(struct: Any) -> Mapping[str, Any]:
    """The fields of a struct, whoever read it."""
    if isinstance(struct, Mapping):
        return struct
    if isinstance(struct, np.ndarray) and struct.dtype.names and struct.size == 1:
        struct = struct.reshape(-1)[0]
    if isinstance(struct, np.void) and struct.dtype.names:
        return {name: struct[name] for name in struct.dtype.names}
    return vars(struct) if hasattr(struct, "__dict__") else {}
