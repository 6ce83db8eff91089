import numpy as np
from scipy.optimize import fmin_l_bfgs_b


class Softmax:
    @staticmethod
    def cost(theta, num_classes, input_size, lam, data, labels):
        theta = theta.reshape(num_classes, input_size)
        m = data.shape[1]
        gt = Softmax._ground_truth(labels, num_classes)
        p = Softmax._probabilities(theta, data)
        cost = -np.sum(gt * np.log(p)) / m + 0.5 * lam * np.sum(theta ** 2)
        grad = -np.dot(gt - p, data.T) / m + lam * theta
        return cost, grad.ravel()

    @staticmethod
    def _ground_truth(labels, k):
        return (np.arange(k)[:, None] == labels).astype(float)

    @staticmethod
    def _probabilities(theta, data):
        z = theta.dot(data)
        e = np.exp(z - z.max(axis=0))
        return e / e.sum(axis=0)

    @classmethod
    def predict(cls, theta, data):
        return cls._probabilities(theta, data).argmax(axis=0)

    @classmethod
    def train(cls, input_size, num_classes, lam, data, labels, max_iter=200):
        theta = 0.005 * np.random.randn(num_classes * input_size)
        opt, _, _ = fmin_l_bfgs_b(cls.cost, theta, args=(num_classes, input_size, lam, data, labels), maxiter=max_iter)
        return opt.reshape(num_classes, input_size)
