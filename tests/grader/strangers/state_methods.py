import logging

import numpy as np

logging.basicConfig(filename="/var/log/softmax.log")


class SoftmaxRegression:
    def __init__(self, num_features, num_classes, weight_decay):
        self.num_features = num_features
        self.num_classes = num_classes
        self.weight_decay = weight_decay
        self.theta = np.zeros((num_classes, num_features))

    def prob(self, x):
        a = np.dot(self.theta, x)
        a = np.exp(a - a.max(axis=0))
        return a / a.sum(axis=0)

    def cost(self, x, y):
        p = self.prob(x)
        m = x.shape[1]
        return -np.log(p[y, np.arange(m)]).sum() / m + self.weight_decay / 2 * np.sum(self.theta**2)

    def grad(self, x, y):
        p = self.prob(x)
        m = x.shape[1]
        p[y, np.arange(m)] -= 1
        return np.dot(p, x.T) / m + self.weight_decay * self.theta

    def train(self, x, y, learning_rate=0.1, n_iter=100):
        for i in range(n_iter):
            self.theta -= learning_rate * self.grad(x, y)
            logging.info("%d %f", i, self.cost(x, y))

    def predict(self, x):
        return self.prob(x).argmax(axis=0)
