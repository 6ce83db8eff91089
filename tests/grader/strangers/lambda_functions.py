import numpy as np
softmax = lambda z: np.exp(z - z.max(0)) / np.exp(z - z.max(0)).sum(0)
cost = lambda theta, x, t, lam: -np.sum(t * np.log(softmax(theta @ x))) / x.shape[1] + lam / 2 * np.sum(theta ** 2)
grad = lambda theta, x, t, lam: (softmax(theta @ x) - t) @ x.T / x.shape[1] + lam * theta
predict = lambda theta, x: (theta @ x).argmax(0)
