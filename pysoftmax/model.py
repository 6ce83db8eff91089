"""The model that softmaxTrain returns and softmaxPredict uses."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from pysoftmax.atomic import atomic_write
from pysoftmax.validation import fields, theta_matrix, whole
from pysoftmax.words import kind

__all__ = ["SoftmaxModel"]


@dataclass(frozen=True, eq=False)
class SoftmaxModel:
    """Trained parameters with their sizes: Octave's struct of the same fields.

    Fields can be read by attribute or by key: ``model.optTheta``, ``model["optTheta"]``.

    Parameters
    ----------
    optTheta
        ``numClasses x inputSize``, or the same numbers unrolled column by column. A copy is kept.
    inputSize, numClasses
        Positive whole numbers.

    Raises
    ------
    ValueError
        If the sizes do not match the parameters.
    """

    optTheta: NDArray[np.float64]
    inputSize: int
    numClasses: int

    def __post_init__(self) -> None:
        size = whole("inputSize", self.inputSize)
        classes = whole("numClasses", self.numClasses)
        theta = theta_matrix(self.optTheta, classes, size, name="optTheta")
        checked = {"optTheta": theta.copy(), "inputSize": size, "numClasses": classes}
        for name, value in checked.items():
            object.__setattr__(self, name, value)  # frozen: the checked values, stored once

    def __getitem__(self, name: str) -> Any:
        """A field by its name."""
        if name not in self.__dataclass_fields__:
            raise KeyError(f"{name!r} is not one of {', '.join(self.__dataclass_fields__)}")
        return getattr(self, name)

    @classmethod
    def from_any(cls, model: Any) -> SoftmaxModel:
        """Return a model given in any supported form.

        Accepts a `SoftmaxModel`; a mapping with its fields (a dict, oct2py's Struct) or with a
        ``softmaxModel`` of them (what scipy.io.loadmat returns); a struct as scipy.io reads one.
        Sizes that are missing are those of a two-dimensional optTheta.

        Raises
        ------
        TypeError
            If there is no optTheta, or it is a vector and the sizes are missing.
        """
        if isinstance(model, cls):
            return model
        found = fields(model)
        if "optTheta" not in found and "softmaxModel" in found:
            found = fields(found["softmaxModel"])
        if "optTheta" not in found:
            raise TypeError(
                f"softmaxModel is {kind(model)} without optTheta; expected the result of"
                " softmaxTrain, or a struct or dict with optTheta, inputSize, numClasses"
            )
        theta = found["optTheta"]
        rows, columns = np.shape(theta) if np.ndim(theta) == 2 else (None, None)
        classes, size = found.get("numClasses", rows), found.get("inputSize", columns)
        if classes is None or size is None:
            raise TypeError(
                f"softmaxModel has an optTheta of shape {np.shape(theta)} and not both sizes;"
                " expected optTheta as a numClasses x inputSize matrix, or inputSize and numClasses"
            )
        return cls(theta, size, classes)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a MAT-file; Octave's softmaxPredict accepts its variable ``softmaxModel``."""
        from pathlib import Path

        from scipy.io import savemat

        struct = {
            "optTheta": self.optTheta,
            "inputSize": float(self.inputSize),  # with an integer class, Octave would
            "numClasses": float(self.numClasses),  # compute in integers
        }
        with atomic_write(Path(path)) as file:
            savemat(cast(Any, file), {"softmaxModel": struct})

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> SoftmaxModel:
        """Read what `save`, or Octave's ``save -v7 FILE softmaxModel``, wrote.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If it is not a MAT-file of version 7 or older (Octave's own format is not), is damaged,
            or has no model in it.
        """
        from pathlib import Path

        from scipy.io import loadmat

        with Path(path).open("rb") as file:
            try:
                variables = loadmat(cast(Any, file))
            except Exception as error:  # SciPy may raise anything if it is not a MAT-file
                raise ValueError(
                    f"{path} cannot be read as a MAT-file ({error}); expected a file"
                    " written by SoftmaxModel.save or by Octave's save -v7 FILE softmaxModel"
                ) from error
        try:
            return cls.from_any(variables)
        except TypeError as error:
            names = ", ".join(name for name in variables if not name.startswith("__")) or "nothing"
            raise ValueError(f"{path}, which holds {names}: {error}") from error
