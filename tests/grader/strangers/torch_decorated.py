from dataclasses import dataclass

import numpy as np
import torch
from torch import nn


@dataclass
class Loss:
    value: float
    grad: np.ndarray


class Net(nn.Module):
    def forward(self, x: torch.Tensor | None) -> torch.Tensor | None:
        return x


@torch.compile(dynamic=True)
def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@torch.jit.script
def softmax_loss(theta, x, y, k, decay):
    w = theta.reshape(k, -1)
    value = 0.5 * decay * np.sum(w * w)
    grad = decay * w
    for i in range(x.shape[1]):
        p = softmax(w @ x[:, i])
        value -= np.log(p[y[i]]) / x.shape[1]
        p[y[i]] -= 1
        grad += np.outer(p, x[:, i]) / x.shape[1]
    return Loss(value, grad.ravel())


@torch.no_grad()
def softmax_predict(theta, x):
    return (theta @ x).argmax(axis=0)
