import numpy as np
from scipy import optimize
from collections import namedtuple

Model = namedtuple('Model', 'opt_theta input_size num_classes')


def softmax_train(input_size, num_classes, lam, data, labels, max_iter=100):
    def J(theta):
        W = theta.reshape(num_classes, input_size)
        m = data.shape[1]
        z = W.dot(data)
        z -= z.max(0)
        p = np.exp(z) / np.exp(z).sum(0)
        gt = np.eye(num_classes)[labels].T
        cost = -np.sum(gt * np.log(p)) / m + lam / 2 * np.sum(W ** 2)
        return cost, ((p - gt).dot(data.T) / m + lam * W).ravel()
    x0 = 0.005 * np.random.randn(num_classes * input_size)
    x, f, d = optimize.fmin_l_bfgs_b(J, x0, maxiter=max_iter)
    return Model(x.reshape(num_classes, input_size), input_size, num_classes)


def softmax_predict(model, data):
    return np.argmax(model.opt_theta.dot(data), axis=0)
