"""Step 5 of the exercise: the most probable class of each example."""

from __future__ import annotations

from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from pysoftmax import kernels
from pysoftmax.model import SoftmaxModel
from pysoftmax.validation import all_finite, data_matrix, require_finite

__all__ = ["softmaxPredict"]

Pred = NDArray[np.int64]
Confidences = NDArray[np.float64]


@overload
def softmaxPredict(
    softmaxModel: Any, data: Any, nargout: Literal[1] = 1, *, kernel: str | None = None
) -> Pred: ...
@overload
def softmaxPredict(
    softmaxModel: Any, data: Any, nargout: Literal[2], *, kernel: str | None = None
) -> tuple[Pred, Confidences]: ...
def softmaxPredict(
    softmaxModel: Any, data: Any, nargout: int = 1, *, kernel: str | None = None
) -> Pred | tuple[Pred, Confidences]:
    """Return the class with the largest score in ``optTheta @ data`` for each example.

    Parameters
    ----------
    softmaxModel
        What softmaxTrain returned, or anything `SoftmaxModel.from_any` accepts.
    data
        ``inputSize x M``, one example per column; see softmaxCost.
    nargout
        1, or 2 for the confidences too, as oct2py's callers write it.
    kernel
        Which arithmetic to use (see `pysoftmax.kernels`).

    Returns
    -------
    pred
        int64, (M,), classes from 1; of equal scores the first counts.
    confidences
        Only when ``nargout=2``: float64, ``numClasses x M``, the probability of each class;
        every column sums to one.

    Raises
    ------
    ValueError, TypeError
        If the model or the data are not as above.

    Notes
    -----
    Source: UFLDL, "Exercise: Softmax Regression", step 5.
    """
    if nargout not in (1, 2):
        raise ValueError(f"nargout is {nargout!r}; expected 1 (pred) or 2 (pred, confidences)")
    model = SoftmaxModel.from_any(softmaxModel)
    examples = data_matrix(data, model.inputSize)
    scores = kernels.get(kernel).scores(model.optTheta, examples)
    if not all_finite(scores):  # if the scores are finite, so are the data, as in softmaxCost
        require_finite(examples)
    pred = _first_greatest(scores) + 1
    return pred if nargout == 1 else (pred, _softmax(scores))


def _first_greatest(scores: NDArray[np.float64]) -> Pred:
    """The row of each column's first maximum, NaN counting as absent, as for Octave's max."""
    best = np.argmax(scores, axis=0)
    # argmax stops at a NaN if there is one: only such columns need a second look.
    for column in np.flatnonzero(np.isnan(scores[best, np.arange(best.size)])):
        rows = np.flatnonzero(~np.isnan(scores[:, column]))
        best[column] = rows[np.argmax(scores[rows, column])] if rows.size else 0
    pred: Pred = best.astype(np.int64, copy=False)
    return pred


def _softmax(scores: NDArray[np.float64]) -> Confidences:
    # inf - inf is NaN, as it should be; a difference of -inf has a probability of 0.
    with np.errstate(invalid="ignore", over="ignore"):
        exponentials = np.exp(scores - scores.max(axis=0))
    confidences: Confidences = exponentials / exponentials.sum(axis=0)
    return confidences
