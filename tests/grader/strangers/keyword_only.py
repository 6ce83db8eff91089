from __future__ import annotations
from dataclasses import dataclass
import numpy as np
import numpy.typing as npt

@dataclass(frozen=True)
class SoftmaxModel:
    theta: npt.NDArray[np.float64]
    num_classes: int
    input_size: int

def cost_and_gradient(theta: npt.NDArray[np.float64], *, num_classes: int, input_size: int, weight_decay: float,
                      data: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]) -> tuple[float, npt.NDArray[np.float64]]:
    w = theta.reshape(num_classes, input_size)
    scores = w @ data
    scores = scores - scores.max(axis=0)
    p = np.exp(scores)
    p /= p.sum(axis=0)
    m = data.shape[1]
    truth = np.zeros((num_classes, m))
    truth[labels, np.arange(m)] = 1.0
    cost = -float(np.sum(truth * np.log(p))) / m + weight_decay / 2 * float(np.sum(w ** 2))
    return cost, (-(truth - p) @ data.T / m + weight_decay * w).ravel()

def predict(model: SoftmaxModel, data: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    return (model.theta @ data).argmax(axis=0)
