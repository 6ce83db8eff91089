import argparse

import numpy as np

parser = argparse.ArgumentParser(description="softmax regression on MNIST")
parser.add_argument("images")
parser.add_argument("--reg", type=float, default=1e-4)
args = parser.parse_args()


class SoftmaxRegression:
    """Holds the training set; cost is a function of theta alone."""

    def __init__(self, data, labels, num_classes, reg):
        self.data = data
        self.labels = labels
        self.num_classes = num_classes
        self.reg = reg

    def cost(self, theta):
        n, m = self.data.shape
        t = theta.reshape(self.num_classes, n)
        a = t.dot(self.data)
        a -= a.max(axis=0)
        p = np.exp(a) / np.exp(a).sum(axis=0)
        ground = (np.arange(self.num_classes)[:, np.newaxis] == self.labels).astype(float)
        value = -(ground * np.log(p)).sum() / m + self.reg / 2 * (t * t).sum()
        grad = -(ground - p).dot(self.data.T) / m + self.reg * t
        return value, grad.ravel()

    @staticmethod
    def predict(theta, data):
        return theta.dot(data).argmax(axis=0)


model = SoftmaxRegression(np.load(args.images), None, 10, args.reg)
